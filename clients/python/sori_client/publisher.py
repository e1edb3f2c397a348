"""Writes text events, whole or in pieces, and takes them back."""
import uuid

from .registry import codec, opened

TEXT, CONTROL = "speech.text", "speech.control"

# Every client must put a key where Kafka's own producer does, or a cancel does not reach the instance that speaks.
# librdkafka's default is another; schemas/vectors/partitions.tsv has keys to try a client with.
PARTITIONER = {"partitioner": "murmur2_random"}

_MOST_CHARACTERS = 50_000


class PublishError(RuntimeError):
    """Kafka did not take what was sent before."""


class SpeechPublisher:
    """Sends and returns; what Kafka did not take, the next call tells. Close it, or use it in a with statement.

    bootstrap: host:port of brokers; config: more of librdkafka's settings, such as TLS and SASL; schema_registry: the address of one, or
    a SchemaRegistry, where the topology says wire: confluent.
    """

    def __init__(self, bootstrap, text=TEXT, control=CONTROL, config=None, schema_registry=None):
        import confluent_kafka  # here, so that records can be read without a Kafka client

        defaults = {"compression.type": "none", "linger.ms": 0}
        fixed = {"bootstrap.servers": bootstrap, "acks": "all", "enable.idempotence": True, **PARTITIONER}
        self._producer = confluent_kafka.Producer({**defaults, **(config or {}), **fixed})
        self._text, self._control = text, control
        registry = opened(schema_registry)
        self._events, self._wishes = codec("TextEvent", text, registry), codec("SpeechControl", control, registry)
        self._failure = None

    def publish(self, text, key=None, utterance_id=None, **fields):
        """Asks for a text to be spoken; gives its utterance id. fields: voice, language, options, ssml, as in TextEvent.avsc.

        key: the scope within which utterances are spoken in order, a conversation or a room; without one the id is.
        """
        utterance_id = utterance_id or str(uuid.uuid4())
        event = self._events.encode(text=text, utteranceId=utterance_id, **fields)
        self._send(self._text, utterance_id if key is None else key, event)
        return utterance_id

    def live(self, key=None, utterance_id=None, **fields):
        """Begins an utterance whose text is sent while it is written; gives a LiveText."""
        return LiveText(self, key, utterance_id or str(uuid.uuid4()), fields)

    def cancel(self, key, utterance_id=None, reason=""):
        """Stops an utterance, or all that was sent under the key so far; who listens drops what waits to be heard."""
        self._send(self._control, key, self._wishes.encode(action="CANCEL", utteranceId=utterance_id, reason=reason))

    def flush(self):
        """Waits until Kafka has all that was sent. Raises PublishError where it does not take it."""
        self._producer.flush()
        self._tell()

    close = flush

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.flush()

    def _send(self, topic, key, value):
        self._tell()
        key = key.encode() if isinstance(key, str) else key
        while True:
            try:
                self._producer.produce(topic, key=key, value=value, on_delivery=self._delivered)
                break
            except BufferError:  # more waits than librdkafka holds
                self._producer.poll(0.1)
        self._producer.poll(0)

    def _delivered(self, error, message):
        if error is not None:
            self._failure = PublishError(f"{message.topic()} did not take a record: {error}")

    def _tell(self):
        self._producer.poll(0)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


class LiveText:
    """One utterance, sent in pieces. Every piece goes out as it is, and is spoken as soon as nothing that follows can change how."""

    def __init__(self, publisher, key, utterance_id, fields):
        self._publisher, self._key, self._fields = publisher, key, fields
        self.utterance_id = utterance_id
        self.parts = 0
        self._flushed = self._closed = False

    def append(self, text):
        """More of the text: a word, a token, whatever there is."""
        for start in range(0, len(text), _MOST_CHARACTERS):
            self._part(text[start : start + _MOST_CHARACTERS])

    def flush(self):
        """Lets all of the text so far be spoken now, as if a paragraph ended here: before a pause, such as a tool call."""
        if self.parts and not self._flushed:
            self._part("", flush=True)

    def keep_open(self):
        """Says that more will come, which the pipeline doubts when nothing has for its partTimeoutSeconds."""
        if self.parts:
            self._part("", flush=False, flushed=self._flushed)

    def close(self):
        """Ends the text; the next utterance of the key waits for that."""
        if self.parts and not self._closed:
            self._part("", last=True)
        self._closed = True

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()

    def _part(self, text, last=False, flush=False, flushed=None):
        if self._closed:
            raise ValueError(f"the text of {self.utterance_id} is closed")
        part = {"index": self.parts, "last": last, "flush": flush}
        self._publisher.publish(text, self._key, self.utterance_id, part=part, **self._fields)
        self.parts += 1
        self._flushed = flush if flushed is None else flushed
