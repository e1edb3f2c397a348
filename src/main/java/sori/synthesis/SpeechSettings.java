package sori.synthesis;

import sori.acoustic.Precision;
import sori.text.CodeReading;
import sori.text.EmojiReading;
import sori.text.Language;

/**
 * What the stages may be told, each with a sensible default.
 *
 * @param language BCP 47 language of a text event that names neither language nor voice
 * @param maxCharacters longest text, in Unicode code points
 * @param maxSpokenSeconds longest speech of one text, pauses with it, as it is estimated before any of it is spoken
 * @param duplicateWindowSeconds how long an utterance id stays taken
 * @param precision numbers in which the mel stage's model multiplies
 * @param openJobs sentences that one partition's mel stage has under way at once, in the engine or with a vocode stage joined to it;
 *     the rest wait in its journal, and one key has at most {@link #openJobsOfOneKey} of them
 * @param drainMs interval at which finished mel frames are forwarded
 * @param emoji what becomes of emoji, where a language names them
 * @param code what becomes of code between fences
 * @param pauseMs silence between two sentences, unless the text asks for another
 * @param chunkMs longest audio in one chunk; a block of the engine (64 frames, 743 ms) makes one by default
 * @param maxRecordBytes largest record that is taken or sent; a topic that takes less is sent less
 * @param voiceWaitSeconds how long an utterance waits in a stage that does not have its voice's version yet
 * @param partTimeoutSeconds how long the next part of a text is waited for
 * @param bulkPatienceSeconds how often a sentence of a bulk event is begun though interactive ones would fill the engine
 */
public record SpeechSettings(
        String language,
        int maxCharacters,
        int maxSpokenSeconds,
        int duplicateWindowSeconds,
        Precision precision,
        int openJobs,
        int drainMs,
        EmojiReading emoji,
        CodeReading code,
        int pauseMs,
        int chunkMs,
        int maxRecordBytes,
        int voiceWaitSeconds,
        int partTimeoutSeconds,
        int bulkPatienceSeconds) {

    public static final SpeechSettings DEFAULT = new SpeechSettings(
            "en",
            10_000,
            600,
            600,
            Precision.AUTO,
            16,
            5,
            EmojiReading.DROPPED,
            CodeReading.ANNOUNCED,
            150,
            750,
            1_000_000,
            60,
            30,
            5);

    public SpeechSettings {
        if (language.isBlank()) {
            throw new IllegalArgumentException("language must not be blank");
        }
        language = Language.canonical(language);
        within("maxCharacters", maxCharacters, 1, 100_000);
        within("maxSpokenSeconds", maxSpokenSeconds, 1, 86_400);
        within("duplicateWindowSeconds", duplicateWindowSeconds, 0, 86_400);
        within("openJobs", openJobs, 1, 1024);
        within("drainMs", drainMs, 1, 1000);
        within("pauseMs", pauseMs, 0, 10_000);
        within("chunkMs", chunkMs, 20, 5000);
        within("maxRecordBytes", maxRecordBytes, 100_000, 1 << 28);
        within("voiceWaitSeconds", voiceWaitSeconds, 0, 3600);
        within("partTimeoutSeconds", partTimeoutSeconds, 1, 3600);
        within("bulkPatienceSeconds", bulkPatienceSeconds, 1, 3600);
    }

    /** The same for texts of another language, where they name none. */
    public SpeechSettings withLanguage(String other) {
        return new SpeechSettings(
                other,
                maxCharacters,
                maxSpokenSeconds,
                duplicateWindowSeconds,
                precision,
                openJobs,
                drainMs,
                emoji,
                code,
                pauseMs,
                chunkMs,
                maxRecordBytes,
                voiceWaitSeconds,
                partTimeoutSeconds,
                bulkPatienceSeconds);
    }

    /**
     * The silence after a sentence.
     *
     * @param askedMs as the text wants it; negative where it wants nothing
     */
    int pauseSamples(int sampleRateHz, int askedMs) {
        return (int) ((long) sampleRateHz * (askedMs >= 0 ? askedMs : pauseMs) / 1000);
    }

    /** The longest audio in one chunk. */
    int chunkSamples(int sampleRateHz) {
        return Math.max(1, (int) ((long) sampleRateHz * chunkMs / 1000));
    }

    /** What is left of {@link #openJobs} is for another key, so that it begins at once however much the first one asks for. */
    public int openJobsOfOneKey() {
        return openJobs - openJobs / 8;
    }

    public static void within(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(name + " must be in " + lowest + ".." + highest + ", but is " + value);
        }
    }
}
