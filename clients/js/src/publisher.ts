import { Kafka, type KafkaConfig, logLevel, Partitioners, type Producer } from "kafkajs";
import { randomUUID } from "node:crypto";
import type { TextEvent } from "./records.js";
import { type SchemaRegistry, type TopicCodec, topicCodecs } from "./registry.js";

const MOST_CHARACTERS = 50_000;

export interface PublisherOptions {
  text: string;
  control: string;
  /** One, or its address, where the topology says `wire: confluent`. */
  schemaRegistry: SchemaRegistry | string;
}

/** What a text event says besides its text. */
export type TextOptions = Partial<Omit<TextEvent, "text" | "part">> & {
  /** The scope within which utterances are spoken in order, a conversation or a room; without one the utterance id is. */
  key?: string | Buffer;
};

interface Waiting {
  topic: string;
  key: Buffer;
  value: Buffer | Promise<Buffer>;
  done: () => void;
  failed: (problem: unknown) => void;
}

/** Those whose values there are; the others are told why not. */
async function encoded(batch: Waiting[]): Promise<(Waiting & { value: Buffer })[]> {
  const values = await Promise.allSettled(batch.map((each) => each.value));
  return batch.flatMap((each, index) => {
    const value = values[index];
    if (value.status === "fulfilled") return [{ ...each, value: value.value }];
    each.failed(value.reason);
    return [];
  });
}

/** Writes text events, whole or in pieces, and takes them back. Records leave in the order of the calls. */
export class SpeechPublisher {
  private readonly producer: Producer;
  private readonly events: TopicCodec<"TextEvent">;
  private readonly wishes: TopicCodec<"SpeechControl">;
  private readonly topics: { text: string; control: string };
  private waiting: Waiting[] = [];
  private sending: Promise<void> | undefined;

  private constructor(config: KafkaConfig, { schemaRegistry, ...topics }: Partial<PublisherOptions>) {
    this.topics = { text: "speech.text", control: "speech.control", ...topics };
    const codec = topicCodecs(schemaRegistry);
    this.events = codec("TextEvent", this.topics.text);
    this.wishes = codec("SpeechControl", this.topics.control);
    this.producer = new Kafka({ logLevel: logLevel.WARN, ...config }).producer({
      // Puts a key where Kafka's own producer does, or a cancel would not reach the instance that speaks.
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: true,
      maxInFlightRequests: 1,
    });
  }

  /** @param config kafkajs's: brokers, ssl, sasl */
  static async open(config: KafkaConfig, options: Partial<PublisherOptions> = {}): Promise<SpeechPublisher> {
    const publisher = new SpeechPublisher(config, options);
    await publisher.producer.connect();
    return publisher;
  }

  /** Asks for a text to be spoken; gives its utterance id once the brokers have it. */
  async publish(text: string, options: TextOptions = {}): Promise<string> {
    return this.send(text, options, null);
  }

  /** Begins an utterance whose text is sent while it is written. */
  live(options: TextOptions = {}): LiveText {
    const utteranceId = options.utteranceId ?? randomUUID();
    return new LiveText(utteranceId, (text, part) => this.send(text, { ...options, utteranceId }, part));
  }

  /** Stops an utterance, or all that was sent under the key so far; who listens drops what waits to be heard. */
  async cancel(key: string | Buffer, utteranceId: string | null = null, reason = ""): Promise<void> {
    await this.queue(this.topics.control, key, this.wishes.encode({ action: "CANCEL", utteranceId, reason }));
  }

  /** Waits for what was sent. */
  async close(): Promise<void> {
    await this.sending;
    await this.producer.disconnect();
  }

  private async send(text: string, { key, ...fields }: TextOptions, part: TextEvent["part"]): Promise<string> {
    const utteranceId = fields.utteranceId ?? randomUUID();
    await this.queue(this.topics.text, key ?? utteranceId, this.events.encode({ ...fields, text, utteranceId, part }));
    return utteranceId;
  }

  private queue(topic: string, key: string | Buffer, value: Buffer | Promise<Buffer>): Promise<void> {
    if (value instanceof Promise) value.catch(() => {}); // pump() tells whoever waits
    return new Promise((done, failed) => {
      this.waiting.push({ topic, key: Buffer.from(key as string), value, done, failed });
      this.sending ??= this.pump();
    });
  }

  /** One request at a time, with everything that waits, so that order holds. */
  private async pump(): Promise<void> {
    await Promise.resolve(); // whatever is sent in the same breath goes together
    while (this.waiting.length > 0) {
      const batch = await encoded(this.waiting.splice(0, 500));
      if (batch.length === 0) continue;
      const topics = [...new Set(batch.map((each) => each.topic))];
      const topicMessages = topics.map((topic) => ({ topic, messages: batch.filter((each) => each.topic === topic) }));
      try {
        await this.producer.sendBatch({ topicMessages, acks: -1 });
        batch.forEach((each) => each.done());
      } catch (problem) {
        batch.forEach((each) => each.failed(problem));
      }
    }
    this.sending = undefined;
  }
}

/** One utterance, sent in pieces. Every piece goes out as it is, and is spoken as soon as nothing that follows can change how. */
export class LiveText {
  parts = 0;
  private held = "";
  private flushed = false;
  private closed = false;

  constructor(
    readonly utteranceId: string,
    private readonly send: (text: string, part: TextEvent["part"]) => Promise<string>,
  ) {}

  /** More of the text: a word, a token, whatever there is; half of a surrogate pair waits for its other half. */
  async append(text: string): Promise<void> {
    let rest = this.held + text;
    this.held = "";
    const sent: Promise<void>[] = [];
    while (rest !== "") {
      let cut = Math.min(rest.length, MOST_CHARACTERS);
      if (/[\ud800-\udbff]/.test(rest[cut - 1])) cut--;
      if (cut === 0) break;
      sent.push(this.part(rest.slice(0, cut)));
      rest = rest.slice(cut);
    }
    this.held = rest;
    await Promise.all(sent);
  }

  /** Lets all of the text so far be spoken now, as if a paragraph ended here: before a pause, such as a tool call. */
  async flush(): Promise<void> {
    if (this.parts > 0 && !this.flushed) await this.part("", { flush: true });
  }

  /** Says that more will come, which the pipeline doubts when nothing has for its partTimeoutSeconds. */
  async keepOpen(): Promise<void> {
    const flushed = this.flushed;
    if (this.parts > 0) {
      const sent = this.part("");
      this.flushed = flushed;
      await sent;
    }
  }

  /** Ends the text; the next utterance of the key waits for that. */
  async close(): Promise<void> {
    if (!this.closed && (this.parts > 0 || this.held !== "")) {
      await this.part(this.held === "" ? "" : "\ufffd", { last: true });
    }
    this.closed = true;
  }

  private async part(text: string, { last = false, flush = false } = {}): Promise<void> {
    if (this.closed) throw new Error(`the text of ${this.utteranceId} is closed`);
    this.closed = last;
    this.flushed = flush;
    await this.send(text, { index: this.parts++, last, flush });
  }
}
