import { type Admin, type Consumer, type EachMessagePayload, Kafka, type KafkaConfig, logLevel } from "kafkajs";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cancelled, type Half, nameText, type Utterance, UtteranceAssembler, utteranceName } from "./assembler.js";
import type { AudioChunk, SpeechFailure } from "./records.js";
import type { UtteranceName } from "./speech.js";
import { RegistryError, type SchemaRegistry, type TopicCodec, topicCodecs } from "./registry.js";
import { Codec, Unreadable } from "./wire.js";

const LONGEST_NAME = 1000;
const LONGEST_KEY_BYTES = 4000;
const MOST_MARKS = 10_000;
const MOST_BEGUN = 20_000;
const MOST_WAITING = 1000;
const LONGEST_SAMPLES = 2 ** 40;
const HIGHEST_SAMPLE_RATE_HZ = 768_000;
const CATCH_UP_MS = 5000;

/** A piece of audio just came; of an attempt or sequence that may have come before, or an utterance that is cancelled. */
export interface Chunk {
  kind: "chunk";
  name: UtteranceName;
  chunk: AudioChunk;
  writtenMs: number;
}

/** Something could not be spoken, or not as it should. */
export interface Failure {
  kind: "failure";
  failure: SpeechFailure;
}

export type Heard = Chunk | Utterance | Half | Cancelled | Failure;

export interface ReaderOptions {
  /** Shares the partitions with others of the group, which goes on from what it committed, first from the beginning. */
  group?: string;
  /** Without a group: also what the topics hold already. */
  fromBeginning?: boolean;
  audio?: string;
  failures?: string;
  control?: string;
  /** One, or its address, where the topology says `wire: confluent`. */
  schemaRegistry?: SchemaRegistry | string;
}

/** Whoever may write audio may write anything; what a player reckons with has bounds. */
export function isSound(chunk: AudioChunk): boolean {
  return (
    Math.min(chunk.sequence, chunk.attempt, chunk.startSample) >= 0 &&
    chunk.startSample < LONGEST_SAMPLES &&
    chunk.sampleRateHz > 0 &&
    chunk.sampleRateHz <= HIGHEST_SAMPLE_RATE_HZ &&
    chunk.audio.length % 2 === 0 &&
    chunk.marks.length <= MOST_MARKS &&
    chunk.utteranceId.length <= LONGEST_NAME
  );
}

interface Wish {
  action?: unknown;
  utteranceId?: unknown;
}

/** Undefined for what is no JSON. */
function jsonWish(value: Buffer | null): Wish | undefined {
  if (value === null || value[0] !== 0x7b) return undefined;
  let wish: Wish;
  try {
    wish = JSON.parse(value.toString());
  } catch (problem) {
    throw new Unreadable(`no JSON: ${(problem as Error).message}`);
  }
  if (Object.keys(wish).some((name) => !["action", "utteranceId", "reason"].includes(name))) {
    throw new Unreadable("no SpeechControl: it has other fields than action, utteranceId and reason");
  }
  return wish;
}

const wishes = new Codec("SpeechControl");

/** What a record of speech.control stops, if it stops anything: it is Avro or JSON. Throws Unreadable for anything else. */
export function readControl(key: Buffer | null, value: Buffer | null, timeMs: number): Cancelled | undefined {
  return stopped(jsonWish(value) ?? wishes.decode(value), key, timeMs);
}

function stopped(wish: Wish, key: Buffer | null, timeMs: number): Cancelled | undefined {
  const utteranceId = wish.utteranceId ?? null;
  if (utteranceId !== null && typeof utteranceId !== "string") throw new Unreadable("no SpeechControl: utteranceId is no text");
  const named = key ?? (utteranceId === null ? null : Buffer.from(utteranceId));
  const stops = wish.action === "CANCEL" && named !== null;
  if (!stops || named.length > LONGEST_KEY_BYTES || (utteranceId ?? "").length > LONGEST_NAME) return undefined;
  return { kind: "cancelled", key: named, utteranceId, timeMs };
}

/**
 * Hears what the pipeline says, as a playback service would: `for await (const heard of reader)`. With a group, call commit() after
 * what was heard is dealt with.
 */
