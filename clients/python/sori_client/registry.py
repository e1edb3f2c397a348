"""Confluent's framing, for topologies with wire: confluent: a zero, the number of the writer's schema in a registry (4 bytes), the record."""
import base64
import json
import logging
import time
import urllib.error
import urllib.parse
import urllib.request

import avro.io
import avro.schema

from .wire import SINGLE_OBJECT, Codec, Unreadable, canonical, plain

FRAME_BYTES = 5
_LOG = logging.getLogger(__name__)
_JSON = "application/vnd.schemaregistry.v1+json"
_ANSWER_SECONDS, _LONGEST_PAUSE_SECONDS = 10, 10
_MOST_BYTES = 1 << 18
_REMEMBERED = 1000
_UNKNOWN_FOR_SECONDS = 30  # a number that was unknown may have been given since
_CONFLICT, _ATTEMPTS, _AFTER_CONFLICT_SECONDS = 409, 4, 0.25  # two that register the same subject at once get that, too


class RegistryError(RuntimeError):
    """The schema registry has not answered for long, or does not take a schema."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *request):
        return None  # credentials go where they were meant to go


class SchemaRegistry:
    """A server with the REST interface of Confluent's schema registry. While it does not answer, a call waits and says so. Not thread-safe.

    address: such as http://registry:8080/apis/ccompat/v7; with user:password@ before the host where it asks for them.
    """

    def __init__(self, address, patience_seconds=120):
        parts = urllib.parse.urlsplit(address)
        user, _, host = parts.netloc.rpartition("@")
        self.address = urllib.parse.urlunsplit(parts._replace(netloc=host)).rstrip("/")
        self._headers = {"Accept": _JSON, "Content-Type": _JSON}
        if user:
            self._headers["Authorization"] = "Basic " + base64.b64encode(urllib.parse.unquote(user).encode()).decode()
        self._http = urllib.request.build_opener(_NoRedirect)
        self._patience_seconds = patience_seconds
        self._schemas, self._unknown = {}, {}  # {number: schema}, {number: (when to ask again, why)}

    def register(self, subject, schema):
        """The number of a schema under a subject, which gets a new version where none writes the same bytes."""
        path, wanted = f"/subjects/{urllib.parse.quote(subject, safe='')}/versions", canonical(schema)
        status, versions = self._ask(path)
        for version in reversed(versions if status == 200 else []):
            status, known = self._ask(f"{path}/{version}")
            if status == 200 and _avro(known) and _canonical(known["schema"]) == wanted:
                return known["id"]
        for attempt in range(_ATTEMPTS):
            status, answer = self._ask(path, {"schema": json.dumps(schema)})
            if status != _CONFLICT or attempt == _ATTEMPTS - 1:
                break
            time.sleep(_AFTER_CONFLICT_SECONDS)
        if status == 200 and isinstance(answer.get("id"), int):
            return answer["id"]
        raise RegistryError(f"the schema registry at {self.address} does not take {subject}: {_message(status, answer)}")

    def schema(self, number):
        """The schema of a number, as JSON. Raises Unreadable where there is none."""
        if number in self._schemas:
            return self._schemas[number]
        until, why = self._unknown.get(number, (0, ""))
        if time.monotonic() >= until:
            status, answer = self._ask(f"/schemas/ids/{number}")
            if status == 200 and _avro(answer):
                return self._keep(self._schemas, number, json.loads(answer["schema"]))
            why = f"the schema registry at {self.address} has no Avro schema with the id {number}: {_message(status, answer)}"
            self._keep(self._unknown, number, (time.monotonic() + _UNKNOWN_FOR_SECONDS, why))
        raise Unreadable(why)

    @staticmethod
    def _keep(known, number, value):
        if len(known) >= _REMEMBERED:
            known.clear()
        known[number] = value
        return value

    def _ask(self, path, body=None):
        """Status and answer; asks until there is an answer that stays."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, self._headers)
        pause, deadline = 0.2, time.monotonic() + self._patience_seconds
        while True:
            try:
                with self._http.open(request, timeout=_ANSWER_SECONDS) as response:
                    return response.status, _parsed(response)
            except urllib.error.HTTPError as problem:
                if problem.code < 500 and problem.code not in (408, 429):
                    return problem.code, _parsed(problem)
                trouble = problem
            except OSError as problem:
                trouble = problem
            if time.monotonic() + pause > deadline:
                raise RegistryError(f"the schema registry at {self.address} does not answer: {trouble}") from trouble
            _LOG.warning("waiting for the schema registry at %s: %s", self.address, trouble)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _parsed(response):
    try:
        answer = json.loads(response.read(_MOST_BYTES))
    except ValueError:
        return {}
    return answer if isinstance(answer, (dict, list)) else {}


def _avro(answer):
    """Whether it holds an Avro schema of one piece."""
    try:
        json.loads(answer["schema"])
    except (KeyError, TypeError, ValueError):
        return False
    return answer.get("schemaType", "AVRO") == "AVRO" and not answer.get("references")


def _canonical(text):
    try:
        return canonical(json.loads(text))
    except (AttributeError, KeyError, TypeError):
        return None  # JSON, and no schema


def _message(status, answer):
    text = answer.get("message", "") if isinstance(answer, dict) else ""
    return f"HTTP {status} {str(text)[:500]}".rstrip()


class RegisteredCodec(Codec):
    """One type of record on one topic. Reads what any schema wrote from which the newest form can be read, and writes that."""

    def __init__(self, record, topic, registry):
        super().__init__(record)
        self._subject, self._registry = f"{topic}-value", registry
        self._by_number, self._number = {}, None

    def _reader(self, data):
        if data is None or len(data) < FRAME_BYTES or data[0] != 0:
            rather = data is not None and data[:2] == SINGLE_OBJECT
            hint = "; it looks like Avro's single-object encoding: give no schema_registry" if rather else ""
            raise Unreadable(f"no {self.record}: it does not begin with a zero and the number of a schema{hint}")
        number = int.from_bytes(data[1:FRAME_BYTES], "big")
        writer = self._registry.schema(number)
        if number not in self._by_number:
            try:
                parsed = avro.schema.parse(json.dumps(plain(writer)))
            except avro.errors.AvroException as problem:
                raise Unreadable(f"no {self.record}: schema id {number} is none: {problem}") from problem
            SchemaRegistry._keep(self._by_number, number, avro.io.DatumReader(parsed, self._newest))
        return self._by_number[number], FRAME_BYTES

    def _head(self):
        if self._number is None:
            self._number = self._registry.register(self._subject, self._schema)
        return b"\x00" + self._number.to_bytes(4, "big")


def codec(record, topic, registry):
    """How a type of record is written on a topic. registry: a SchemaRegistry, or None."""
    return Codec(record) if registry is None else RegisteredCodec(record, topic, registry)


def opened(registry):
    """registry: a SchemaRegistry, its address, or None."""
    return SchemaRegistry(registry) if isinstance(registry, str) else registry
