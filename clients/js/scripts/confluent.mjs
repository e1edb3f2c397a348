// What a shop with a schema registry does: node scripts/confluent.mjs HOST:PORT REGISTRY TEXT_TOPIC AUDIO_TOPIC KEY TEXT. Publishes by the schema that the
// registry has for the topic, reads the chunks by theirs, and says what it heard. SchemaRegistryIT runs it.
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import { Kafka, logLevel, Partitioners } from "kafkajs";

const [broker, host, textTopic, audioTopic, key, text] = process.argv.slice(2);
const registry = new SchemaRegistry({ host });
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.WARN });

const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
const id = await registry.getLatestSchemaId(`${textTopic}-value`);
const event = { utteranceId: "confluent-1", text, ssml: false, options: {} };
await producer.send({ topic: textTopic, messages: [{ key, value: await registry.encode(id, event) }] });
await producer.disconnect();

const consumer = kafka.consumer({ groupId: `confluent-${key}`, maxWaitTimeInMs: 100 });
await consumer.connect();
await consumer.subscribe({ topics: [audioTopic], fromBeginning: true });
let samples = 0;
const done = new Promise((resolve) => {
  void consumer.run({
    eachMessage: async ({ message }) => {
      const chunk = await registry.decode(message.value);
      if (chunk.utteranceId !== event.utteranceId) return;
      samples += chunk.audio.length / 2;
      if (chunk.last) resolve(chunk);
    },
  });
});
const end = await done;
await consumer.disconnect();
console.log(`heard ${samples} samples of ${end.voice}@${end.voiceVersion}, ${end.status}`);