export class SpeechReader implements AsyncIterable<Heard> {
  private readonly kafka: Kafka;
  private readonly chunks: TopicCodec<"AudioChunk">;
  private readonly failed: TopicCodec<"SpeechFailure">;
  private readonly wishes: TopicCodec<"SpeechControl">;
  private readonly assembler = new UtteranceAssembler();
  private readonly consumers: Consumer[] = [];
  private readonly heard: Heard[] = [];
  private readonly begun = new Map<string, { name: UtteranceName; partition: number; offset: bigint }>();
  private readonly positions = new Map<string, { topic: string; partition: number; offset: bigint }>();
  private problem: Error | undefined;
  private closed = false;
  private wake = () => {};

  private constructor(
    config: KafkaConfig,
    private readonly options: Required<Omit<ReaderOptions, "group" | "schemaRegistry">> & Pick<ReaderOptions, "group" | "schemaRegistry">,
  ) {
    const codec = topicCodecs(options.schemaRegistry);
    this.chunks = codec("AudioChunk", options.audio);
    this.failed = codec("SpeechFailure", options.failures);
    this.wishes = codec("SpeechControl", options.control);
    this.kafka = new Kafka({ logLevel: logLevel.WARN, ...config });
  }

  /**
   * Hears everything that is said after this has resolved, and more if asked to.
   *
   * @param config kafkajs's: brokers, ssl, sasl
   */
  static async open(config: KafkaConfig, options: ReaderOptions = {}): Promise<SpeechReader> {
    const usual = { audio: "speech.audio", failures: "speech.failures", control: "speech.control", fromBeginning: false };
    const reader = new SpeechReader(config, { ...usual, ...options });
    const admin = reader.kafka.admin();
    await admin.connect();
    try {
      await reader.start(admin);
    } catch (problem) {
      await reader.close();
      throw problem;
    } finally {
      await admin.disconnect();
    }
    return reader;
  }

  private async start(admin: Admin): Promise<void> {
    const { audio, failures, control, group, fromBeginning } = this.options;
    const there = await admin.listTopics();
    const missing = [audio, failures].filter((topic) => !there.includes(topic));
    if (missing.length > 0) throw new Error(`there is no topic ${missing.join(" nor ")}`);
    if (there.includes(control)) {
      // What is cancelled every listener reads, all of it: which member of a group hears an utterance is not known.
      const left = new Map<number, bigint>();
      for (const { partition, low, high } of await admin.fetchTopicOffsets(control)) {
        if ((group !== undefined || fromBeginning) && BigInt(high) > BigInt(low)) left.set(partition, BigInt(high));
      }
      await this.consume(admin, [control], undefined, group !== undefined || fromBeginning, async (each) => {
        await this.hearControl(each);
        if (BigInt(each.message.offset) + 1n >= (left.get(each.partition) ?? 0n)) left.delete(each.partition);
      });
      for (let waited = 0; left.size > 0 && waited < CATCH_UP_MS; waited += 20) await sleep(20);
    }
    await this.consume(admin, [audio, failures], group, group !== undefined || fromBeginning, (each) => this.hear(each));
  }

