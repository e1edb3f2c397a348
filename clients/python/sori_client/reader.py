"""Hears what the pipeline says, as a playback service would."""
import json
import logging
import time
from typing import NamedTuple

from .assembler import Cancelled, UtteranceAssembler, UtteranceName
from .registry import RegistryError, codec, opened
from .wire import Unreadable

AUDIO, FAILURES, CONTROL = "speech.audio", "speech.failures", "speech.control"
_LOG = logging.getLogger(__name__)
_LONGEST_NAME, _LONGEST_KEY_BYTES = 1000, 4000
_MOST_MARKS, _MOST_BEGUN = 10_000, 20_000
_LONGEST_SAMPLES, _HIGHEST_SAMPLE_RATE_HZ = 1 << 40, 768_000
_SLICE_SECONDS, _CATCH_UP_SECONDS = 0.01, 5


class Chunk(NamedTuple):
    """A piece of audio just came; of an attempt or sequence that may have come before, or an utterance that is cancelled."""

    name: UtteranceName
    chunk: dict
    written_ms: int


class Failure(NamedTuple):
    """Something could not be spoken, or not as it should: the fields of SpeechFailure.avsc."""

    failure: dict


def is_sound(chunk):
    """Whoever may write audio may write anything; what a player reckons with has bounds."""
    return (
        min(chunk["sequence"], chunk["attempt"], chunk["startSample"]) >= 0
        and chunk["startSample"] < _LONGEST_SAMPLES
        and 0 < chunk["sampleRateHz"] <= _HIGHEST_SAMPLE_RATE_HZ
        and len(chunk["audio"]) % 2 == 0
        and len(chunk["marks"]) <= _MOST_MARKS
        and len(chunk["utteranceId"]) <= _LONGEST_NAME
    )


def read_control(codec, key, data, time_ms):
    """Cancelled, or None for what stops nothing. Control records are Avro or JSON. Raises Unreadable for anything else."""
    if data is not None and data[:1] == b"{":
        try:
            wish = json.loads(data)
        except ValueError as problem:
            raise Unreadable(f"no JSON: {problem}") from problem
        utterance_id = wish.get("utteranceId")
        if wish.keys() - {"action", "utteranceId", "reason"} or not isinstance(utterance_id, (str, type(None))):
            raise Unreadable("no SpeechControl: it has other fields than action, utteranceId and reason")
    else:
        wish = codec.decode(data)
        utterance_id = wish["utteranceId"]
    if wish.get("action") != "CANCEL" or (key is None and utterance_id is None):
        return None
    key = utterance_id.encode() if key is None else key
    if len(key) > _LONGEST_KEY_BYTES or len(utterance_id or "") > _LONGEST_NAME:
        return None
    return Cancelled(key, utterance_id, time_ms)


