"""Text to a Sori pipeline, and its speech back: publish, listen, cancel. The fields are those of the .avsc files in schemas/."""
from .assembler import Cancelled, Half, Utterance, UtteranceAssembler, UtteranceName
from .publisher import LiveText, SpeechPublisher
from .reader import Chunk, Failure, SpeechReader
from .speech import HeardSpeech, file_name, position_at
from .wire import Codec, Unreadable

__all__ = [
    "Cancelled",
    "Chunk",
    "Codec",
    "Failure",
    "Half",
    "HeardSpeech",
    "LiveText",
    "SpeechPublisher",
    "SpeechReader",
    "Unreadable",
    "Utterance",
    "UtteranceAssembler",
    "UtteranceName",
    "file_name",
    "position_at",
]
