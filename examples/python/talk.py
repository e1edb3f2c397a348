#!/usr/bin/python3
"""Speaks what is written to standard input while it is written, as a program that streams a language model's answer would.

usage: talk.py BOOTSTRAP KEY [--utterance ID] [--voice NAME] [--language TAG] [--cut sentence|clause]
       talk.py BOOTSTRAP KEY --cancel [--utterance ID]

Ctrl-D ends the text, Ctrl-C cancels it. What happens when: docs/live.md.
"""
import argparse
import codecs
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))  # or: pip install clients/python
from sori_client import SpeechPublisher  # noqa: E402


def pieces(descriptor):
    """What comes, as it comes. Characters are whole: the decoder waits for their last byte."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    data = os.read(descriptor, 4096)
    while data:
        yield decoder.decode(data)
        data = os.read(descriptor, 4096)
    yield decoder.decode(b"", final=True)


def talk(options):
    with SpeechPublisher(options.bootstrap, schema_registry=os.environ.get("SCHEMA_REGISTRY")) as publisher:
        if options.cancel:
            publisher.cancel(options.key, options.utterance, "talk.py --cancel")
            return
        fields = {"voice": options.voice, "language": options.language, "options": {"cut": options.cut}}
        with publisher.live(options.key, options.utterance, **fields) as live:
            try:
                for piece in pieces(sys.stdin.fileno()):
                    live.append(piece)
                    if piece.endswith("\n"):  # whoever presses Enter wants to hear it
                        live.flush()
            except KeyboardInterrupt:
                publisher.cancel(options.key, live.utterance_id, "Ctrl-C")
        print(f"{live.utterance_id}: {live.parts} parts", file=sys.stderr)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bootstrap", help="HOST:PORT of a broker")
    arguments.add_argument("key", help="scope within which order holds: a conversation, a room")
    arguments.add_argument("--utterance", help="its id; default: a new one, with --cancel all of the key")
    arguments.add_argument("--voice", help="NAME, NAME@VERSION or NAME@ALIAS")
    arguments.add_argument("--language", help="as in en")
    arguments.add_argument("--cut", choices=["sentence", "clause"], default="sentence", help="where the first piece may end")
    arguments.add_argument("--cancel", action="store_true", help="stop what was sent instead of sending")
    talk(arguments.parse_args())
