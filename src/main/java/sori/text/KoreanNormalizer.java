package sori.text;

import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.Optional;

/**
 * Korean as it is read aloud, spelled as usual in Hangul: 2024년 is 이천이십사년. Numbers, signs and capitals become words;
 * Latin words in lower case stay as they are, and how the words are pronounced ({@link KoreanPronunciation}) is not for here.
 * Immutable and thread-safe.
 */
public final class KoreanNormalizer implements Normalizer {
    private static final SymbolRule SYMBOLS = new SymbolRule("korean-symbols.tsv");
    private static final List<Rule> RULES = List.of(
            new SayingRule("korean-sayings.tsv"),
            new KoreanElectronicRule(),
            new KoreanDateRule(),
            new KoreanWeekdayRule(),
            new KoreanTimeRule(),
            new KoreanTelephoneRule(),
            new KoreanMoneyRule(),
            new KoreanMeasureRule(),
            new KoreanRangeRule(),
            new KoreanNumberRule(),
            new KoreanWordRule(),
            new PunctuationRule(SYMBOLS),
            SYMBOLS);

    private final TextReader reader;

    public KoreanNormalizer() {
        this(new TextReader(ULocale.KOREAN, RULES));
    }

    private KoreanNormalizer(TextReader reader) {
        this.reader = reader;
    }

    @Override
    public String language() {
        return "ko";
    }

    @Override
    public List<Sentence> normalize(String text) {
        return reader.sentences(text);
    }

    @Override
    public Normalizer with(UserWords words) {
        return new KoreanNormalizer(reader.withFirst(words.rule()));
    }

    @Override
    public List<Explained> explain(String text) {
        return reader.explain(text);
    }

    @Override
    public Optional<String> readAs(String interpretAs, String text) {
        return new SayAs(
                        reader,
                        KoreanNumbers::sino,
                        KoreanNumbers::ordinal,
                        KoreanNumbers::digits,
                        KoreanLetters::names)
                .read(interpretAs, text);
    }
}
