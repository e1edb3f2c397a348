"""Confluent's framing against a registry of this process: the recorded records, registering, and a registry that refuses or is away."""
import base64
import json
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(HOME / "clients" / "python"))

from sori_client import Codec, RegisteredCodec, RegistryError, SchemaRegistry, Unreadable  # noqa: E402

VECTORS, RELEASED = HOME / "schemas" / "vectors", HOME / "schemas" / "released"
UNKNOWN = 999_999


class Registry(BaseHTTPRequestHandler):
    """Schemas by number, all of one subject, and what was asked."""

    schemas, asked, troubles, conflicts, redirect = [], [], 0, 0, None

    def log_message(self, *line):
        pass

    def do_GET(self):
        self.note(None)
        last = self.path.rpartition("/")[2]
        if last == "versions":
            self.answer(*((200, list(range(1, len(self.schemas) + 1))) if self.schemas else (404, {"message": "Subject not found"})))
        elif 0 < int(last) <= len(self.schemas):
            self.answer(200, {"id": int(last), **self.schemas[int(last) - 1]})
        else:
            self.answer(404, {"error_code": 40403, "message": "Schema not found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.note(body)
        if self.path.startswith("/r/subjects/closed"):
            self.answer(403, {"message": "not yours"})
        elif Registry.conflicts:
            Registry.conflicts -= 1
            self.answer(409, {"message": "already exists"})
        else:
            self.schemas.append({"schema": body["schema"]})
            self.answer(200, {"id": len(self.schemas)})

    def note(self, body):
        self.asked.append((self.path, self.headers["Authorization"], body))

    def answer(self, status, body):
        if Registry.troubles:
            Registry.troubles -= 1
            status, body = 503, {}
        self.send_response(302 if self.redirect else status)
        if self.redirect:
            self.send_header("Location", self.redirect)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


class RegistryTest(unittest.TestCase):
    def setUp(self):
        Registry.schemas, Registry.asked, Registry.troubles, Registry.conflicts, Registry.redirect = [], [], 0, 0, None
        self.server = HTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.address = f"http://127.0.0.1:{self.server.server_port}/r"
        self.registry = SchemaRegistry(self.address)

    def paths(self):
        return [path for path, _, _ in Registry.asked]

    def test_the_recorded_records(self):
        lines = (VECTORS / "fingerprints.tsv").read_text().splitlines()
        numbers = {}
        for release, record, header in (line.split("\t") for line in lines if not line.startswith("#")):
            Registry.schemas.append({"schema": (RELEASED / release / f"{record}.avsc").read_text()})
            numbers[bytes.fromhex(header)] = len(Registry.schemas)
        codecs, read = {}, 0
        for vector in json.loads((VECTORS / "records.json").read_text()):
            record, data = vector["record"], base64.b64decode(vector["bytes"])
            codec = codecs.setdefault(record, RegisteredCodec(record, record, self.registry))
            if data[:2] == b"\xc3\x01" and len(data) >= 10:
                data = b"\x00" + numbers.get(data[:10], UNKNOWN).to_bytes(4, "big") + data[10:]
            with self.subTest(**vector):
                if vector["value"] is None:
                    self.assertRaises(Unreadable, codec.decode, data)
                else:
                    value = codec.decode(data)
                    self.assertEqual(value, Codec(record).decode(base64.b64decode(vector["bytes"])))
                    self.assertEqual(codec.decode(codec.encode(**value)), value)
                    read += 1
        self.assertGreater(read, 30)
        self.assertEqual(len(self.paths()), len(set(self.paths())))  # each is asked for once, also what is unknown

    def test_a_schema_is_registered_once_where_it_is_not_known(self):
        codec = RegisteredCodec("TextEvent", "a/topic", self.registry)
        self.assertEqual(codec.encode(text="a")[:5], codec.encode(text="b")[:5])
        versions = "/r/subjects/a%2Ftopic-value/versions"
        self.assertEqual(self.paths(), [versions, versions])
        # Somebody else may have written it in another way, and others since.
        schema = json.loads(Registry.schemas[0]["schema"])
        Registry.schemas[0]["schema"] = json.dumps({**dict(reversed(schema.items())), "doc": "other"}, indent=2)
        Registry.schemas += [{"schema": "{}"}, {"schema": '"string"'}]
        self.assertEqual(RegisteredCodec("TextEvent", "a/topic", SchemaRegistry(self.address)).encode(text="a"), codec.encode(text="a"))
        self.assertEqual(self.paths()[2:], [versions, f"{versions}/3", f"{versions}/2", f"{versions}/1"])

    def test_what_the_registry_does_not_take_is_told(self):
        with self.assertRaisesRegex(RegistryError, "closed-value: HTTP 403 not yours"):
            RegisteredCodec("TextEvent", "closed", self.registry).encode(text="a")

    def test_others_may_register_at_the_same_moment(self):
        Registry.conflicts = 2
        self.assertTrue(RegisteredCodec("TextEvent", "t", self.registry).encode(text="a"))
        Registry.conflicts = 100
        with self.assertRaisesRegex(RegistryError, "already exists"):
            RegisteredCodec("SpeechControl", "t", self.registry).encode(action="CANCEL")

    def test_a_registry_that_is_away_is_waited_for(self):
        Registry.troubles = 2
        with self.assertLogs("sori_client.registry", "WARNING") as logs:
            self.assertTrue(RegisteredCodec("TextEvent", "t", self.registry).encode(text="a"))
        self.assertEqual(len(logs.output), 2)
        Registry.troubles = 100
        with self.assertRaisesRegex(RegistryError, "does not answer"):
            SchemaRegistry(self.address, patience_seconds=0).schema(7)

    def test_credentials_go_to_the_registry_alone(self):
        secret = SchemaRegistry(self.address.replace("//", "//me:pass%3Aword@"))
        self.assertEqual(secret.address, self.address)
        RegisteredCodec("TextEvent", "t", secret).encode(text="a")
        self.assertEqual({header for _, header, _ in Registry.asked}, {"Basic " + base64.b64encode(b"me:pass:word").decode()})
        Registry.redirect, asked = self.address + "/elsewhere/1", len(Registry.asked)
        self.assertRaises(Unreadable, secret.schema, 50)
        self.assertEqual(len(Registry.asked), asked + 1)

    def test_what_is_no_such_record_says_what_it_may_be(self):
        single, framed = Codec("TextEvent"), RegisteredCodec("TextEvent", "t", self.registry)
        with self.assertRaisesRegex(Unreadable, "single-object encoding: give no schema_registry"):
            framed.decode(single.encode(text="a"))
        with self.assertRaisesRegex(Unreadable, "Confluent's framing: give a schema_registry"):
            single.decode(framed.encode(text="a"))
        for other in ({"schema": "{}", "schemaType": "JSON"}, {"schema": '"string"', "references": [{}]}, {"schema": '"nothing"'}, {"schema": "{"}, {}):
            with self.subTest(other):
                Registry.schemas.append(other)
                self.assertRaises(Unreadable, framed.decode, b"\x00" + len(Registry.schemas).to_bytes(4, "big") + b"\x02a")
        self.assertRaises(Unreadable, framed.decode, RegisteredCodec("SpeechControl", "c", self.registry).encode(action="CANCEL"))


if __name__ == "__main__":
    unittest.main()
