"""What Java does, as schemas/vectors tells it, this client does too. Run: python3 -m unittest discover clients/python/tests"""
import base64
import json
import sys
import unittest
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(HOME / "clients" / "python"))

from sori_client import Codec, Half, Unreadable, UtteranceAssembler, file_name, position_at  # noqa: E402
from sori_client.reader import is_sound, read_control  # noqa: E402
from sori_client.wire import SINGLE_OBJECT, fingerprint  # noqa: E402

VECTORS, RELEASED = HOME / "schemas" / "vectors", HOME / "schemas" / "released"


def table(name):
    lines = (VECTORS / name).read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def vectors(name):
    found = json.loads((VECTORS / name).read_text())
    assert len(found) > 30, name
    return found


def as_json(value):
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value


class VectorsTest(unittest.TestCase):
    def test_fingerprints(self):
        for release, record, header in table("fingerprints.tsv"):
            with self.subTest(release=release, record=record):
                schema = json.loads((RELEASED / release / f"{record}.avsc").read_text())
                self.assertEqual((SINGLE_OBJECT + fingerprint(schema)).hex(), header)

    def test_records(self):
        for vector in vectors("records.json"):
            with self.subTest(**vector):
                codec, data = Codec(vector["record"]), base64.b64decode(vector["bytes"])
                if vector["value"] is None:
                    self.assertRaises(Unreadable, codec.decode, data)
                else:
                    value = codec.decode(data)
                    self.assertEqual(as_json(value), vector["value"])
                    self.assertEqual(codec.decode(codec.encode(**value)), value)

    def test_assembling(self):
        chunks, wishes = Codec("AudioChunk"), Codec("SpeechControl")
        for vector in vectors("assembling.json"):
            assembler, heard = UtteranceAssembler(), []
            for index, step in enumerate(vector["steps"]):
                key = None if step["key"] is None else bytes.fromhex(step["key"])
                data, done = base64.b64decode(step["value"]), []
                if step["topic"] == "speech.control":
                    cancelled = read_control(wishes, key, data, step["timestampMs"])
                    done = [] if cancelled is None else assembler.cancel(cancelled)
                elif is_sound(chunk := chunks.decode(data)):
                    utterance = assembler.add(key, chunk, step["timestampMs"])
                    done = [] if utterance is None else [utterance]
                heard += [self.told(index, one) for one in done]
            with self.subTest(vector["name"]):
                self.assertEqual(heard, vector["heard"])

    @staticmethod
    def told(step, one):
        speech = one.speech
        return {
            "step": step,
            "kind": "half" if isinstance(one, Half) else "utterance",
            "key": one.name.key.hex(),
            "utteranceId": one.name.utterance_id,
            "file": file_name(one.name),
            "attempt": speech.end["attempt"],
            "chunks": len(speech.chunks),
            "status": speech.status,
            "spokenTo": speech.end["spokenTo"],
            "pcm": speech.pcm.hex(),
            "position": speech.position_at(len(speech.pcm) // 2 - 1),
        }

    def test_positions(self):
        for vector in vectors("positions.json"):
            with self.subTest(**vector):
                self.assertEqual(position_at(vector["marks"], vector["sample"]), vector["position"])


if __name__ == "__main__":
    unittest.main()
