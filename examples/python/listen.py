#!/usr/bin/python3
"""Listens to speech.audio and writes each utterance as a WAV file, as a playback service in Python would; what is cancelled on
speech.control it drops, and keeps what had come of it.

usage: listen.py BOOTSTRAP OUT_DIRECTORY [--group NAME] [--from-beginning] [--count N] [--schemas DIRECTORY]

Needs python3-avro and python3-confluent-kafka (Debian's names). What the fields mean: docs/audio-consumers.md.
"""
import argparse
import io
import json
import re
import wave
from pathlib import Path

import avro.io
import avro.schema

SINGLE_OBJECT = b"\xc3\x01"
EMPTY = 0xC15D213AA4D7A795
AUDIO, CONTROL = "speech.audio", "speech.control"


def fingerprint(schema):
    """CRC-64-AVRO of the schema's parsing canonical form, as the header holds it (Avro specification, "Schema Fingerprints")."""
    crc = EMPTY
    for byte in schema.canonical_form.encode():
        value = (crc ^ byte) & 0xFF
        for _ in range(8):
            value = (value >> 1) ^ (EMPTY if value & 1 else 0)
        crc = (crc >> 8) ^ value
    return crc.to_bytes(8, "little")


class Decoder:
    """Avro single-object encoding: two marker bytes, the writer's schema fingerprint (8 bytes), the record."""

    def __init__(self, released, record):
        """released: the folder schemas/released, with one folder for each release that ever was; record: such as AudioChunk."""
        folders = sorted((f for f in Path(released).iterdir() if f.name.isdigit()), key=lambda f: int(f.name))
        files = [folder / f"{record}.avsc" for folder in folders]
        schemas = [avro.schema.parse(file.read_text()) for file in files if file.exists()]
        self.record = record
        self.newest = schemas[-1]
        self.by_fingerprint = {fingerprint(schema): schema for schema in schemas}

    def decode(self, data):
        """A dict with the fields of the .avsc file. Raises ValueError for anything else."""
        writer = self.by_fingerprint.get(bytes(data[2:10]))
        if data[:2] != SINGLE_OBJECT or writer is None:
            raise ValueError(f"no {self.record} of a released schema: {bytes(data[:10]).hex()}")
        # The newest schema reads what any older one wrote: fields that were added since get their defaults.
        return avro.io.DatumReader(writer, self.newest).read(avro.io.BinaryDecoder(io.BytesIO(data[10:])))


def decode_control(decoder, data):
    """Control records may be JSON, too."""
    return json.loads(data) if data[:1] == b"{" else decoder.decode(data)


class Utterances:
    """Puts chunks together: a higher attempt replaces a lower one, repeated chunks and what is cancelled are dropped."""

    def __init__(self):
        self.open = {}  # (key, utteranceId) -> (when it began, attempt, {sequence: chunk})
        self.over = set()  # complete or cancelled; a service that runs for long should forget the oldest, here and below
        self.cancelled_keys = {}  # key -> what began until then, milliseconds since 1970
        self.cancelled_names = set()  # (key, utteranceId)

    def add(self, key, chunk, written):
        """The utterance's chunks in order once it is complete, else None. written: the record's timestamp in milliseconds."""
        name = self.name(key, chunk["utteranceId"])
        began, attempt, chunks = self.open.get(name, (None, chunk["attempt"], {}))
        if began is None:  # earlier releases did not say when the text event came
            began = written if chunk["eventTimestamp"] is None else chunk["eventTimestamp"]
        if name in self.over or self.is_cancelled(name, began):
            return None
        if chunk["attempt"] > attempt:
            attempt, chunks = chunk["attempt"], {}
        if chunk["attempt"] == attempt:
            chunks.setdefault(chunk["sequence"], chunk)
        self.open[name] = (began, attempt, chunks)
        end = max(chunks, default=-1)
        if end < 0 or not chunks[end]["last"] or len(chunks) != end + 1:
            return None
        del self.open[name]
        self.over.add(name)
        return [chunks[sequence] for sequence in range(end + 1)]

    def cancel(self, key, utterance_id, written):
        """Drops what a control record is about; gives what had come of each utterance that was under way, a list for each."""
        if utterance_id is None:
            self.cancelled_keys[key] = max(written, self.cancelled_keys.get(key, 0))
        else:
            self.cancelled_names.add(self.name(key, utterance_id))
        halves = []
        for name, (began, _, chunks) in list(self.open.items()):
            if self.is_cancelled(name, began):
                del self.open[name]
                self.over.add(name)
                came = []
                while len(came) in chunks:
                    came.append(chunks[len(came)])
                if came:
                    halves.append(came)
        return halves

    def is_cancelled(self, name, began):
        return name in self.cancelled_names or began <= self.cancelled_keys.get(name[0], -1)

    @staticmethod
    def name(key, utterance_id):
        """An id is unique only under its record key."""
        return (utterance_id.encode() if key is None else key, utterance_id)


def position_at(chunks, sample):
    """How far the text is heard when a sample is: the UTF-16 position behind the last word that has ended, -1 for none."""
    ends = [mark["sourceEnd"] for chunk in chunks for mark in chunk["marks"] if mark["lastSample"] <= sample]
    return ends[-1] if ends else -1


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


def keep(out, key, chunks):
    """Writes what came, and says so."""
    end = chunks[-1]
    path = out / file_name(key, end["utteranceId"])
    write_wav(path, chunks)
    samples = sum(len(chunk["audio"]) for chunk in chunks) // 2
    whole = end["last"] and end["status"] != "CANCELLED"
    status = end["status"] if whole else f"CANCELLED, text to {position_at(chunks, samples - 1)}"
    print(f"{path}: {samples / end['sampleRateHz']:.2f} s, {end['voice']}@{end['voiceVersion']}, {status}", flush=True)


def listen(options):
    import confluent_kafka  # here, so that decoding needs no Kafka client

    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": options.bootstrap,
        "group.id": options.group,
        "auto.offset.reset": "earliest" if options.from_beginning else "latest",
        "isolation.level": "read_committed",  # otherwise audio of an aborted transaction is heard, too
        "enable.auto.commit": False,
        "partition.assignment.strategy": "range",  # a key's audio and its control records go to the same member
    })

    def from_the_first_control_record(consumer, partitions):
        for partition in partitions:  # what was cancelled before a restart stays cancelled
            if partition.topic == CONTROL:
                partition.offset = confluent_kafka.OFFSET_BEGINNING
        consumer.assign(partitions)

    there = consumer.list_topics(timeout=30).topics
    consumer.subscribe([AUDIO] + [CONTROL] * (CONTROL in there), on_assign=from_the_first_control_record)
    decoder, control = Decoder(options.schemas, "AudioChunk"), Decoder(options.schemas, "SpeechControl")
    utterances, heard = Utterances(), 0
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        while options.count is None or heard < options.count:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise SystemExit(f"listen: {message.error()}")
            key, written = message.key(), message.timestamp()[1]
            if message.topic() == CONTROL:
                wish = decode_control(control, message.value())
                done = utterances.cancel(key, wish.get("utteranceId"), written) if wish["action"] == "CANCEL" else []
            else:
                chunks = utterances.add(key, decoder.decode(message.value()), written)
                done = [] if chunks is None else [chunks]
            for chunks in done:
                heard += 1
                keep(options.out, key, chunks)
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
