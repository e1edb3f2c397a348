/** Confluent's framing, for topologies with `wire: confluent`: a zero, the number of the writer's schema in a registry (4 bytes), the record. */
import { setTimeout as sleep } from "node:timers/promises";
import { canonical, Codec, MARKER, type Records, type SchemaJson, Unreadable } from "./wire.js";

const FRAME_BYTES = 5;
const JSON_TYPE = "application/vnd.schemaregistry.v1+json";
const ANSWER_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;
const MOST_CHARACTERS = 1 << 18;
const REMEMBERED = 1000;
/** A number that was unknown may have been given since. */
const UNKNOWN_FOR_MS = 30_000;
/** Two that register the same subject at once get that, too. */
const CONFLICT = 409;
const ATTEMPTS = 4;
const AFTER_CONFLICT_MS = 250;

/** The schema registry has not answered for long, or does not take a schema. */
export class RegistryError extends Error {}

interface Answer {
  status: number;
  body: any;
}

function keep<V>(known: Map<number, V>, id: number, value: V): V {
  if (known.size >= REMEMBERED) known.clear();
  known.set(id, value);
  return value;
}

const message = ({ status, body }: Answer) => `HTTP ${status} ${String(body.message ?? "").slice(0, 500)}`.trimEnd();

/** An Avro schema of one piece, where the answer holds one. */
function avroOf({ status, body: { schema, schemaType = "AVRO", references = [] } }: Answer): SchemaJson | undefined {
  if (status !== 200 || schemaType !== "AVRO" || references.length > 0) return undefined;
  try {
    return JSON.parse(schema);
  } catch {
    return undefined;
  }
}

/** Undefined for JSON that is no schema. */
function canonicalOf(schema: SchemaJson): string | undefined {
  try {
    return canonical(schema);
  } catch {
    return undefined;
  }
}

/** A server with the REST interface of Confluent's schema registry. While it does not answer, a call waits and says so. */
export class SchemaRegistry {
  readonly address: string;
  private readonly headers: Record<string, string> = { Accept: JSON_TYPE, "Content-Type": JSON_TYPE };
  private readonly schemas = new Map<number, SchemaJson>();
  private readonly unknown = new Map<number, { untilMs: number; why: string }>();

  /** @param address such as http://registry:8080/apis/ccompat/v7; with user:password@ before the host where it asks for them */
  constructor(
    address: string,
    private readonly patienceMs = 120_000,
  ) {
    const url = new URL(address);
    if (url.username !== "") {
      const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      this.headers.Authorization = `Basic ${Buffer.from(user).toString("base64")}`;
    }
    url.username = url.password = "";
    this.address = url.href.replace(/\/$/, "");
  }

