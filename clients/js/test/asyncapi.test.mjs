// schemas/asyncapi.yaml is sound, and says of every topic whose records have a schema.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { AvroSchemaParser } from "@asyncapi/avro-schema-parser";
import { Parser } from "@asyncapi/parser";

const SCHEMAS = new URL("../../../schemas/", import.meta.url);
const source = fileURLToPath(new URL("asyncapi.yaml", SCHEMAS));

function parser() {
  const parser = new Parser();
  parser.registerSchemaParser(AvroSchemaParser());
  return parser;
}

const errors = (diagnostics) => diagnostics.filter((each) => each.severity === 0).map((each) => `${each.path.join(".")}: ${each.message}`);

test("the document is AsyncAPI 3, and its schemas are Avro", async () => {
  const { document, diagnostics } = await parser().parse(readFileSync(source, "utf8"), { source });
  assert.deepEqual(errors(diagnostics), []);
  const topics = document.channels().all().map((channel) => channel.address());
  const named = readFileSync(new URL("README.md", SCHEMAS), "utf8").match(/`speech\.[a-z.-]+`/g);
  for (const topic of new Set(named.map((name) => name.slice(1, -1)))) assert.ok(topics.includes(topic), topic);
});

test("every schema of a topic is in it", () => {
  const text = readFileSync(source, "utf8");
  const stored = ["AudioMark", "Cancellation", "JournalHead", "MelMark", "OpenText", "SeenUtterance", "StoreFormat", "VoiceRoute", "WaitingText"];
  const schemas = readdirSync(SCHEMAS).filter((name) => name.endsWith(".avsc")).map((name) => name.replace(".avsc", ""));
  for (const name of schemas) assert.equal(text.includes(`./${name}.avsc`), !stored.includes(name), name);
});

test("what is unsound is found", async () => {
  const broken = readFileSync(source, "utf8").replace("action: send", "action: shout").replace("./TextEvent.avsc", "./Nowhere.avsc");
  const { diagnostics } = await parser().parse(broken, { source });
  assert.ok(errors(diagnostics).length >= 2, String(errors(diagnostics)));
});
