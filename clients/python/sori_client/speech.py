"""An utterance as it was heard."""
import hashlib
import re
import wave


def position_at(marks, sample):
    """How far the text is heard when a sample is: the UTF-16 position behind the last word that has ended by then, -1 for none."""
    ends = [mark["sourceEnd"] for mark in marks if mark["lastSample"] <= sample]
    return ends[-1] if ends else -1


class HeardSpeech:
    """chunks: of the highest attempt, in sequence from 0 without a gap, at least one. Whole if the last of them has `last`."""

    def __init__(self, chunks):
        self.chunks = chunks
        self.end = chunks[-1]

    @property
    def status(self):
        """OK, CUT, FAILED or CANCELLED. OK where somebody else's cancel came in the middle."""
        return self.end["status"]

    @property
    def pcm(self):
        """Signed 16 bit, little endian, one channel."""
        return b"".join(chunk["audio"] for chunk in self.chunks)

    @property
    def sample_rate_hz(self):
        return self.end["sampleRateHz"]

    @property
    def seconds(self):
        return len(self.pcm) / 2 / self.sample_rate_hz

    @property
    def marks(self):
        """The words in the order in which they are heard."""
        return [mark for chunk in self.chunks for mark in chunk["marks"]]

    def position_at(self, sample):
        return position_at(self.marks, sample)

    def write_wav(self, path):
        if any(chunk["encoding"] != "pcm_s16le" for chunk in self.chunks):
            raise ValueError(f"cannot write {self.end['encoding']}")
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(self.sample_rate_hz)
            out.writeframes(self.pcm)


def file_name(name):
    """ID, or ID@KEY where the key is another: no two utterances share a name, and nothing but harmless characters is in it."""
    given = name.utterance_id.encode()
    return _harmless(given) if name.key == given else f"{_harmless(given)}@{_harmless(name.key)}"


def _harmless(given):
    text = given.decode(errors="replace")
    harmless = re.sub(r"^\.", "_", re.sub(r"[^A-Za-z0-9._-]", "_", text))[:100]
    return harmless if harmless == text else f"{harmless}-{hashlib.sha256(given).hexdigest()[:16]}"
