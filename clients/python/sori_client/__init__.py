"""Text to a Sori pipeline, and its speech back: publish, listen, cancel. The fields are those of the .avsc files in schemas/."""
from .assembler import Cancelled, Half, Utterance, UtteranceAssembler, UtteranceName
from .publisher import LiveText, SpeechPublisher
from .reader import Chunk, Failure, SpeechReader
from .registry import RegisteredCodec, RegistryError, SchemaRegistry
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
    "RegisteredCodec",
    "RegistryError",
    "SchemaRegistry",
    "SpeechPublisher",
    "SpeechReader",
    "Unreadable",
    "Utterance",
    "UtteranceAssembler",
    "UtteranceName",
    "file_name",
    "position_at",
]
