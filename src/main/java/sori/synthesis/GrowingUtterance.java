package sori.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sori.schema.FailureReason;
import sori.schema.OpenText;
import sori.text.GrowingText;
import sori.text.Sentence;
import sori.text.SpokenTime;

/**
 * An utterance whose text comes in parts, or at once: its sentences as they become final, in a voice that is chosen once, as soon as the text's
 * beginning tells its language. However the text is cut, the sentences are the same. A failure is the end: nothing may be asked
 * any more. For one thread.
 */
public final class GrowingUtterance {
    /** What came of more text. */
    public sealed interface Growth {
        /** These sentences are final; often none. */
        record Sentences(List<Sentence> sentences) implements Growth {}

        /** The utterance cannot be spoken, and why. */
        record Refused(Failure failure) implements Growth {}
    }

    private static final Growth NOTHING = new Growth.Sentences(List.of());

    /** Characters that are read before the bound on speech is looked at again. */
    private static final int SLICE = 1000;

    private final SpeechSettings settings;
    private final Function<Boolean, Voices.Choice> choosing;
    private final SpeechOptions options;
    private final boolean korean;
    private Voices.Choice.@Nullable Chosen by;
    private @Nullable GrowingText text;
    /** Of a text whose language isn't known yet. */
    private String unread = "";

    private int sentences;
    private double spokenMs;
    private boolean tooLong;

    /**
     * @param korean whether it is Korean, be it Hangul or not
     * @param choosing the voice for a text that is mostly Hangul, or not
     */
    GrowingUtterance(
            SpeechSettings settings, SpeechOptions options, boolean korean, Function<Boolean, Voices.Choice> choosing) {
        this.korean = korean;
        this.settings = settings;
        this.options = options;
        this.choosing = choosing;
    }

    /** Goes on from what {@link #save} wrote, in the voice that was chosen if one was. */
    Growth resume(OpenText from) {
        sentences = from.getSegments();
        spokenMs = from.getSpokenMs();
        String pending = EscapedText.unescaped(from.getPending());
        if (from.getOffset() == 0) {
            unread = pending;
            return NOTHING;
        }
        return choose(false, new GrowingText.State(from.getOffset(), pending, sentences > 0));
    }

    /**
     * Keeps in the record all that {@link UtterancePlanner#resume} needs beside what part 0 says: offset, pending, segments, spokenMs, and the voice
     * if one was chosen.
     */
    public void save(OpenText to) {
        GrowingText.State state = text == null ? new GrowingText.State(0, unread, false) : text.state();
        to.setOffset(state.offset());
        to.setPending(EscapedText.escaped(state.pending()));
        to.setSegments(sentences);
        to.setSpokenMs(spokenMs);
        if (by != null) {
            to.setVoice(by.voice());
            to.setVoiceVersion(by.version());
        }
    }

    /** Who speaks; empty until the first sentence is final, or shortly before. */
    public Optional<Voices.Choice.Chosen> by() {
        return Optional.ofNullable(by);
    }

    public SpeechOptions options() {
        return options;
    }

    /** Sentences that were given out. */
    public int sentences() {
        return sentences;
    }

    /** About how long they take to be spoken, pauses with them; and, once it is too long, what is over the bound. */
    public double spokenMs() {
        return spokenMs;
    }

    /** Whether {@code maxSpokenSeconds} were reached: what is over them is not given out, and no more is read. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** About how long a text of so many UTF-16 units would take, by what is read of it. */
    double secondsOf(int length) {
        int read = text == null ? 0 : text.state().offset();
        return spokenMs / 1000 * length / Math.max(1, read);
    }

    /** More of the text; in one part as good as in many. */
    public Growth append(String part) {
        List<Sentence> all = new ArrayList<>();
        for (int from = 0; from < part.length() && !tooLong; from += SLICE) {
            Growth growth = appendSlice(part.substring(from, Math.min(part.length(), from + SLICE)));
            if (!(growth instanceof Growth.Sentences more)) {
                return growth;
            }
            all.addAll(more.sentences());
        }
        return new Growth.Sentences(all);
    }

    private Growth appendSlice(String slice) {
        if (text != null) {
            return counted(text.append(slice));
        }
        unread += slice;
        return begin(unread, false);
    }

    /** Makes final all that has come, as if a paragraph ended there. */
    public Growth flush() {
        if (tooLong) {
            return NOTHING;
        }
        boolean half = !unread.isEmpty() && Character.isHighSurrogate(unread.charAt(unread.length() - 1));
        Growth begun = begin(half ? unread.substring(0, unread.length() - 1) : unread, true);
        if (text == null || !(begun instanceof Growth.Sentences first)) {
            return begun;
        }
        return joined(first, counted(text.flush()));
    }

    /** Makes final all that has come: the text ends here. A text of which nothing can be spoken is refused. */
    public Growth close() {
        if (tooLong) {
            return NOTHING;
        }
        Growth begun = begin(unread, true);
        if (!(begun instanceof Growth.Sentences first)) {
            return begun;
        }
        Growth all = text == null ? begun : joined(first, counted(text.close()));
        return sentences > 0
                ? all
                : new Growth.Refused(new Failure(FailureReason.EMPTY_TEXT, "nothing in the text can be spoken"));
    }

    private static Growth joined(Growth.Sentences first, Growth then) {
        List<Sentence> all = new ArrayList<>(first.sentences());
        if (then instanceof Growth.Sentences more) {
            all.addAll(more.sentences());
        }
        return new Growth.Sentences(all);
    }

    /** Chooses the voice as soon as the beginning is there, and reads what was kept for it. */
    private Growth begin(String known, boolean closed) {
        int end = korean ? 0 : TextLanguage.beginningOf(known, closed, options.cut());
        if (text != null || end < 0) {
            return NOTHING;
        }
        Growth chosen = choose(TextLanguage.isHangul(known.substring(0, end)), GrowingText.State.BEGINNING);
        if (text == null) {
            return chosen;
        }
        String read = unread;
        unread = "";
        return counted(text.append(read));
    }

    private Growth choose(boolean hangul, GrowingText.State state) {
        Voices.Choice choice = choosing.apply(hangul);
        if (choice instanceof Voices.Choice.Refused refused) {
            return new Growth.Refused(new Failure(refused.reason(), refused.detail()));
        }
        by = (Voices.Choice.Chosen) choice;
        text = by.normalizer()
                .with(settings.emoji())
                .with(settings.code())
                .with(options.cut())
                .resume(state);
        return NOTHING;
    }

    private Growth counted(List<Sentence> more) {
        List<Sentence> within = new ArrayList<>();
        for (Sentence sentence : more) {
            spokenMs += SpokenTime.milliseconds(sentence) + (sentence.goesOn() ? 0 : settings.pauseMs());
            tooLong |= spokenMs > 1000.0 * settings.maxSpokenSeconds();
            if (!tooLong) {
                within.add(sentence);
            }
        }
        sentences += within.size();
        return new Growth.Sentences(within);
    }
}
