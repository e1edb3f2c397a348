package sori.client;

import java.util.List;
import sori.schema.AudioChunk;
import sori.schema.WordMark;

/** An utterance as it came out of {@code speech.audio}, as far as it came. Immutable. */
public sealed interface HeardSpeech permits SpokenUtterance, HalfHeard {
    /** Of the highest attempt, in sequence from 0 without a gap; at least one. */
    List<AudioChunk> chunks();

    /** The last chunk that came. */
    default AudioChunk end() {
        return chunks().get(chunks().size() - 1);
    }

    default String utteranceId() {
        return end().getUtteranceId();
    }

    default String voice() {
        return end().getVoice();
    }

    default String voiceVersion() {
        return end().getVoiceVersion();
    }

    default int sampleRateHz() {
        return end().getSampleRateHz();
    }

    /** The whole audio, signed 16 bit little endian, one channel. */
    default byte[] pcm() {
        int bytes = chunks().stream()
                .mapToInt(chunk -> chunk.getAudio().remaining())
                .sum();
        byte[] all = new byte[bytes];
        int at = 0;
        for (AudioChunk chunk : chunks()) {
            int length = chunk.getAudio().remaining();
            chunk.getAudio().duplicate().get(all, at, length);
            at += length;
        }
        return all;
    }

    default double seconds() {
        return pcm().length / 2.0 / sampleRateHz();
    }

    /** The words in the order in which they are heard. */
    default List<WordMark> marks() {
        return chunks().stream().flatMap(chunk -> chunk.getMarks().stream()).toList();
    }

    /**
     * How far the text is heard when a sample is: the UTF-16 position behind the last word that has ended by then, -1 where none
     * has or the voice has no marks.
     */
    default int positionAt(long sample) {
        return TextPosition.at(marks(), sample);
    }
}
