#!/usr/bin/python3
"""Writes each utterance as a WAV file, or plays it through aplay; drops what is cancelled, and keeps what had come of it.

usage: play.py HOST:PORT [FOLDER] [--group NAME]
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))  # or: pip install clients/python
from sori_client import Failure, Half, SpeechReader, Utterance, file_name  # noqa: E402


def play(options):
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    registry = os.environ.get("SCHEMA_REGISTRY")  # its address, where the topology says wire: confluent
    beginning = options.folder is not None
    with SpeechReader(options.bootstrap, options.group, from_beginning=beginning, schema_registry=registry) as reader:
        print("listening", flush=True)
        for heard in reader:
            if isinstance(heard, Failure):
                print(f"failed: {heard.failure['detail']}", flush=True)
            if not isinstance(heard, (Utterance, Half)):
                continue
            name, speech = file_name(heard.name), heard.speech
            speech.write_wav(folder / f"{name}.wav")
            if options.folder is None:
                subprocess.run(["aplay", "-q", folder / f"{name}.wav"], check=True)
            status = "CANCELLED" if isinstance(heard, Half) else speech.status
            position = speech.position_at(len(speech.pcm) // 2 - 1)
            print(f"{name}: {speech.seconds:.2f} s, {status}, text to {position}", flush=True)
            if options.group:
                reader.commit()  # a restart hears what is half heard from its beginning


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("bootstrap", help="HOST:PORT of a broker")
    arguments.add_argument("folder", nargs="?", type=Path, help="for the WAV files; without one they are played")
    arguments.add_argument("--group", help="consumer group; one group hears each utterance once")
    try:
        play(arguments.parse_args())
    except KeyboardInterrupt:
        pass
