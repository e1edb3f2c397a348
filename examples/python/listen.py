#!/usr/bin/python3
"""Listens to speech.audio and writes each utterance as a WAV file, as a playback service in Python would.

usage: listen.py BOOTSTRAP OUT_DIRECTORY [--group NAME] [--from-beginning] [--count N] [--schemas DIRECTORY]

Needs python3-avro and python3-confluent-kafka (Debian's names). What the fields mean: docs/audio-consumers.md.
"""
import argparse
import io
import re
import wave
from pathlib import Path

import avro.io
import avro.schema

SINGLE_OBJECT = b"\xc3\x01"
EMPTY = 0xC15D213AA4D7A795


def fingerprint(schema):
    """CRC-64-AVRO of the schema's parsing canonical form, as the header holds it (Avro specification, "Schema Fingerprints")."""
    crc = EMPTY
    for byte in schema.canonical_form.encode():
        value = (crc ^ byte) & 0xFF
        for _ in range(8):
            value = (value >> 1) ^ (EMPTY if value & 1 else 0)
        crc = (crc >> 8) ^ value
    return crc.to_bytes(8, "little")


class ChunkDecoder:
    """Avro single-object encoding: two marker bytes, the writer's schema fingerprint (8 bytes), the record."""

    def __init__(self, released):
        """released: the folder schemas/released, with one folder for each release that ever was."""
        folders = sorted((f for f in Path(released).iterdir() if f.name.isdigit()), key=lambda f: int(f.name))
        files = [folder / "AudioChunk.avsc" for folder in folders]
        schemas = [avro.schema.parse(file.read_text()) for file in files if file.exists()]
        self.newest = schemas[-1]
        self.by_fingerprint = {fingerprint(schema): schema for schema in schemas}

    def decode(self, data):
        """A dict with the fields of AudioChunk.avsc. Raises ValueError for anything else."""
        writer = self.by_fingerprint.get(bytes(data[2:10]))
        if data[:2] != SINGLE_OBJECT or writer is None:
            raise ValueError(f"no AudioChunk of a released schema: {bytes(data[:10]).hex()}")
        # The newest schema reads what any older one wrote: fields that were added since get their defaults.
        return avro.io.DatumReader(writer, self.newest).read(avro.io.BinaryDecoder(io.BytesIO(data[10:])))


class Utterances:
    """Puts chunks together: a higher attempt replaces a lower one, repeated chunks are dropped."""

    def __init__(self):
        self.open = {}  # (key, utteranceId) -> (attempt, {sequence: chunk})
        self.complete = set()  # a service that runs for long should forget the oldest

    def add(self, key, chunk):
        """The utterance's chunks in order once it is complete, else None. An id is unique only under its record key."""
        name = (key, chunk["utteranceId"])
        if name in self.complete:
            return None
        attempt, chunks = self.open.get(name, (chunk["attempt"], {}))
        if chunk["attempt"] > attempt:
            attempt, chunks = chunk["attempt"], {}
        if chunk["attempt"] == attempt:
            chunks.setdefault(chunk["sequence"], chunk)
        self.open[name] = (attempt, chunks)
        end = max(chunks, default=-1)
        if end < 0 or not chunks[end]["last"] or len(chunks) != end + 1:
            return None
        del self.open[name]
        self.complete.add(name)
        return [chunks[sequence] for sequence in range(end + 1)]


def file_name(key, utterance_id):
    """ID.wav, or ID@KEY.wav where the key is another."""
    key = (key or b"").decode(errors="backslashreplace")
    name = utterance_id if key in ("", utterance_id) else f"{utterance_id}@{key}"
    return re.sub(r"[^\w.@-]", "_", name) + ".wav"


def write_wav(path, chunks):
    encodings = {chunk["encoding"] for chunk in chunks}
    if encodings != {"pcm_s16le"}:
        raise ValueError(f"cannot write {encodings}")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(chunks[0]["sampleRateHz"])
        out.writeframes(b"".join(chunk["audio"] for chunk in chunks))


def listen(options):
    import confluent_kafka  # here, so that decoding needs no Kafka client

    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": options.bootstrap,
        "group.id": options.group,
        "auto.offset.reset": "earliest" if options.from_beginning else "latest",
        "isolation.level": "read_committed",  # otherwise audio of an aborted transaction is heard, too
        "enable.auto.commit": False,
    })
    consumer.subscribe(["speech.audio"])
    decoder, utterances, heard = ChunkDecoder(options.schemas), Utterances(), 0
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        while options.count is None or heard < options.count:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise SystemExit(f"listen: {message.error()}")
            chunks = utterances.add(message.key(), decoder.decode(message.value()))
            if chunks is not None:
                heard += 1
                end = chunks[-1]
                path = options.out / file_name(message.key(), end["utteranceId"])
                write_wav(path, chunks)
                samples = sum(len(chunk["audio"]) for chunk in chunks) // 2
                print(f"{path}: {samples / end['sampleRateHz']:.2f} s, {end['voice']}@{end['voiceVersion']}, "
                      f"{end['status']}", flush=True)
            if not utterances.open:  # never commit in the middle of an utterance: a restart needs its first chunk
                consumer.commit(asynchronous=True)
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()


def main():
    home = Path(__file__).resolve().parents[2]
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bootstrap", help="HOST:PORT of a broker")
    arguments.add_argument("out", type=Path, help="folder for the WAV files")
    arguments.add_argument("--group", default="sori-listen", help="consumer group; one group hears each utterance once")
    arguments.add_argument("--from-beginning", action="store_true", help="a new group starts with what the topic holds")
    arguments.add_argument("--count", type=int, help="end after so many utterances")
    arguments.add_argument("--schemas", type=Path, default=home / "schemas" / "released")
    listen(arguments.parse_args())


if __name__ == "__main__":
    main()