  /** The number of a schema under a subject, which gets a new version where none writes the same bytes. */
  async register(subject: string, schema: SchemaJson): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`;
    const wanted = canonical(schema);
    const versions = (await this.ask(path)).body;
    for (const version of Array.isArray(versions) ? versions.reverse() : []) {
      const known = await this.ask(`${path}/${version}`);
      const there = avroOf(known);
      if (there !== undefined && canonicalOf(there) === wanted) return known.body.id;
    }
    const body = JSON.stringify({ schema: JSON.stringify(schema) });
    let answer = await this.ask(path, body);
    for (let attempt = 1; answer.status === CONFLICT && attempt < ATTEMPTS; attempt++) {
      await sleep(AFTER_CONFLICT_MS);
      answer = await this.ask(path, body);
    }
    if (answer.status === 200 && typeof answer.body.id === "number") return answer.body.id;
    throw new RegistryError(`the schema registry at ${this.address} does not take ${subject}: ${message(answer)}`);
  }

  /** The schema of a number. Throws Unreadable where there is none. */
  async schema(id: number): Promise<SchemaJson> {
    const known = this.schemas.get(id);
    if (known !== undefined) return known;
    const asked = this.unknown.get(id);
    if (asked !== undefined && Date.now() < asked.untilMs) throw new Unreadable(asked.why);
    const answer = await this.ask(`/schemas/ids/${id}`);
    const schema = avroOf(answer);
    if (schema !== undefined) return keep(this.schemas, id, schema);
    const why = `the schema registry at ${this.address} has no Avro schema with the id ${id}: ${message(answer)}`;
    keep(this.unknown, id, { untilMs: Date.now() + UNKNOWN_FOR_MS, why });
    throw new Unreadable(why);
  }

  /** Asks until there is an answer that stays. */
  private async ask(path: string, body?: string): Promise<Answer> {
    const deadlineMs = Date.now() + this.patienceMs;
    for (let pauseMs = 200; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      let trouble: string;
      try {
        const signal = AbortSignal.timeout(ANSWER_MS);
        // Credentials go where they were meant to go: no redirect is followed.
        const response = await fetch(this.address + path, { method: body === undefined ? "GET" : "POST", body, headers: this.headers, redirect: "manual", signal });
        const text = await response.text();
        if (response.status < 500 && response.status !== 408 && response.status !== 429) return { status: response.status, body: parsed(text) };
        trouble = `HTTP ${response.status}`;
      } catch (problem) {
        trouble = String((problem as Error).cause ?? problem);
      }
      if (Date.now() + pauseMs > deadlineMs) throw new RegistryError(`the schema registry at ${this.address} does not answer: ${trouble}`);
      console.warn(`waiting for the schema registry at ${this.address}: ${trouble}`);
      await sleep(pauseMs);
    }
  }
}

function parsed(text: string): Answer["body"] {
  try {
    const body = text.length > MOST_CHARACTERS ? {} : JSON.parse(text);
    return typeof body === "object" && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** One type of record on one topic. Reads what any schema wrote from which the newest form can be read, and writes that. */
export class RegisteredCodec<N extends keyof Records> {
  private readonly codec: Codec<N>;
  private readonly readers = new Map<number, (bytes: Buffer) => Records[N]>();
  private head: Promise<Buffer> | undefined;

  constructor(
    readonly record: N,
    private readonly topic: string,
    private readonly registry: SchemaRegistry,
  ) {
    this.codec = new Codec(record);
  }

  /** Throws Unreadable for anything else. */
  async decode(bytes: Buffer | null): Promise<Records[N]> {
    if (bytes === null || bytes.length < FRAME_BYTES || bytes[0] !== 0) {
      const hint = bytes?.subarray(0, 2).equals(MARKER) ? "; it looks like Avro's single-object encoding: give no schemaRegistry" : "";
      throw new Unreadable(`no ${this.record}: it does not begin with a zero and the number of a schema${hint}`);
    }
    const id = bytes.readUInt32BE(1);
    const schema = await this.registry.schema(id);
    const reader = this.readers.get(id) ?? keep(this.readers, id, this.codec.reader(schema, FRAME_BYTES));
    return reader(bytes);
  }

  /** Fields that are left out have their defaults. Throws for what the schema does not know. */
  async encode(fields: Partial<Records[N]>): Promise<Buffer> {
    const body = this.codec.body(fields);
    this.head ??= this.numbered();
    try {
      return Buffer.concat([await this.head, body]);
    } catch (problem) {
      this.head = undefined; // the next one asks again
      throw problem;
    }
  }

  private async numbered(): Promise<Buffer> {
    const head = Buffer.alloc(FRAME_BYTES);
    head.writeUInt32BE(await this.registry.register(`${this.topic}-value`, this.codec.schema), 1);
    return head;
  }
}

/** How a type of record is written on a topic. */
export type TopicCodec<N extends keyof Records> = Codec<N> | RegisteredCodec<N>;

/** @param registry one, its address, or undefined */
export function topicCodecs(registry: SchemaRegistry | string | undefined): <N extends keyof Records>(record: N, topic: string) => TopicCodec<N> {
  const asked = typeof registry === "string" ? new SchemaRegistry(registry) : registry;
  return (record, topic) => (asked === undefined ? new Codec(record) : new RegisteredCodec(record, topic, asked));
}
