"""Chunks to utterances, as docs/audio-consumers.md has the rules."""
from collections import OrderedDict
from typing import NamedTuple, Optional

from .speech import HeardSpeech

REMEMBERED = 10_000
MOST_BYTES = 256 << 20
ID_WINDOW_MS = 600_000  # an id may be used again after the pipeline's duplicate window
_BYTES_OF_ANY_CHUNK = 1000
_BYTES_OF_ANY_MARK = 64


class UtteranceName(NamedTuple):
    """An id is unique only under its record key."""

    key: bytes
    utterance_id: str

    @classmethod
    def of(cls, key, utterance_id):
        """key: a record's; one that has none has its id for one."""
        return cls(utterance_id.encode() if key is None else bytes(key), utterance_id)


class Cancelled(NamedTuple):
    """utterance_id None: all of the key that was asked for until time_ms."""

    key: bytes
    utterance_id: Optional[str]
    time_ms: int


class Utterance(NamedTuple):
    """One that came whole. speech.status says how it went."""

    name: UtteranceName
    speech: HeardSpeech


class Half(NamedTuple):
    """What had come of one that was cancelled."""

    name: UtteranceName
    speech: HeardSpeech


class _Bounded(OrderedDict):
    """Forgets the eldest."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


class _Gathering:
    def __init__(self, attempt, began_ms):
        self.attempt, self.began_ms, self.chunks, self.end, self.bytes = attempt, began_ms, {}, -1, 0

    def add(self, chunk):
        sequence = chunk["sequence"]
        if sequence in self.chunks:
            return 0
        self.chunks[sequence] = chunk
        self.end = max(self.end, sequence)
        more = _BYTES_OF_ANY_CHUNK + len(chunk["audio"]) + _BYTES_OF_ANY_MARK * len(chunk["marks"])
        self.bytes += more
        return more

    def is_complete(self):
        return self.chunks[self.end]["last"] and len(self.chunks) == self.end + 1

    def from_the_beginning(self):
        came = []
        while len(came) in self.chunks:
            came.append(self.chunks[len(came)])
        return came


class UtteranceAssembler:
    """A higher attempt replaces a lower one, repeated chunks and what is cancelled are dropped, and nothing is given out twice.

    What is never finished is forgotten, the eldest first, when there is too much of it.
    """

    def __init__(self):
        self._open = OrderedDict()
        self._over = _Bounded()
        self._cancelled_keys = _Bounded()
        self._cancelled_names = _Bounded()
        self._bytes = 0

    def add(self, key, chunk, written_ms):
        """The Utterance if this chunk completes it, else None. written_ms: the record's timestamp."""
        name = UtteranceName.of(key, chunk["utteranceId"])
        if name in self._over:
            return None
        gathering = self._open.get(name)
        if gathering is None or gathering.attempt < chunk["attempt"]:
            if gathering is not None:
                began = gathering.began_ms
            else:  # earlier releases did not say when the text event came
                began = written_ms if chunk["eventTimestamp"] is None else chunk["eventTimestamp"]
            if self._is_cancelled(name, began):
                return None
            self._forget(name)
            gathering = self._open[name] = _Gathering(chunk["attempt"], began)
        if chunk["attempt"] < gathering.attempt:
            return None
        self._bytes += gathering.add(chunk)
        if not gathering.is_complete():
            while len(self._open) > REMEMBERED or self._bytes > MOST_BYTES:
                self._forget(next(iter(self._open)))
            return None
        self._forget(name)
        self._over[name] = True
        return Utterance(name, HeardSpeech(gathering.from_the_beginning()))

    def cancel(self, cancelled):
        """Forgets what is cancelled, now and when more of it comes; gives a Half for each of which something had come."""
        if cancelled.utterance_id is None:
            noted, name = self._cancelled_keys, cancelled.key
        else:
            noted, name = self._cancelled_names, UtteranceName(cancelled.key, cancelled.utterance_id)
        noted[name] = max(cancelled.time_ms, noted.get(name, cancelled.time_ms))
        halves = []
        for name, gathering in list(self._open.items()):
            if self._is_cancelled(name, gathering.began_ms):
                self._forget(name)
                self._over[name] = True
                came = gathering.from_the_beginning()
                if came:
                    halves.append(Half(name, HeardSpeech(came)))
        return halves

    def incomplete(self):
        """Names of utterances of which something came, but not everything yet."""
        return set(self._open)

    def _is_cancelled(self, name, began_ms):
        of_key, own = self._cancelled_keys.get(name.key), self._cancelled_names.get(name)
        return (of_key is not None and began_ms <= of_key) or (own is not None and began_ms - own <= ID_WINDOW_MS)

    def _forget(self, name):
        gone = self._open.pop(name, None)
        self._bytes -= 0 if gone is None else gone.bytes
