package sori.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * English as it is read aloud in America. The text is made plain ({@link CleanText}) and cut into tokens; at each token
 * the rules are asked in the order of this class, and the first that applies reads one or more tokens. Immutable and
 * thread-safe.
 */
public final class EnglishNormalizer implements Normalizer {
    private final List<Rule> rules = List.of(
            new SayingRule(),
            new ElectronicRule(),
            new TimeRule(),
            new DecadeRule(),
            new DateRule(),
            new NumericDateRule(),
            new MoneyRule(),
            new TelephoneRule(),
            new MeasureRule(),
            new AddressRule(),
            new RangeRule(),
            new FractionRule(),
            new OrdinalRule(),
            new DecimalRule(),
            new YearRule(),
            new CardinalRule(),
            new AbbreviationRule(),
            new RomanRule(),
            new LettersRule(),
            new PlainRule(),
            new PunctuationRule(),
            new SymbolRule());

    @Override
    public String language() {
        return "en";
    }

    @Override
    public List<Sentence> normalize(String text) {
        CleanText clean = new CleanText(text);
        Tokens tokens = new Tokens(clean.text());
        return new SentenceSplitter(clean).sentences(read(clean.text(), tokens));
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
            brokenUpTo = start + 1;
            at += step(tokens, at, reading);
        }
        return reading;
    }

    private int step(Tokens tokens, int at, Reading reading) {
        reading.begin();
        for (Rule rule : rules) {
            int count = rule.read(tokens, at, reading);
            if (count > 0) {
                reading.finished(rule.semioticClass());
                return count;
            }
        }
        return 1; // a character that nobody names
    }

    private static BitSet sentenceBreaks(String clean) {
        BreakIterator iterator = BreakIterator.getSentenceInstance(ULocale.US);
        iterator.setText(clean);
        BitSet breaks = new BitSet(clean.length() + 1);
        for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
            breaks.set(at);
        }
        return breaks;
    }

    /**
     * Sentences as one line of text, for people and for comparison: words joined by spaces, with their punctuation; letters
     * that are spelled from one written token stand together in upper case ("NBC").
     */
    public static String spoken(List<Sentence> sentences) {
        StringBuilder line = new StringBuilder();
        for (Sentence sentence : sentences) {
            List<SpokenWord> words = sentence.words();
            for (int i = 0; i < words.size(); i++) {
                boolean joined = Spelling.together(words, i - 1, i);
                line.append(joined || line.isEmpty() ? "" : " ");
                String word = words.get(i).spoken();
                line.append(Spelling.isSpelled(words, i) ? word.toUpperCase(Locale.ROOT) : word);
                line.append(words.get(i).punctuation());
            }
        }
        return line.toString();
    }
}
