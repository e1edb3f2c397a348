#!/usr/bin/python3
"""Has texts spoken, a line of standard input an utterance: publish.py HOST:PORT KEY [--cancel] < text"""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))  # or: pip install clients/python
from sori_client import SpeechPublisher  # noqa: E402

bootstrap, key, *rest = sys.argv[1:]
registry = os.environ.get("SCHEMA_REGISTRY")  # its address, where the topology says wire: confluent
with SpeechPublisher(bootstrap, schema_registry=registry) as publisher:
    if rest == ["--cancel"]:
        publisher.cancel(key, reason="publish.py --cancel")
    else:
        for line in sys.stdin:
            utterance_id = publisher.publish(line.rstrip("\n"), key=key)
            print(f"{utterance_id}@{key}", flush=True)
