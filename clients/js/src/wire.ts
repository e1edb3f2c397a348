/** Avro's single-object encoding: the bytes C3 01, the fingerprint of the writer's schema (8 bytes), the record. */
import avro from "avsc";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { AudioChunk, SpeechControl, SpeechFailure, TextEvent } from "./records.js";

/** A schema as the .avsc file has it. */
export type SchemaJson = any;

/** The bytes are no record of the type that was expected; the message says why. */
export class Unreadable extends Error {}

export const MARKER = Buffer.from([0xc3, 0x01]);
/** A zero and a number that is not beyond 65,535. */
const FRAMED = Buffer.from([0, 0]);
const HEADER_BYTES = 10;
const RELEASED = new URL("./schemas/", import.meta.url);
const EMPTY = 0xc15d213aa4d7a795n;
const PRIMITIVES = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);

function fullName(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

/** Avro's parsing canonical form (Avro specification, "Parsing Canonical Form for Schemas"). */
export function canonical(schema: SchemaJson, namespace = ""): string {
  if (typeof schema === "string") return JSON.stringify(PRIMITIVES.has(schema) ? schema : fullName(schema, namespace));
  if (Array.isArray(schema)) return `[${schema.map((branch) => canonical(branch, namespace)).join()}]`;
  if (typeof schema.type !== "string") return canonical(schema.type, namespace);
  if (PRIMITIVES.has(schema.type)) return JSON.stringify(schema.type);
  const parts: string[] = [];
  if (schema.name !== undefined) {
    namespace = schema.name.includes(".") ? schema.name.slice(0, schema.name.lastIndexOf(".")) : (schema.namespace ?? namespace);
    parts.push(`"name":${JSON.stringify(fullName(schema.name, namespace))}`);
  }
  parts.push(`"type":${JSON.stringify(schema.type)}`);
  if (schema.fields !== undefined) {
    const fields = schema.fields.map((field: SchemaJson) => `{"name":${JSON.stringify(field.name)},"type":${canonical(field.type, namespace)}}`);
    parts.push(`"fields":[${fields.join()}]`);
  }
  if (schema.symbols !== undefined) parts.push(`"symbols":${JSON.stringify(schema.symbols)}`);
  if (schema.items !== undefined) parts.push(`"items":${canonical(schema.items, namespace)}`);
  if (schema.values !== undefined) parts.push(`"values":${canonical(schema.values, namespace)}`);
  if (schema.size !== undefined) parts.push(`"size":${Number(schema.size)}`);
  return `{${parts.join()}}`;
}

/** CRC-64-AVRO of a schema, as a header holds it (Avro specification, "Schema Fingerprints"). */
export function fingerprint(schema: SchemaJson): Buffer {
  let crc = EMPTY;
  for (const byte of Buffer.from(canonical(schema))) {
    let value = (crc ^ BigInt(byte)) & 0xffn;
    for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ (value & 1n ? EMPTY : 0n);
    crc = (crc >> 8n) ^ value;
  }
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(crc);
  return bytes;
}

/**
 * A walk over a record's bytes before anything is made of them: avsc makes as many items as an array's count claims, whatever is
 * there. Throws Unreadable.
 */
class Walk {
  /** Types that were defined before, by name and full name. */
  private readonly named = new Map<string, SchemaJson>();

  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly namespace: string,
  ) {}

  pass(schema: SchemaJson): void {
    if (Array.isArray(schema)) {
      const branch = this.number();
      if (branch < 0 || branch >= schema.length) throw new Unreadable(`a union has no branch ${branch}`);
      return this.pass(schema[branch]);
    }
    if (schema.name !== undefined) {
      this.named.set(schema.name, schema).set(fullName(schema.name, schema.namespace ?? this.namespace), schema);
    }
    const type = typeof schema === "string" ? schema : schema.type;
    switch (type) {
      case "null":
        return;
      case "boolean":
        return this.skip(1);
      case "int":
      case "long":
      case "enum":
        return void this.number();
      case "float":
        return this.skip(4);
      case "double":
        return this.skip(8);
      case "string":
      case "bytes":
        return this.skip(this.number());
      case "record":
        return schema.fields.forEach((field: SchemaJson) => this.pass(field.type));
      case "array":
        return this.blocks(() => this.pass(schema.items));
      case "map":
        return this.blocks(() => [this.pass("string"), this.pass(schema.values)]);
      default:
        if (typeof schema.type !== "string" && typeof schema !== "string") return this.pass(type);
        if (!this.named.has(type)) throw new Unreadable(`no type ${type}`);
        return this.pass(this.named.get(type));
    }
  }

  private blocks(item: () => unknown): void {
    for (let count = this.number(); count !== 0; count = this.number()) {
      if (count < 0) {
        this.number(); // how many bytes the block has
        count = -count;
      }
      if (count > this.bytes.length - this.at) throw new Unreadable(`${count} items are claimed`); // each takes a byte at least
      while (count-- > 0) item();
    }
  }

  private skip(count: number): void {
    if (count < 0 || count > this.bytes.length - this.at) throw new Unreadable(`it is cut off at byte ${this.at}`);
    this.at += count;
  }

  /** Inexact beyond 2^53, where nothing is that large. */
  private number(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      this.skip(1);
      const byte = this.bytes[this.at - 1];
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Unreadable("a number has more than 10 bytes");
  }
}

