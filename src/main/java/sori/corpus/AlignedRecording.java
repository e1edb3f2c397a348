package sori.corpus;

import java.util.List;

/**
 * A recording as frames, and when its phones are spoken.
 *
 * @param frames {@code [frames][SIZE]}, see {@link SpeechFrames}; shared, not copied
 * @param words with times in seconds from the first frame
 */
record AlignedRecording(String id, double[][] frames, List<TimedWord> words) {
    AlignedRecording {
        words = List.copyOf(words);
    }

    AlignedRecording with(List<TimedWord> others) {
        return new AlignedRecording(id, frames, others);
    }
}
