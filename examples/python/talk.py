#!/usr/bin/python3
"""Speaks what is written to standard input while it is written, as a program that streams a language model's answer would.

usage: talk.py BOOTSTRAP KEY [--utterance ID] [--voice NAME] [--language TAG] [--cut sentence|clause]
       talk.py BOOTSTRAP KEY --cancel [--utterance ID]

Ctrl-D ends the text, Ctrl-C cancels it. Needs python3-confluent-kafka (Debian's name). What happens when: docs/live.md.
"""
import argparse
import codecs
import json
import os
import sys
import uuid

TEXT, CONTROL = "speech.text", "speech.control"

# Every client must put a key where Kafka's own producer does, or a cancel does not reach the instance that speaks.
# librdkafka's default is another; schemas/vectors/partitions.tsv has keys to try a client with.
PARTITIONER = {"partitioner": "murmur2_random"}


class LiveText:
    """One utterance, sent in pieces. send(topic, value as bytes) writes a record under the utterance's key, in this order."""

    def __init__(self, send, utterance_id, **fields):
        """fields: voice, language, options, as in TextEvent.avsc; the same in every piece."""
        self.send = send
        self.fields = {"utteranceId": utterance_id, **fields}
        self.parts = 0

    def append(self, text):
        """More of the text: a word, a token, whatever there is. It is spoken as soon as nothing that follows can change how."""
        if text:
            self._part(text)

    def flush(self):
        """Lets all of the text so far be spoken now, as if a paragraph ended here: before a pause, such as a tool call."""
        if self.parts:
            self._part("", flush=True)

    def close(self):
        """Ends the text; the next utterance of the key waits for that."""
        if self.parts:
            self._part("", last=True)

    def _part(self, text, last=False, flush=False):
        event = {**self.fields, "text": text, "part": {"index": self.parts, "last": last, "flush": flush}}
        self.send(TEXT, json.dumps(event, ensure_ascii=False).encode())
        self.parts += 1


def cancel(send, utterance_id=None, reason=""):
    """Stops one utterance of the key, or all that was sent so far."""
    wish = {"action": "CANCEL", "utteranceId": utterance_id, "reason": reason}
    send(CONTROL, json.dumps(wish, ensure_ascii=False).encode())


def pieces(descriptor):
    """What comes, as it comes. Characters are whole: the decoder waits for their last byte."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    data = os.read(descriptor, 4096)
    while data:
        yield decoder.decode(data)
        data = os.read(descriptor, 4096)
    yield decoder.decode(b"", final=True)


def talk(options):
    import confluent_kafka  # here, so that tests need no Kafka client

    producer = confluent_kafka.Producer({"bootstrap.servers": options.bootstrap, "enable.idempotence": True, **PARTITIONER})

    def send(topic, value):
        producer.produce(topic, key=options.key.encode(), value=value)
        producer.poll(0)

    if options.cancel:
        cancel(send, options.utterance, "talk.py --cancel")
        producer.flush()
        return
    utterance = options.utterance or str(uuid.uuid4())
    fields = {"voice": options.voice, "language": options.language, "options": {"cut": options.cut}}
    live = LiveText(send, utterance, **{name: value for name, value in fields.items() if value})
    try:
        for piece in pieces(sys.stdin.fileno()):
            live.append(piece)
            if piece.endswith("\n"):  # whoever presses Enter wants to hear it
                live.flush()
    except KeyboardInterrupt:
        cancel(send, utterance, "Ctrl-C")
    live.close()
    producer.flush()
    print(f"{utterance}: {live.parts} parts", file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bootstrap", help="HOST:PORT of a broker")
    arguments.add_argument("key", help="scope within which order holds: a conversation, a room")
    arguments.add_argument("--utterance", help="its id; default: a new one, with --cancel all of the key")
    arguments.add_argument("--voice", help="NAME, NAME@VERSION or NAME@ALIAS")
    arguments.add_argument("--language", help="as in en")
    arguments.add_argument("--cut", choices=["sentence", "clause"], default="sentence", help="where the first piece may end")
    arguments.add_argument("--cancel", action="store_true", help="stop what was sent instead of sending")
    talk(arguments.parse_args())


if __name__ == "__main__":
    main()
