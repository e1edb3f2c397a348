package sori.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Asks a language's rules, in their order, at each token of a text; the first that applies reads one or more tokens. */
final class TextReader {
    private final ULocale locale;
    private final Map<Token.Kind, Rule[]> rulesByStart = new EnumMap<>(Token.Kind.class);

    TextReader(ULocale locale, List<Rule> rules) {
        this.locale = locale;
        for (Token.Kind kind : Token.Kind.values()) {
            List<Rule> starting = new ArrayList<>();
            for (Rule rule : rules) {
                if (rule.mayStartAt(kind)) {
                    starting.add(rule);
                }
            }
            rulesByStart.put(kind, starting.toArray(Rule[]::new));
        }
    }

    /** The sentences of a text, each word with its place in it. */
    List<Sentence> sentences(String written) {
        CleanText clean = new CleanText(written);
        return new SentenceSplitter(clean).sentences(read(clean.text(), new Tokens(clean.text())));
    }

    /** The words in the cleaned text's places. */
    Reading read(String clean, Tokens tokens) {
        Reading reading = new Reading(tokens);
        BitSet breaks = sentenceBreaks(clean);
        int brokenUpTo = 0;
        for (int at = 0; at < tokens.size(); ) {
            int start = tokens.get(at).start();
            int lastBreak = breaks.previousSetBit(start);
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

    private BitSet sentenceBreaks(String clean) {
        BreakIterator iterator = BreakIterator.getSentenceInstance(locale);
        iterator.setText(clean);
        BitSet breaks = new BitSet(clean.length() + 1);
        for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
            breaks.set(at);
        }
        return breaks;
    }
}
