package sori.text.rules;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.text.Cut;
import sori.text.Explained;
import sori.text.Sentence;
import sori.text.SpokenTime;
import sori.text.SpokenWord;
import sori.text.TooLongToSpeakException;

/** Asks a language's rules, in their order, at each token of a text; the first that applies reads one or more tokens. */
public final class TextReader {
    private final ULocale locale;
    private final List<Rule> rules;
    /** What of a window is read once more, or by another rule, is within it. */
    private static final double WINDOW_SPARE_MS = 60_000;

    private final double maxMs;
    private final Cut cut;
    private final SenseChooser senses;
    private final ClauseBeginnings clauses;
    private final List<String> announcement;
    private final Map<Token.Kind, Rule[]> rulesByStart = new EnumMap<>(Token.Kind.class);

    /** A reader of a language none of whose words has several pronunciations. */
    public TextReader(ULocale locale, List<Rule> rules) {
        this(locale, rules, SenseChooser.NONE, ClauseBeginnings.NONE);
    }

    /** @param clauses before which a text may be cut by {@link Cut#CLAUSE}, beside behind marks */
    public TextReader(ULocale locale, List<Rule> rules, SenseChooser senses, ClauseBeginnings clauses) {
        this(locale, rules, Double.POSITIVE_INFINITY, Cut.SENTENCE, senses, clauses, List.of());
    }

    private TextReader(
            ULocale locale,
            List<Rule> rules,
            double maxMs,
            Cut cut,
            SenseChooser senses,
            ClauseBeginnings clauses,
            List<String> announcement) {
        this.senses = senses;
        this.clauses = clauses;
        this.cut = cut;
        this.announcement = List.copyOf(announcement);
        this.locale = locale;
        this.maxMs = maxMs;
        this.rules = List.copyOf(rules);
        for (Token.Kind kind : Token.Kind.values()) {
            rulesByStart.put(
                    kind, rules.stream().filter(rule -> rule.mayStartAt(kind)).toArray(Rule[]::new));
        }
    }

    /** Gives a text up that would take longer to speak. */
    TextReader within(int seconds) {
        return new TextReader(locale, rules, 1000.0 * seconds, cut, senses, clauses, announcement);
    }

    /** Counts the time of what is read, up to the bound of this reader. */
    SpokenTime time() {
        return new SpokenTime(maxMs);
    }

    /** Asks a rule before all others. */
    TextReader withFirst(Rule rule) {
        List<Rule> more = new ArrayList<>(List.of(rule));
        more.addAll(rules);
        return new TextReader(locale, more, maxMs, cut, senses, clauses, announcement);
    }

    /** Asks a rule after all others. */
    TextReader withLast(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new TextReader(locale, more, maxMs, cut, senses, clauses, announcement);
    }

    /** Asks no rules of a class; itself if there are none. */
    TextReader without(SemioticClass semioticClass) {
        List<Rule> fewer = new ArrayList<>(rules);
        boolean none = !fewer.removeIf(rule -> rule.semioticClass() == semioticClass);
        return none ? this : new TextReader(locale, fewer, maxMs, cut, senses, clauses, announcement);
    }

    /** Asks the rules of a class before all others. */
    TextReader preferring(SemioticClass semioticClass) {
        List<Rule> sorted = new ArrayList<>(rules);
        sorted.sort((a, b) -> Boolean.compare(b.semioticClass() == semioticClass, a.semioticClass() == semioticClass));
        return new TextReader(locale, sorted, maxMs, cut, senses, clauses, announcement);
    }

    /** The same reader with another way to cut. */
    TextReader with(Cut other) {
        return new TextReader(locale, rules, maxMs, other, senses, clauses, announcement);
    }

    Cut cut() {
        return cut;
    }

    ClauseBeginnings clauses() {
        return clauses;
    }

    SenseChooser senses() {
        return senses;
    }

    /** The same reader that says other words where code begins, or none. */
    TextReader announcing(List<String> words) {
        return new TextReader(locale, rules, maxMs, cut, senses, clauses, words);
    }

    List<String> announcement() {
        return announcement;
    }

    /** Finds the sentences of this language by its characters. For one thread. */
    BreakIterator breaks() {
        return BreakIterator.getSentenceInstance(locale);
    }

    /**
     * The sentences of a text, each word with its place in it.
     *
     * @throws TooLongToSpeakException if it would take longer to speak than this reader allows
     */
    List<Sentence> sentences(String written) {
        List<Sentence> sentences = new ArrayList<>();
        SpokenTime time = time();
        Windows windows = new Windows(this, written, 0, true, false, false);
        for (Windows.Window window = next(windows, time, written);
                window != null;
                window = next(windows, time, written)) {
            for (Sentence sentence : window.sentences()) {
                List<SpokenWord> words = sentence.words();
                time.add(sentence, (double) words.get(words.size() - 1).sourceEnd() / written.length());
            }
            sentences.addAll(window.sentences());
        }
        return sentences;
    }

    private static Windows.@Nullable Window next(Windows windows, SpokenTime time, String written) {
        try {
            return windows.next();
        } catch (TooLongToSpeakException e) {
            double seconds = time.milliseconds() / 1000 + e.seconds();
            throw new TooLongToSpeakException(seconds * written.length() / windows.inView());
        }
    }

    /** What was read together, as what, and what became of it. */
    List<Explained> explain(String written) {
        List<Explained> explained = new ArrayList<>();
        Windows windows = new Windows(this, written, 0, true, false, true);
        for (Windows.Window window = windows.next(); window != null; window = windows.next()) {
            explained.addAll(window.explained());
        }
        return explained;
    }

    /**
     * Reads the tokens before one, with the others in view: the words in the cleaned text's places.
     *
     * @param stop number of a token, or of all
     * @param breaks of this reader
     */
    Reading read(CharSequence clean, Tokens tokens, int stop, BreakIterator breaks, boolean explaining) {
        Reading reading = new Reading(tokens, explaining, new SpokenTime(maxMs + WINDOW_SPARE_MS));
        breaks.setText(clean);
        int lastBreak = 0;
        int nextBreak = breaks.next();
        int brokenUpTo = 0;
        int at = 0;
        while (at < tokens.size()) {
            for (;
                    nextBreak != BreakIterator.DONE
                            && nextBreak <= tokens.get(at).start();
                    nextBreak = breaks.next()) {
                lastBreak = nextBreak;
            }
            if (lastBreak >= brokenUpTo && lastBreak > 0) {
                reading.endSentence();
            }
            if (at >= stop) {
                break;
            }
            at += step(tokens, at, reading);
            brokenUpTo = tokens.get(at - 1).end(); // a break inside what a rule has read together is none
        }
        reading.readUpTo(at);
        return reading;
    }

    private int step(Tokens tokens, int at, Reading reading) {
        reading.begin();
        for (Rule rule : rulesByStart.getOrDefault(tokens.get(at).kind(), new Rule[0])) {
            int count = rule.read(tokens, at, reading);
            if (count > 0) {
                reading.finished(rule.semioticClass(), at, at + count);
                return count;
            }
        }
        return 1; // a character that nobody names
    }
}
