import type { AudioChunk } from "./records.js";
import { HeardSpeech, type UtteranceName } from "./speech.js";

const REMEMBERED = 10_000;
const MOST_BYTES = 256 * 2 ** 20;
/** An id may be used again after the pipeline's duplicate window. */
const ID_WINDOW_MS = 600_000;
const BYTES_OF_ANY_CHUNK = 1000;
const BYTES_OF_ANY_MARK = 64;

/** Somebody asked for an end: of one utterance, or (without an id) of all of the key that was asked for until timeMs. */
export interface Cancelled {
  kind: "cancelled";
  key: Buffer;
  utteranceId: string | null;
  timeMs: number;
}

/** One that came whole; speech.status says how it went. */
export interface Utterance {
  kind: "utterance";
  name: UtteranceName;
  speech: HeardSpeech;
}

/** What had come of one that was cancelled. */
export interface Half {
  kind: "half";
  name: UtteranceName;
  speech: HeardSpeech;
}

/** A record without a key has its utterance id for one. */
export function utteranceName(key: Buffer | null, utteranceId: string): UtteranceName {
  return { key: key ?? Buffer.from(utteranceId), utteranceId };
}

/** As a key of a Map. */
export function nameText({ key, utteranceId }: UtteranceName): string {
  return `${key.toString("hex")} ${utteranceId}`;
}

/** Forgets the eldest. */
class Bounded<V> extends Map<string, V> {
  override set(key: string, value: V): this {
    super.set(key, value);
    if (this.size > REMEMBERED) this.delete(this.keys().next().value as string);
    return this;
  }
}

class Gathering {
  readonly chunks = new Map<number, AudioChunk>();
  end = -1;
  bytes = 0;

  constructor(
    readonly name: UtteranceName,
    readonly attempt: number,
    readonly beganMs: number,
  ) {}

  add(chunk: AudioChunk): number {
    if (this.chunks.has(chunk.sequence)) return 0;
    this.chunks.set(chunk.sequence, chunk);
    this.end = Math.max(this.end, chunk.sequence);
    const more = BYTES_OF_ANY_CHUNK + chunk.audio.length + BYTES_OF_ANY_MARK * chunk.marks.length;
    this.bytes += more;
    return more;
  }

  isComplete(): boolean {
    return this.chunks.get(this.end)!.last && this.chunks.size === this.end + 1;
  }

  fromTheBeginning(): AudioChunk[] {
    const came: AudioChunk[] = [];
    for (let next = this.chunks.get(0); next !== undefined; next = this.chunks.get(came.length)) came.push(next);
    return came;
  }
}

/**
 * Chunks to utterances, as docs/audio-consumers.md has the rules: a higher attempt replaces a lower one, repeated chunks and what is
 * cancelled are dropped, and nothing is given out twice. What is never finished is forgotten, the eldest first, when there is too
 * much of it.
 */
export class UtteranceAssembler {
  private readonly open = new Map<string, Gathering>();
  private readonly over = new Bounded<true>();
  private readonly cancelledKeys = new Bounded<number>();
  private readonly cancelledNames = new Bounded<number>();
  private bytes = 0;

  /**
   * The utterance, if this chunk completes it.
   *
   * @param writtenMs the record's timestamp
   */
  add(key: Buffer | null, chunk: AudioChunk, writtenMs: number): Utterance | undefined {
    const name = utteranceName(key, chunk.utteranceId);
    const text = nameText(name);
    if (this.over.has(text)) return undefined;
    let gathering = this.open.get(text);
    if (gathering === undefined || gathering.attempt < chunk.attempt) {
      const beganMs = gathering?.beganMs ?? chunk.eventTimestamp ?? writtenMs; // earlier releases did not say when the text event came
      if (this.isCancelled(name, beganMs)) return undefined;
      this.forget(text);
      gathering = new Gathering(name, chunk.attempt, beganMs);
      this.open.set(text, gathering);
    }
    if (chunk.attempt < gathering.attempt) return undefined;
    this.bytes += gathering.add(chunk);
    if (!gathering.isComplete()) {
      while (this.open.size > REMEMBERED || this.bytes > MOST_BYTES) this.forget(this.open.keys().next().value as string);
      return undefined;
    }
    this.forget(text);
    this.over.set(text, true);
    return { kind: "utterance", name, speech: new HeardSpeech(gathering.fromTheBeginning()) };
  }

  /** Forgets what is cancelled, now and when more of it comes; gives what had come of each, if anything had. */
  cancel({ key, utteranceId, timeMs }: Cancelled): Half[] {
    const noted = utteranceId === null ? this.cancelledKeys : this.cancelledNames;
    const named = utteranceId === null ? key.toString("hex") : nameText({ key, utteranceId });
    noted.set(named, Math.max(timeMs, noted.get(named) ?? timeMs));
    const halves: Half[] = [];
    for (const [text, gathering] of [...this.open]) {
      if (!this.isCancelled(gathering.name, gathering.beganMs)) continue;
      this.forget(text);
      this.over.set(text, true);
      const came = gathering.fromTheBeginning();
      if (came.length > 0) halves.push({ kind: "half", name: gathering.name, speech: new HeardSpeech(came) });
    }
    return halves;
  }

  /** Whether something came of it, but not everything yet. */
  isIncomplete(name: UtteranceName): boolean {
    return this.open.has(nameText(name));
  }

  private isCancelled(name: UtteranceName, beganMs: number): boolean {
    const ofKey = this.cancelledKeys.get(name.key.toString("hex"));
    const own = this.cancelledNames.get(nameText(name));
    return (ofKey !== undefined && beganMs <= ofKey) || (own !== undefined && beganMs - own <= ID_WINDOW_MS);
  }

  private forget(text: string): void {
    this.bytes -= this.open.get(text)?.bytes ?? 0;
    this.open.delete(text);
  }
}
