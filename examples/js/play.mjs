// Writes each utterance as a WAV file, or plays it: node examples/js/play.mjs HOST:PORT [FOLDER], without one through aplay.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileName, SpeechReader } from "../../clients/js/dist/index.js"; // where it is installed: "sori-client"

const [bootstrap, folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });
const schemaRegistry = process.env.SCHEMA_REGISTRY; // its address, where the topology says wire: confluent
const reader = await SpeechReader.open({ brokers: [bootstrap] }, { fromBeginning: folder !== undefined, schemaRegistry });
console.log("listening");
for await (const heard of reader) {
  if (heard.kind === "failure") console.log(`failed: ${heard.failure.detail}`);
  if (heard.kind !== "utterance" && heard.kind !== "half") continue;
  const { name, speech } = heard;
  if (folder) writeFileSync(`${folder}/${fileName(name)}.wav`, speech.wav);
  else execFileSync("aplay", ["-q", "-"], { input: speech.wav });
  const status = heard.kind === "half" ? "CANCELLED" : speech.status;
  console.log(`${fileName(name)}: ${speech.seconds.toFixed(2)} s, ${status}, text to ${speech.positionAt(speech.pcm.length / 2 - 1)}`);
}
