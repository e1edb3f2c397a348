package sori.player;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/** Where heard speech goes. Used by one thread. */
public interface Player extends AutoCloseable {
    /**
     * An utterance that is done with.
     *
     * @param voice name@version
     * @param seconds of it that were heard, or written
     * @param where a word about where it went
     */
    record Played(String utteranceId, String voice, double seconds, SpeechStatus status, String where) {
        /** @param end the utterance's last chunk */
        static Played upTo(AudioChunk end, String where) {
            long samples = end.getStartSample() + end.getAudio().remaining() / 2;
            return new Played(
                    end.getUtteranceId(),
                    end.getVoice() + "@" + end.getVoiceVersion(),
                    (double) samples / end.getSampleRateHz(),
                    end.getStatus(),
                    where);
        }

        /**
         * One that was not heard to its end because somebody did not want it any more.
         *
         * @param any of its chunks
         * @param samples that were heard of it
         * @param position as {@link sori.client.TextPosition} gives it for the last of them
         */
        static Played cancelled(AudioChunk any, long samples, int position) {
            return new Played(
                    any.getUtteranceId(),
                    any.getVoice() + "@" + any.getVoiceVersion(),
                    (double) samples / any.getSampleRateHz(),
                    SpeechStatus.CANCELLED,
                    samples == 0 ? "cancelled before it was heard" : "cancelled" + upTo(position));
        }

        private static String upTo(int position) {
            return position < 0 ? "" : "; heard to position " + position + " of its text";
        }
    }

    /**
     * To the loudspeaker.
     *
     * @param patience how long a piece that is missing is waited for
     */
    static Player loudspeaker(Duration patience) {
        return new LoudspeakerPlayer(new JavaSound(), new Playlist(patience, System::nanoTime));
    }

    /** Into a WAV file for each utterance. */
    static Player files(Path directory) throws IOException {
        return FilePlayer.in(directory);
    }

    /** Into one WAV file, for whoever hears one utterance. */
    static Player file(Path file) {
        return new FilePlayer(name -> file);
    }

    /** Writes one utterance. */
    static void write(SpokenUtterance utterance, Path file) throws IOException {
        FilePlayer.write(utterance, file);
    }

    /** Takes in what was heard, goes on as far as it can without waiting, and gives the utterances that are done since. */
    List<Played> play(List<Heard> heard) throws IOException;

    /** The utterances that it has begun to take in and is not done with. */
    Set<UtteranceName> unfinished();

    /** Whether it has enough to go on with for a while, so that nothing more need be fetched now. */
    boolean isFull();

    /** Waits until what is done is really heard. */
    void drain();

    /** Ends at once. */
    @Override
    void close();
}
