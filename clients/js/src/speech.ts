import { createHash } from "node:crypto";
import type { AudioChunk, SpeechStatus, WordMark } from "./records.js";

/** Names one utterance: an id is unique only under its record key. */
export interface UtteranceName {
  key: Buffer;
  utteranceId: string;
}

/** How far the text is heard when a sample is: the UTF-16 position behind the last word that has ended by then, -1 for none. */
export function positionAt(marks: WordMark[], sample: number): number {
  return marks.reduce((position, mark) => (mark.lastSample <= sample ? mark.sourceEnd : position), -1);
}

/** An utterance as it was heard. */
export class HeardSpeech {
  /** @param chunks of the highest attempt, in sequence from 0 without a gap, at least one; whole if the last of them has `last` */
  constructor(readonly chunks: AudioChunk[]) {}

  /** The last chunk that came. */
  get end(): AudioChunk {
    return this.chunks[this.chunks.length - 1];
  }

  get status(): SpeechStatus {
    return this.end.status;
  }

  /** Signed 16 bit, little endian, one channel. */
  get pcm(): Buffer {
    return Buffer.concat(this.chunks.map((chunk) => chunk.audio));
  }

  get sampleRateHz(): number {
    return this.end.sampleRateHz;
  }

  get seconds(): number {
    return this.pcm.length / 2 / this.sampleRateHz;
  }

  /** The words in the order in which they are heard. */
  get marks(): WordMark[] {
    return this.chunks.flatMap((chunk) => chunk.marks);
  }

  positionAt(sample: number): number {
    return positionAt(this.marks, sample);
  }

  /** The bytes of a WAV file. */
  get wav(): Buffer {
    if (this.chunks.some((chunk) => chunk.encoding !== "pcm_s16le")) throw new TypeError(`cannot write ${this.end.encoding}`);
    const pcm = this.pcm;
    const head = Buffer.alloc(44);
    head.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
    head.writeUInt32LE(36 + pcm.length, 4);
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20); // PCM
    head.writeUInt16LE(1, 22); // channel
    head.writeUInt32LE(this.sampleRateHz, 24);
    head.writeUInt32LE(2 * this.sampleRateHz, 28);
    head.writeUInt16LE(2, 32);
    head.writeUInt16LE(16, 34);
    head.write("data", 36, "latin1");
    head.writeUInt32LE(pcm.length, 40);
    return Buffer.concat([head, pcm]);
  }
}

/** ID, or ID@KEY where the key is another: no two utterances share a name, and nothing but harmless characters is in it. */
export function fileName({ key, utteranceId }: UtteranceName): string {
  const id = Buffer.from(utteranceId);
  return id.equals(key) ? harmless(id) : `${harmless(id)}@${harmless(key)}`;
}

function harmless(given: Buffer): string {
  const text = given.toString();
  const name = text.replace(/[^A-Za-z0-9._-]/gu, "_").replace(/^\./, "_").slice(0, 100);
  return name === text ? name : `${name}-${createHash("sha256").update(given).digest("hex").slice(0, 16)}`;
}
