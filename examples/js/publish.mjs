// Has texts spoken: node examples/js/publish.mjs HOST:PORT KEY [--cancel] < text, a line an utterance.
import { createInterface } from "node:readline/promises";
import { SpeechPublisher } from "../../clients/js/dist/index.js"; // where it is installed: "sori-client"

const [bootstrap, key, cancel] = process.argv.slice(2);
const schemaRegistry = process.env.SCHEMA_REGISTRY; // its address, where the topology says wire: confluent
const publisher = await SpeechPublisher.open({ brokers: [bootstrap] }, { schemaRegistry });
if (cancel === "--cancel") {
  await publisher.cancel(key, null, "publish.mjs --cancel");
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const utteranceId = await publisher.publish(line, { key });
    console.log(`${utteranceId}@${key}`);
  }
}
await publisher.close();
