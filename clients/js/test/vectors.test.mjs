// What Java does, as schemas/vectors tells it, this client does too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Partitioners } from "kafkajs";
import { Codec, fileName, fingerprint, isSound, positionAt, readControl, Unreadable, UtteranceAssembler } from "sori-client";

const SCHEMAS = new URL("../../../schemas/", import.meta.url);
const read = (name) => readFileSync(new URL(name, SCHEMAS), "utf8");
const table = (name) => read(`vectors/${name}`).split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("\t"));
const vectors = (name) => {
  const found = JSON.parse(read(`vectors/${name}`));
  assert.ok(found.length > 30);
  return found;
};
const PUBLIC = ["TextEvent", "SpeechControl", "AudioChunk", "SpeechFailure"];

const asJson = (value) => {
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (Array.isArray(value)) return value.map(asJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asJson(each)]));
};

test("keys go where Kafka's own producer puts them", () => {
  const partitioner = Partitioners.DefaultPartitioner();
  for (const [key, partitions, partition] of table("partitions.tsv")) {
    const partitionMetadata = Array.from({ length: Number(partitions) }, (_, partitionId) => ({ partitionId, leader: 1 }));
    const message = { key: Buffer.from(key, "hex"), value: null };
    assert.equal(partitioner({ topic: "t", partitionMetadata, message }), Number(partition), key);
  }
});

test("fingerprints of every released schema", () => {
  for (const [release, record, header] of table("fingerprints.tsv")) {
    const schema = JSON.parse(read(`released/${release}/${record}.avsc`));
    assert.equal(`c301${fingerprint(schema).toString("hex")}`, header, `${release}/${record}`);
  }
});

test("records of every release", () => {
  const codecs = new Map();
  for (const { release, record, bytes, value } of vectors("records.json")) {
    if (!codecs.has(record)) codecs.set(record, new Codec(record, new URL("released/", SCHEMAS)));
    const codec = codecs.get(record);
    const data = Buffer.from(bytes, "base64");
    if (value === null) {
      assert.throws(() => codec.decode(data), Unreadable, `${release}/${record} ${bytes}`);
    } else {
      const decoded = codec.decode(data);
      assert.deepEqual(asJson(decoded), value, `${release}/${record}`);
      assert.deepEqual(codec.decode(codec.encode(decoded)), decoded);
    }
  }
  assert.ok(PUBLIC.every((record) => codecs.has(record)));
});

const told = (step, { kind, name, speech }) => ({
  step,
  kind,
  key: name.key.toString("hex"),
  utteranceId: name.utteranceId,
  file: fileName(name),
  attempt: speech.end.attempt,
  chunks: speech.chunks.length,
  status: speech.status,
  spokenTo: speech.end.spokenTo,
  pcm: speech.pcm.toString("hex"),
  position: speech.positionAt(speech.pcm.length / 2 - 1),
});

test("what is heard of chunks", () => {
  const chunks = new Codec("AudioChunk");
  for (const { name, steps, heard } of vectors("assembling.json")) {
    const assembler = new UtteranceAssembler();
    const found = steps.flatMap(({ topic, key, timestampMs, value }, step) => {
      const record = key === null ? null : Buffer.from(key, "hex");
      const data = Buffer.from(value, "base64");
      if (topic === "speech.control") {
        const cancelled = readControl(record, data, timestampMs);
        return cancelled === undefined ? [] : assembler.cancel(cancelled).map((half) => told(step, half));
      }
      const chunk = chunks.decode(data);
      const utterance = isSound(chunk) ? assembler.add(record, chunk, timestampMs) : undefined;
      return utterance === undefined ? [] : [told(step, utterance)];
    });
    assert.deepEqual(found, heard, name);
  }
});

test("how far a text is heard", () => {
  for (const { marks, sample, position } of vectors("positions.json")) assert.equal(positionAt(marks, sample), position);
});