  private async consume(
    admin: Admin,
    topics: string[],
    group: string | undefined,
    fromBeginning: boolean,
    hear: (each: EachMessagePayload) => Promise<void>,
  ): Promise<void> {
    const ends: { topic: string; partition: number; offset: string }[] = [];
    for (const topic of fromBeginning ? [] : topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) ends.push({ topic, partition, offset: high });
    }
    // kafkajs reads in groups only; one of its own hears every partition, and is gone when it ends.
    const consumer = this.kafka.consumer({
      groupId: group ?? `sori-listener-${randomUUID()}`,
      allowAutoTopicCreation: false,
      readUncommitted: false, // otherwise audio of an aborted transaction is heard, too
      maxWaitTimeInMs: 100,
    });
    this.consumers.push(consumer);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) this.fail(payload.error);
    });
    consumer.on(consumer.events.REBALANCING, () => {
      this.positions.clear();
      this.begun.clear();
    });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning });
    await consumer.run({
      autoCommit: false,
      eachMessage: async (each) => {
        while (this.heard.length >= MOST_WAITING && !this.closed) {
          await each.heartbeat();
          await sleep(50);
        }
        await this.guarded(each, hear);
      },
    });
    await joined;
    ends.forEach((end) => consumer.seek(end));
  }

  private async guarded(each: EachMessagePayload, hear: (each: EachMessagePayload) => Promise<void>): Promise<void> {
    try {
      await hear(each);
    } catch (problem) {
      if (problem instanceof RegistryError) this.fail(problem);
      if (!(problem instanceof Unreadable)) throw problem;
      console.warn(`${each.topic}-${each.partition}@${each.message.offset} is passed over: ${problem.message}`);
    }
    this.wake();
  }

  private async hear(each: EachMessagePayload): Promise<void> {
    try {
      if (each.topic === this.options.failures) {
        this.heard.push({ kind: "failure", failure: await this.failed.decode(each.message.value) });
      } else {
        this.hearChunk(each, await this.chunks.decode(each.message.value));
      }
      this.passed(each);
    } catch (problem) {
      if (problem instanceof Unreadable) this.passed(each);
      throw problem;
    }
  }

  private passed({ topic, partition, message }: EachMessagePayload): void {
    this.positions.set(`${topic}-${partition}`, { topic, partition, offset: BigInt(message.offset) + 1n });
  }

  private hearChunk({ partition, message }: EachMessagePayload, chunk: AudioChunk): void {
    if (!isSound(chunk)) throw new Unreadable("no piece of speech");
    const name = utteranceName(message.key, chunk.utteranceId);
    // One that begins in its middle never becomes whole, and must not hold the group's place back.
    const text = nameText(name);
    if (this.options.group !== undefined && chunk.sequence === 0 && this.begun.size < MOST_BEGUN && !this.begun.has(text)) {
      this.begun.set(text, { name, partition, offset: BigInt(message.offset) });
    }
    const writtenMs = Number(message.timestamp);
    this.heard.push({ kind: "chunk", name, chunk, writtenMs });
    const utterance = this.assembler.add(message.key, chunk, writtenMs);
    if (utterance !== undefined) this.heard.push(utterance);
  }

  private async hearControl({ message }: EachMessagePayload): Promise<void> {
    const wish = jsonWish(message.value) ?? (await this.wishes.decode(message.value));
    const cancelled = stopped(wish, message.key, Number(message.timestamp));
    if (cancelled !== undefined) this.heard.push(cancelled, ...this.assembler.cancel(cancelled));
  }

  private fail(problem: Error): void {
    this.problem = problem;
    this.wake();
  }

  /** A chunk stands before its utterance. Ends when the reader is closed; throws where Kafka cannot be read for good, nor the schema registry. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Heard> {
    while (!this.closed) {
      const next = this.heard.shift();
      if (next !== undefined) {
        yield next;
      } else if (this.problem !== undefined) {
        throw this.problem;
      } else {
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    }
  }

  /**
   * Commits the group's place, but not beyond an utterance that is half heard: a restart hears that from its beginning. What was
   * heard and waits to be iterated over counts as not heard.
   */
  async commit(): Promise<void> {
    const waiting = new Set(this.heard.map((each) => ("name" in each ? nameText(each.name) : "")));
    for (const [text, { name }] of this.begun) {
      if (!this.assembler.isIncomplete(name) && !waiting.has(text)) this.begun.delete(text);
    }
    const places = new Map([...this.positions].map(([text, place]) => [text, { ...place }]));
    for (const { partition, offset } of this.begun.values()) {
      const place = places.get(`${this.options.audio}-${partition}`);
      if (place !== undefined && offset < place.offset) place.offset = offset;
    }
    const offsets = [...places.values()].map((place) => ({ ...place, offset: String(place.offset) }));
    if (offsets.length > 0) await this.consumers[this.consumers.length - 1].commitOffsets(offsets);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await Promise.all(this.consumers.map((consumer) => consumer.disconnect()));
  }
}
