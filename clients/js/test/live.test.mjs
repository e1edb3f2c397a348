import assert from "node:assert/strict";
import { test } from "node:test";
import { Codec, fileName, HeardSpeech, LiveText } from "sori-client";

test("a text in pieces", async () => {
  const sent = [];
  const live = new LiveText("u1", async (text, part) => sent.push({ text, part }));
  await live.flush(); // nothing yet
  const text = "Grüße, 안녕 😀. ".repeat(10_000);
  await live.append(text);
  await live.append("\ud83d"); // half of a pair
  await live.append("\ude00");
  await live.flush();
  await live.flush();
  await live.keepOpen();
  await live.append("");
  await live.close();
  await live.close();
  assert.equal(sent.map((each) => each.text).join(""), `${text}😀`);
  assert.ok(sent.every((each) => !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(each.text)));
  assert.deepEqual(sent.map((each) => each.part.index), sent.map((_, index) => index));
  assert.deepEqual(sent.map((each) => each.part.last), sent.map((_, index) => index === sent.length - 1));
  assert.equal(sent.filter((each) => each.part.flush).length, 1);
  await assert.rejects(live.append("more"), /closed/);
});

test("what the schema does not know is refused", () => {
  assert.throws(() => new Codec("TextEvent").encode({ text: "a", volume: 3 }), /volume/);
  assert.throws(() => new Codec("TextEvent").encode({ text: 7 }));
});

test("file names are harmless and differ", () => {
  const names = [["u1", "u1"], ["u1", "room"], ["u1", "../room"], ["u1", ".._room"], ["../u1", "room"], ["방", "room"], ["밤", "room"]];
  const files = names.map(([utteranceId, key]) => fileName({ key: Buffer.from(key), utteranceId }));
  assert.equal(new Set(files).size, names.length);
  assert.ok(files.every((file) => /^[A-Za-z0-9_-][A-Za-z0-9._@-]*$/.test(file)), String(files));
});

test("a WAV file's head", () => {
  const chunk = { encoding: "pcm_s16le", sampleRateHz: 22050, audio: Buffer.from([1, 2, 3, 4]), marks: [], last: true, status: "OK" };
  const wav = new HeardSpeech([chunk]).wav;
  assert.equal(wav.length, 48);
  assert.equal(wav.readUInt32LE(24), 22050);
  assert.equal(wav.readUInt32LE(40), 4);
});