class SpeechReader:
    """Iterate over it, or call poll(); gives Chunk, Utterance, Half, Cancelled and Failure. Not thread-safe.

    Without a group it hears every partition, from now on or from the beginning of what the topics hold. With a group it shares the
    partitions with others of the group; call commit() after what was heard is dealt with. schema_registry: the address of one, or a
    SchemaRegistry, where the topology says wire: confluent.
    """

    def __init__(
        self,
        bootstrap,
        group=None,
        from_beginning=False,
        audio=AUDIO,
        failures=FAILURES,
        control=CONTROL,
        config=None,
        schema_registry=None,
    ):
        import confluent_kafka  # here, so that records can be read without a Kafka client

        self._kafka = confluent_kafka
        self._audio, self._failures = audio, failures
        registry = opened(schema_registry)
        self._chunks, self._failed = codec("AudioChunk", audio, registry), codec("SpeechFailure", failures, registry)
        self._wishes = codec("SpeechControl", control, registry)
        self._assembler = UtteranceAssembler()
        self._begun, self._positions = {}, {}  # {name: (partition, offset)}, {(topic, partition): next offset}
        self._group, self._problem = group, None
        settings = {
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 50,
            **(config or {}),
            "bootstrap.servers": bootstrap,
            "isolation.level": "read_committed",  # otherwise audio of an aborted transaction is heard, too
            "enable.auto.commit": False,
        }
        self._consumer = confluent_kafka.Consumer({**settings, "group.id": group or "none"})
        # What is cancelled every listener reads, all of it: which member of a group hears an utterance is not known.
        self._control = confluent_kafka.Consumer({**settings, "group.id": "none"})
        there = self._consumer.list_topics(timeout=30).topics
        missing = [topic for topic in (audio, failures) if topic not in there]
        if missing:
            raise LookupError(f"there is no topic {' nor '.join(missing)} on {bootstrap}")
        self._early = []
        if control in there:
            self._assign(self._control, there, [control], from_end=not (group or from_beginning))
            self._catch_up(control, there)
        if group:
            self._consumer.subscribe([audio, failures], on_assign=self._assigned)
        else:
            self._assign(self._consumer, there, [audio, failures], from_end=not from_beginning)

    def _assign(self, consumer, there, topics, from_end):
        partitions = []
        for topic in topics:
            for partition in there[topic].partitions:
                low, high = consumer.get_watermark_offsets(self._kafka.TopicPartition(topic, partition), timeout=30)
                partitions.append(self._kafka.TopicPartition(topic, partition, high if from_end else low))
        consumer.assign(partitions)

    def _catch_up(self, control, there):
        """Has heard what is cancelled before the first audio, or has waited for five seconds."""
        ends = {}
        for partition in there[control].partitions:
            place = self._kafka.TopicPartition(control, partition)
            ends[partition] = self._control.get_watermark_offsets(place, timeout=30)[1]
        deadline = time.monotonic() + _CATCH_UP_SECONDS
        while time.monotonic() < deadline:
            self._early += self._poll_control(0.05)
            places = self._control.position(self._control.assignment())
            if all(place.offset >= ends[place.partition] or ends[place.partition] == 0 for place in places):
                return

    def _assigned(self, consumer, partitions):
        self._positions.clear()
        self._begun.clear()
        consumer.assign(partitions)

    def __iter__(self):
        while True:
            yield from self.poll(1.0)

    def poll(self, seconds):
        """What came since the last call, waiting so long at most; a chunk stands before its utterance. Raises RegistryError, and from then on."""
        heard, deadline = [], time.monotonic() + seconds
        if self._problem is not None:
            raise self._problem
        while True:
            for cancelled in self._early + self._poll_control(0):
                heard += [cancelled, *self._assembler.cancel(cancelled)]
            self._early = []
            left = max(0.0, deadline - time.monotonic())
            for message in self._messages(self._consumer, 0 if heard else min(left, _SLICE_SECONDS)):
                try:
                    heard += self._hear(message)
                except Unreadable as problem:
                    self._passed_over(message, problem)
                except RegistryError as problem:
                    self._problem = problem  # this record and those behind it are not dealt with
                    break
                self._positions[message.topic(), message.partition()] = message.offset() + 1
            if heard or left == 0 or self._problem is not None:
                return heard

    def _hear(self, message):
        if message.topic() == self._failures:
            return [Failure(self._failed.decode(message.value()))]
        chunk, written_ms = self._chunks.decode(message.value()), message.timestamp()[1]
        if not is_sound(chunk):
            raise Unreadable("no piece of speech")
        name = UtteranceName.of(message.key(), chunk["utteranceId"])
        # One that begins in its middle never becomes whole, and must not hold the group's place back.
        if self._group and chunk["sequence"] == 0 and len(self._begun) < _MOST_BEGUN:
            self._begun.setdefault(name, (message.partition(), message.offset()))
        utterance = self._assembler.add(message.key(), chunk, written_ms)
        return [Chunk(name, chunk, written_ms)] + ([] if utterance is None else [utterance])

    def _poll_control(self, seconds):
        cancelled = []
        for message in self._messages(self._control, seconds):
            try:
                wish = read_control(self._wishes, message.key(), message.value(), message.timestamp()[1])
            except Unreadable as problem:
                self._passed_over(message, problem)
            except RegistryError as problem:
                self._problem = problem
                raise
            else:
                cancelled += [] if wish is None else [wish]
        return cancelled

    def _messages(self, consumer, seconds):
        for message in consumer.consume(num_messages=500, timeout=seconds):
            error = message.error()
            if error is None:
                yield message
            elif error.fatal() or not (error.retriable() or error.code() < 0):
                raise self._kafka.KafkaException(error)
            else:
                _LOG.warning("%s", error)  # librdkafka goes on trying

    @staticmethod
    def _passed_over(message, problem):
        _LOG.warning("%s-%d@%d is passed over: %s", message.topic(), message.partition(), message.offset(), problem)

    def commit(self):
        """Commits the group's place, but not beyond an utterance that is half heard: a restart hears that from its beginning."""
        incomplete = self._assembler.incomplete()
        self._begun = {name: place for name, place in self._begun.items() if name in incomplete}
        offsets = dict(self._positions)
        for partition, offset in self._begun.values():
            offsets[self._audio, partition] = min(offset, offsets.get((self._audio, partition), offset))
        if offsets:
            places = [self._kafka.TopicPartition(*place, offset) for place, offset in offsets.items()]
            self._consumer.commit(offsets=places, asynchronous=False)

    def close(self):
        self._consumer.close()
        self._control.close()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()
