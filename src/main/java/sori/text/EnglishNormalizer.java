package sori.text;

import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * English as it is read aloud in America. The text is made plain ({@link CleanText}) and cut into tokens; at each token
 * the rules are asked in the order of this class, and the first that applies reads one or more tokens. Immutable and
 * thread-safe.
 */
public final class EnglishNormalizer implements Normalizer {
    private static final SymbolRule SYMBOLS = new SymbolRule("symbols.tsv");

    private final TextReader reader;

    /** Emoji are dropped. */
    public EnglishNormalizer() {
        this(EmojiReading.DROPPED);
    }

    public EnglishNormalizer(EmojiReading emoji) {
        this(new TextReader(ULocale.US, rules(emoji)));
    }

    private EnglishNormalizer(TextReader reader) {
        this.reader = reader;
    }

    private static List<Rule> rules(EmojiReading emoji) {
        List<Rule> rules = new ArrayList<>(List.of(
                new SayingRule("sayings.tsv"),
                new ElectronicRule(),
                new TimeRule(),
                new DecadeRule(),
                new QuarterRule(),
                new DateRule(),
                new NumericDateRule(),
                new MoneyRule(),
                new TelephoneRule(),
                new PrimeRule(),
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
                new PowerRule(),
                new PunctuationRule(SYMBOLS),
                SYMBOLS));
        if (emoji == EmojiReading.NAMED) {
            rules.add(new EmojiRule());
        }
        return rules;
    }

    @Override
    public String language() {
        return "en";
    }

    @Override
    public List<Sentence> normalize(String text) {
        return reader.sentences(text);
    }

    @Override
    public Normalizer with(UserWords words) {
        return new EnglishNormalizer(reader.withFirst(words.rule()));
    }

    @Override
    public List<Explained> explain(String text) {
        return reader.explain(text);
    }

    @Override
    public Optional<String> readAs(String interpretAs, String text) {
        return new SayAs(
                        reader,
                        EnglishNumbers::cardinal,
                        EnglishNumbers::ordinal,
                        EnglishNumbers::digits,
                        LettersRule::spelled)
                .read(interpretAs, text);
    }

    /** The words in the cleaned text's places. */
    Reading read(String clean, Tokens tokens) {
        return reader.read(clean, tokens, false);
    }
}
