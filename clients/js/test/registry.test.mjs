// Confluent's framing against a registry of this process: the recorded records, registering, and a registry that refuses or is away.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, test } from "node:test";
import { Codec, RegisteredCodec, RegistryError, SchemaRegistry, Unreadable } from "sori-client";

const SCHEMAS = new URL("../../../schemas/", import.meta.url);
const read = (name) => readFileSync(new URL(name, SCHEMAS), "utf8");
const UNKNOWN = 999_999;

let schemas, asked, troubles, conflicts, redirect, address, registry;

const answer = (request, body) => {
  const last = request.url.split("/").pop();
  if (redirect) return [302, {}];
  if (troubles > 0) return [troubles-- && 503, {}];
  if (request.method === "GET" && last === "versions") return schemas.length > 0 ? [200, schemas.map((_, index) => index + 1)] : [404, { message: "Subject not found" }];
  if (request.method === "GET") return schemas[last - 1] ? [200, { id: Number(last), ...schemas[last - 1] }] : [404, { message: "Schema not found" }];
  if (request.url.startsWith("/r/subjects/closed")) return [403, { message: "not yours" }];
  if (conflicts > 0) return [conflicts-- && 409, { message: "already exists" }];
  return [200, { id: schemas.push({ schema: body.schema }) }];
};

const server = createServer(async (request, response) => {
  const body = await text(request);
  asked.push({ path: request.url, authorization: request.headers.authorization });
  const [status, said] = answer(request, body === "" ? undefined : JSON.parse(body));
  response.writeHead(status, redirect ? { location: redirect } : {}).end(JSON.stringify(said));
});

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/r`;
});
beforeEach(() => {
  [schemas, asked, troubles, conflicts, redirect] = [[], [], 0, 0, undefined];
  registry = new SchemaRegistry(address);
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const framed = (id, rest) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, rest]);
};

test("the recorded records", async () => {
  const numbers = new Map();
  for (const line of read("vectors/fingerprints.tsv").split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
    const [release, record, header] = line.split("\t");
    numbers.set(header, schemas.push({ schema: read(`released/${release}/${record}.avsc`) }));
  }
  const codecs = new Map();
  let count = 0;
  for (const { record, bytes, value } of JSON.parse(read("vectors/records.json"))) {
    if (!codecs.has(record)) codecs.set(record, { single: new Codec(record), codec: new RegisteredCodec(record, record, registry) });
    const { single, codec } = codecs.get(record);
    const recorded = Buffer.from(bytes, "base64");
    const hasHeader = recorded.length >= 10 && recorded.readUInt16BE(0) === 0xc301;
    const data = hasHeader ? framed(numbers.get(recorded.subarray(0, 10).toString("hex")) ?? UNKNOWN, recorded.subarray(10)) : recorded;
    if (value === null) {
      await assert.rejects(codec.decode(data), Unreadable, bytes);
    } else {
      const decoded = await codec.decode(data);
      assert.equal(JSON.stringify(decoded), JSON.stringify(single.decode(recorded)));
      assert.deepEqual(await codec.decode(await codec.encode(decoded)), decoded);
      count++;
    }
  }
  assert.ok(count > 30);
  assert.equal(asked.length, new Set(asked.map(({ path }) => path)).size); // each is asked for once, also what is unknown
});

test("a schema is registered once, where it is not known", async () => {
  const codec = new RegisteredCodec("TextEvent", "a/topic", registry);
  const [one, two] = await Promise.all([codec.encode({ text: "a" }), codec.encode({ text: "b" })]);
  assert.deepEqual(one.subarray(0, 5), two.subarray(0, 5));
  const versions = "/r/subjects/a%2Ftopic-value/versions";
  assert.deepEqual(asked.map(({ path }) => path), [versions, versions]);
  // Somebody else may have written it in another way, and others since.
  const schema = Object.fromEntries(Object.entries(JSON.parse(schemas[0].schema)).reverse());
  schemas = [{ schema: JSON.stringify({ ...schema, doc: "other" }, null, 2) }, { schema: "{}" }, { schema: '"string"' }];
  const again = await new RegisteredCodec("TextEvent", "a/topic", new SchemaRegistry(address)).encode({ text: "a" });
  assert.deepEqual(again, one);
  assert.deepEqual(asked.slice(2).map(({ path }) => path), [versions, `${versions}/3`, `${versions}/2`, `${versions}/1`]);
});

test("what the registry does not take is told, and asked for again", async () => {
  const codec = new RegisteredCodec("TextEvent", "closed", registry);
  await assert.rejects(codec.encode({ text: "a" }), /closed-value: HTTP 403 not yours/);
  await assert.rejects(codec.encode({ text: "a" }), RegistryError);
  assert.equal(asked.length, 4);
});

test("others may register at the same moment", async () => {
  conflicts = 2;
  await new RegisteredCodec("TextEvent", "t", registry).encode({ text: "a" });
  conflicts = 100;
  await assert.rejects(new RegisteredCodec("SpeechControl", "t", registry).encode({ action: "CANCEL" }), /already exists/);
});

test("a registry that is away is waited for", async () => {
  troubles = 2;
  await new RegisteredCodec("TextEvent", "t", registry).encode({ text: "a" });
  assert.equal(asked.length, 4);
  troubles = 100;
  await assert.rejects(new SchemaRegistry(address, 0).schema(7), /does not answer/);
});

test("credentials go to the registry alone", async () => {
  const secret = new SchemaRegistry(address.replace("//", "//me:pass%3Aword@"));
  assert.equal(secret.address, address);
  await new RegisteredCodec("TextEvent", "t", secret).encode({ text: "a" });
  assert.ok(asked.every(({ authorization }) => authorization === `Basic ${Buffer.from("me:pass:word").toString("base64")}`));
  redirect = `${address}/elsewhere/1`;
  const before = asked.length;
  await assert.rejects(secret.schema(50), Unreadable);
  assert.equal(asked.length, before + 1);
});

test("what is no such record says what it may be", async () => {
  const single = new Codec("TextEvent");
  const codec = new RegisteredCodec("TextEvent", "t", registry);
  await assert.rejects(codec.decode(single.encode({ text: "a" })), /single-object encoding: give no schemaRegistry/);
  const data = await codec.encode({ text: "a" });
  assert.throws(() => single.decode(data), /Confluent's framing: give a schemaRegistry/);
  for (const other of [{ schema: "{}", schemaType: "JSON" }, { schema: '"string"', references: [{}] }, { schema: '"nothing"' }, { schema: "{" }, {}]) {
    schemas.push(other);
    await assert.rejects(codec.decode(framed(schemas.length, Buffer.from("\x02a"))), Unreadable);
  }
  const wish = await new RegisteredCodec("SpeechControl", "c", registry).encode({ action: "CANCEL" });
  await assert.rejects(codec.decode(wish), Unreadable);
});