export interface Records {
  TextEvent: TextEvent;
  SpeechControl: SpeechControl;
  AudioChunk: AudioChunk;
  SpeechFailure: SpeechFailure;
}

/** One type of record. Reads what any release wrote, and writes the newest form. */
export class Codec<N extends keyof Records> {
  /** By which it writes. */
  readonly schema: SchemaJson;
  private readonly newest: avro.Type;
  private readonly header: Buffer;
  private readonly fields: Set<string>;
  private readonly readers = new Map<string, (bytes: Buffer) => Records[N]>();

  constructor(
    readonly record: N,
    released: URL = RELEASED,
  ) {
    const releases = readdirSync(released)
      .filter((name) => /^\d+$/.test(name))
      .sort((a, b) => Number(a) - Number(b));
    const files = releases.map((release) => new URL(`${release}/${record}.avsc`, released)).filter((file) => existsSync(file));
    const schemas: SchemaJson[] = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
    this.schema = schemas[schemas.length - 1];
    this.newest = avro.Type.forSchema(this.schema);
    this.header = Buffer.concat([MARKER, fingerprint(this.schema)]);
    this.fields = new Set(this.schema.fields.map((field: SchemaJson) => field.name));
    for (const schema of schemas) this.readers.set(fingerprint(schema).toString("hex"), this.reader(schema, HEADER_BYTES));
  }

  /** Reads records of a writer's schema that stand behind so many bytes. Throws Unreadable, as the reader does, where that cannot be. */
  reader(schema: SchemaJson, headerBytes: number): (bytes: Buffer) => Records[N] {
    const read = this.guarded(() => this.newest.createResolver(avro.Type.forSchema(schema)));
    return (bytes) =>
      this.guarded(() => {
        new Walk(bytes, headerBytes, schema.namespace ?? "").pass(schema);
        return this.newest.decode(bytes, headerBytes, read).value as Records[N];
      });
  }

  private guarded<R>(read: () => R): R {
    try {
      return read();
    } catch (problem) {
      throw new Unreadable(`no ${this.record}: ${(problem as Error).message}`);
    }
  }

  /** Throws Unreadable for anything else. */
  decode(bytes: Buffer | null): Records[N] {
    if (bytes === null || bytes.length < HEADER_BYTES || !bytes.subarray(0, 2).equals(MARKER)) {
      const hint = bytes?.subarray(0, 2).equals(FRAMED) ? "; it looks like Confluent's framing: give a schemaRegistry" : "";
      throw new Unreadable(`no ${this.record}: it does not begin with C3 01 and a schema's fingerprint${hint}`);
    }
    const print = bytes.subarray(2, HEADER_BYTES).toString("hex");
    const reader = this.readers.get(print);
    if (reader === undefined) throw new Unreadable(`no ${this.record}: no released schema has the fingerprint ${print}`);
    return reader(bytes);
  }

  /** Fields that are left out have their defaults. Throws for what the schema does not know. */
  encode(fields: Partial<Records[N]>): Buffer {
    return Buffer.concat([this.header, this.body(fields)]);
  }

  /** A record without a header, as encode has them. */
  body(fields: Partial<Records[N]>): Buffer {
    const unknown = Object.keys(fields).filter((name) => !this.fields.has(name));
    if (unknown.length > 0) throw new TypeError(`${this.record} has no ${unknown.join(", ")}`);
    return this.newest.toBuffer(fields);
  }
}
