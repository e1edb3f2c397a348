// Writes src/records.ts: the records of schemas/ as TypeScript types, with their documentation.
import { readFileSync, writeFileSync } from "node:fs";

const SCHEMAS = new URL("../../../schemas/", import.meta.url);
const PRIMITIVES = { null: "null", boolean: "boolean", int: "number", long: "number", float: "number", double: "number", string: "string", bytes: "Buffer" };
const types = new Map();

function typeOf(schema) {
  if (Array.isArray(schema)) return schema.map(typeOf).reverse().join(" | ");
  if (typeof schema === "string") return PRIMITIVES[schema] ?? schema;
  switch (schema.type) {
    case "array":
      return `${typeOf(schema.items)}[]`;
    case "map":
      return `Record<string, ${typeOf(schema.values)}>`;
    case "enum":
      types.set(schema.name, `/** ${schema.doc} */\nexport type ${schema.name} = ${schema.symbols.map((symbol) => JSON.stringify(symbol)).join(" | ")};\n`);
      return schema.name;
    case "record":
      types.set(schema.name, `/** ${schema.doc} */\nexport interface ${schema.name} {\n${schema.fields.map(field).join("")}}\n`);
      return schema.name;
    default:
      return typeOf(schema.type);
  }
}

function field({ name, type, doc }) {
  return `  /** ${doc} */\n  ${name}: ${typeOf(type)};\n`;
}

for (const name of ["TextEvent", "SpeechControl", "AudioChunk", "SpeechFailure"]) {
  typeOf(JSON.parse(readFileSync(new URL(`${name}.avsc`, SCHEMAS), "utf8")));
}
writeFileSync(new URL("../src/records.ts", import.meta.url), `// Written by scripts/records.mjs\n\n${[...types.values()].join("\n")}`);
