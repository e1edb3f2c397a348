"""Avro's single-object encoding: the bytes C3 01, the fingerprint of the writer's schema (8 bytes), the record."""
import io
import json
from pathlib import Path

import avro.io
import avro.schema

SINGLE_OBJECT = b"\xc3\x01"
HEADER_BYTES = 10
RELEASED = Path(__file__).resolve().parent / "schemas"

_EMPTY = 0xC15D213AA4D7A795
_PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}


class Unreadable(ValueError):
    """The bytes are no record of the type that was expected; says why."""


def canonical(schema, namespace=None):
    """Avro's parsing canonical form of a schema that was read as JSON. python3-avro has one too, and loses types with a logicalType."""
    if isinstance(schema, str):
        return json.dumps(schema if schema in _PRIMITIVES or "." in schema or not namespace else f"{namespace}.{schema}")
    if isinstance(schema, list):
        return "[" + ",".join(canonical(branch, namespace) for branch in schema) + "]"
    kind = schema["type"]
    if isinstance(kind, (dict, list)):
        return canonical(kind, namespace)
    if kind in _PRIMITIVES:
        return json.dumps(kind)
    parts = []
    if "name" in schema:
        name = schema["name"]
        namespace = name.rpartition(".")[0] if "." in name else schema.get("namespace", namespace)
        parts.append(("name", json.dumps(name if "." in name or not namespace else f"{namespace}.{name}")))
    parts.append(("type", json.dumps(kind)))
    if "fields" in schema:
        fields = (f'{{"name":{json.dumps(f["name"])},"type":{canonical(f["type"], namespace)}}}' for f in schema["fields"])
        parts.append(("fields", "[" + ",".join(fields) + "]"))
    if "symbols" in schema:
        parts.append(("symbols", json.dumps(schema["symbols"], separators=(",", ":"))))
    parts += [(inner, canonical(schema[inner], namespace)) for inner in ("items", "values") if inner in schema]
    if "size" in schema:
        parts.append(("size", str(int(schema["size"]))))
    return "{" + ",".join(f'"{name}":{value}' for name, value in parts) + "}"


def fingerprint(schema):
    """CRC-64-AVRO of a schema that was read as JSON, as a header holds it (Avro specification, "Schema Fingerprints")."""
    crc = _EMPTY
    for byte in canonical(schema).encode():
        value = (crc ^ byte) & 0xFF
        for _ in range(8):
            value = (value >> 1) ^ (_EMPTY if value & 1 else 0)
        crc = (crc >> 8) ^ value
    return crc.to_bytes(8, "little")


def plain(schema):
    """Without logical types: times stay numbers, milliseconds since 1970."""
    if isinstance(schema, dict):
        return {name: plain(value) for name, value in schema.items() if name != "logicalType"}
    return [plain(value) for value in schema] if isinstance(schema, list) else schema


class Codec:
    """One type of record, such as AudioChunk. Reads what any release wrote, and writes the newest form."""

    def __init__(self, record, released=RELEASED):
        folders = sorted((f for f in Path(released).iterdir() if f.name.isdigit()), key=lambda f: int(f.name))
        files = [folder / f"{record}.avsc" for folder in folders]
        schemas = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]
        self.record = record
        self._fields = [(field["name"], field.get("default")) for field in schemas[-1]["fields"]]
        self._schema = schemas[-1]
        self._header = SINGLE_OBJECT + fingerprint(self._schema)
        self._newest = avro.schema.parse(json.dumps(plain(schemas[-1])))
        parsed = {fingerprint(schema): avro.schema.parse(json.dumps(plain(schema))) for schema in schemas}
        self._readers = {header: avro.io.DatumReader(writer, self._newest) for header, writer in parsed.items()}

    def decode(self, data):
        """A dict with the fields of the .avsc file. Raises Unreadable for anything else."""
        reader, begin = self._reader(data)
        try:
            return reader.read(avro.io.BinaryDecoder(io.BytesIO(data[begin:])))
        except Exception as problem:  # whatever python3-avro makes of bytes that are cut off or damaged
            raise Unreadable(f"no {self.record}: {problem}") from problem

    def _reader(self, data):
        """What reads a record, and where it begins."""
        if data is None or data[:2] != SINGLE_OBJECT or len(data) < HEADER_BYTES:
            hint = "; it looks like Confluent's framing: give a schema_registry" if data is not None and data[:2] == b"\x00\x00" else ""
            raise Unreadable(f"no {self.record}: it does not begin with C3 01 and a schema's fingerprint{hint}")
        reader = self._readers.get(bytes(data[2:HEADER_BYTES]))
        if reader is None:
            raise Unreadable(f"no {self.record}: no released schema has the fingerprint {data[2:HEADER_BYTES].hex()}")
        return reader, HEADER_BYTES

    def _head(self):
        return self._header

    def encode(self, **fields):
        """Fields that are left out have their defaults. Raises ValueError for what the schema does not know."""
        unknown = fields.keys() - {name for name, _ in self._fields}
        if unknown:
            raise ValueError(f"{self.record} has no {', '.join(sorted(unknown))}")
        out = io.BytesIO()
        out.write(self._head())
        record = {name: fields.get(name, default) for name, default in self._fields}
        try:
            avro.io.DatumWriter(self._newest).write(record, avro.io.BinaryEncoder(out))
        except avro.errors.AvroException as problem:
            raise ValueError(f"no {self.record}: {problem}") from problem
        return out.getvalue()
