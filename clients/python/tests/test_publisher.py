"""What is written: where keys go, and how a text in pieces looks. No broker is needed but librdkafka's own."""
import json
import sys
import unittest
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(HOME / "clients" / "python"))

import confluent_kafka  # noqa: E402
from sori_client import Codec, LiveText  # noqa: E402
from sori_client.publisher import PARTITIONER  # noqa: E402


class Recorder:
    """Takes what LiveText publishes."""

    def __init__(self):
        self.events, self.codec = [], Codec("TextEvent")

    def publish(self, text, key, utterance_id, **fields):
        self.events.append(self.codec.decode(self.codec.encode(text=text, utteranceId=utterance_id, **fields)))


class PublisherTest(unittest.TestCase):
    def test_keys_go_where_kafkas_own_producer_puts_them(self):
        lines = (HOME / "schemas" / "vectors" / "partitions.tsv").read_text().splitlines()
        vectors = [line.split("\t") for line in lines if not line.startswith("#")]
        expected = {bytes.fromhex(key): int(partition) for key, count, partition in vectors if count == "4"}
        self.assertGreater(len(expected), 20)
        broker = {"bootstrap.servers": "", "test.mock.num.brokers": 1, "log_level": 0}  # its topics have 4 partitions
        producer, found = confluent_kafka.Producer({**broker, **PARTITIONER}), {}
        for key in expected:
            delivered = lambda error, message: found.update({message.key() or b"": message.partition()})  # noqa: E731
            producer.produce("t", key=key, value=b"", on_delivery=delivered)
        producer.flush(60)
        self.assertEqual(found, expected)

    def test_a_text_in_pieces(self):
        recorder = Recorder()
        live = LiveText(recorder, "room", "u1", {"voice": "en-slt", "options": {"cut": "clause"}})
        live.flush()  # nothing yet
        text = "Grüße, 안녕 \U0001f600. " * 10_000
        live.append(text)
        live.flush()
        live.flush()
        live.keep_open()
        live.append("")
        live.close()
        live.close()
        parts = [event["part"] for event in recorder.events]
        self.assertEqual("".join(event["text"] for event in recorder.events), text)
        self.assertGreater(len(parts), 4)
        self.assertEqual([part["index"] for part in parts], list(range(len(parts))))
        self.assertEqual([part["last"] for part in parts], [False] * (len(parts) - 1) + [True])
        self.assertEqual(sum(part["flush"] for part in parts), 1)
        self.assertTrue(all(event["voice"] == "en-slt" and event["options"] == {"cut": "clause"} for event in recorder.events))
        self.assertRaises(ValueError, live.append, "more")

    def test_what_the_schema_does_not_know_is_refused(self):
        with self.assertRaisesRegex(ValueError, "volume"):
            Codec("TextEvent").encode(text="a", volume=3)
        with self.assertRaises(ValueError):
            Codec("TextEvent").encode(text=7)


if __name__ == "__main__":
    unittest.main()
