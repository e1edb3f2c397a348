package sori.text.rules;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sori.text.Explained;
import sori.text.Sentence;
import sori.text.SpokenTime;

/** Asks a language's rules, in their order, at each token of a text; the first that applies reads one or more tokens. */
public final class TextReader {
    private final ULocale locale;
    private final List<Rule> rules;
    private final double maxMs;
    private final Map<Token.Kind, Rule[]> rulesByStart = new EnumMap<>(Token.Kind.class);

    public TextReader(ULocale locale, List<Rule> rules) {
        this(locale, rules, Double.POSITIVE_INFINITY);
    }

    private TextReader(ULocale locale, List<Rule> rules, double maxMs) {
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
        return new TextReader(locale, rules, 1000.0 * seconds);
    }

    /** Counts the time of what is read, up to the bound of this reader. */
    SpokenTime time() {
        return new SpokenTime(maxMs);
    }

    /** Asks a rule before all others. */
    TextReader withFirst(Rule rule) {
        List<Rule> more = new ArrayList<>(List.of(rule));
        more.addAll(rules);
        return new TextReader(locale, more, maxMs);
    }

    /** Asks a rule after all others. */
    TextReader withLast(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new TextReader(locale, more, maxMs);
    }

    /** Asks no rules of a class; itself if there are none. */
    TextReader without(SemioticClass semioticClass) {
        List<Rule> fewer = new ArrayList<>(rules);
        boolean none = !fewer.removeIf(rule -> rule.semioticClass() == semioticClass);
        return none ? this : new TextReader(locale, fewer, maxMs);
    }

    /** Asks the rules of a class before all others. */
    TextReader preferring(SemioticClass semioticClass) {
        List<Rule> sorted = new ArrayList<>(rules);
        sorted.sort((a, b) -> Boolean.compare(b.semioticClass() == semioticClass, a.semioticClass() == semioticClass));
        return new TextReader(locale, sorted, maxMs);
    }

    /**
     * The sentences of a text, each word with its place in it.
     *
     * @throws sori.text.TooLongToSpeakException if it would take longer to speak than this reader allows
     */
    List<Sentence> sentences(String written) {
        CleanText clean = new CleanText(written);
        return new SentenceSplitter(clean).sentences(read(clean.text(), new Tokens(clean.text()), false));
    }

    /** What was read together, as what, and what became of it. */
    List<Explained> explain(String written) {
        CleanText clean = new CleanText(written);
        Reading reading = read(clean.text(), new Tokens(clean.text()), true);
        List<Reading.Word> words =
                reading.sentences().stream().flatMap(List::stream).toList();
        List<Explained> explained = new ArrayList<>();
        int next = 0;
        for (Reading.Step step : reading.steps()) {
            StringBuilder spoken = new StringBuilder();
            while (next < words.size() && words.get(next).start() < step.end()) {
                spoken.append(spoken.isEmpty() ? "" : " ")
                        .append(words.get(next).spoken());
                next++;
            }
            explained.add(new Explained(
                    step.semioticClass().name(),
                    clean.writtenStart(step.start()),
                    clean.writtenEnd(step.end()),
                    spoken.toString()));
        }
        return explained;
    }

    /** The words in the cleaned text's places. */
    Reading read(CharSequence clean, Tokens tokens, boolean explaining) {
        Reading reading = new Reading(tokens, explaining, time());
        BreakIterator breaks = BreakIterator.getSentenceInstance(locale);
        breaks.setText(clean);
        int lastBreak = 0;
        int nextBreak = breaks.next();
        int brokenUpTo = 0;
        for (int at = 0; at < tokens.size(); ) {
            for (;
                    nextBreak != BreakIterator.DONE
                            && nextBreak <= tokens.get(at).start();
                    nextBreak = breaks.next()) {
                lastBreak = nextBreak;
            }
            if (lastBreak >= brokenUpTo && lastBreak > 0) {
                reading.endSentence();
            }
            at += step(tokens, at, reading);
            brokenUpTo = tokens.get(at - 1).end(); // a break inside what a rule has read together is none
        }
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
