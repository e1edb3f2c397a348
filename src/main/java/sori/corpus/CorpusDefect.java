package sori.corpus;

import java.util.Locale;

/** What can be wrong with a corpus or is worth knowing of it, the worst first, and what to do about it. */
enum CorpusDefect {
    METADATA(
            true,
            "correct it: lines are id|text or id|text|spoken text, in UTF-8, the id a file name without its .wav or .flac"),
    SAME_ID(true, "give each recording a name of its own"),
    MISSING_RECORDING(true, "find the WAV or FLAC file, or delete the line"),
    UNREADABLE(true, "convert it again from its source, or delete it with its text"),
    CUT_OFF(true, "copy it again from its source, or delete it with its text"),
    SILENT(true, "record it again, or delete it with its text"),
    TOO_SHORT(true, "delete it with its text; if it holds speech, join it with its neighbour"),
    MISLABELLED(true, "listen: the text is another recording's, or a part is missing; correct it, or delete both"),
    SCATTERED(true, "the texts don't follow the recordings' lengths: are the lines shifted?"),
    SAME_RECORDING(true, "one recording with two texts: keep the one that is right"),
    UNSPEAKABLE(true, "write the text in letters of the voice's language"),
    UNKNOWN_LETTERS(
            true, "heard but not learnt: write them as words (./sori normalize), in the third field or the .txt"),
    DOUBTFUL(false, "listen: spoken oddly fast or slowly for its text, perhaps the wrong one"),
    COPY(false, "delete all but one"),
    TOO_LONG(false, "cut it at a pause into sentences: a batch takes the memory of its longest"),
    EMPTY_LIST(false, "add sentences: training needs one in each list, and some hundred have it by chance"),
    CLIPPED(false, "record it again with less gain, or delete it if you hear it crackle"),
    LOW_RATE(false, "look for originals with a higher rate: the voice will sound as dull"),
    MIXED_RATES(false, "look for originals of one rate: resampling can't give back the highs"),
    OTHER_RATE(false, "nothing: 'prepare' resamples it"),
    STEREO(false, "nothing if it is one voice: 'prepare' takes the mean; else keep the speaker's channel"),
    BIT_DEPTH(false, "nothing at 24 bits or more; 8 bits hiss, so look for the originals"),
    UNKNOWN_SIGNS(false, "nothing: training leaves them out; write what is heard of them as words"),
    RECORDING_ALONE(false, "nothing: it is left out; write its text if you want it"),
    TEXT_ALONE(false, "nothing: it is left out; find its recording if you want it"),
    SAME_TEXT("nothing if they are takes, which are learnt from alike and kept in one list");

    /** How bad it is. */
    private enum Severity {
        ERROR,
        WARNING,
        NOTE
    }

    private final Severity severity;
    private final String advice;

    CorpusDefect(boolean error, String advice) {
        this.severity = error ? Severity.ERROR : Severity.WARNING;
        this.advice = advice;
    }

    CorpusDefect(String advice) {
        this.severity = Severity.NOTE;
        this.advice = advice;
    }

    /** Whether training must not begin with it. */
    boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether somebody should look at it; what is neither that nor an error is only told. */
    boolean isWarning() {
        return severity == Severity.WARNING;
    }

    String severity() {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    String advice() {
        return advice;
    }

    /** As people and programs read it, such as {@code same-text}. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
