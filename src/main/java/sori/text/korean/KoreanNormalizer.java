package sori.text.korean;

import com.ibm.icu.util.ULocale;
import java.util.List;
import sori.text.rules.LinkRule;
import sori.text.rules.NumberWords;
import sori.text.rules.PunctuationRule;
import sori.text.rules.Rule;
import sori.text.rules.RuleNormalizer;
import sori.text.rules.SayingRule;
import sori.text.rules.SymbolRule;
import sori.text.rules.TextReader;

/**
 * Korean as it is read aloud, spelled as usual in Hangul: 2024년 is 이천이십사년. Numbers, signs and capitals become words;
 * Latin words in lower case stay as they are, and how the words are pronounced ({@link KoreanPronunciation}) is not for here.
 * Immutable and thread-safe.
 */
public final class KoreanNormalizer extends RuleNormalizer {
    private static final SymbolRule SYMBOLS = new SymbolRule("korean-symbols.tsv");
    private static final List<Rule> RULES = List.of(
            new SayingRule("korean-sayings.tsv"),
            new LinkRule(),
            new KoreanOpenRule(),
            new KoreanElectronicRule(),
            new KoreanEventRule(),
            new KoreanPairRule(),
            new KoreanEnglishDateRule(),
            new KoreanDateRule(),
            new KoreanWeekdayRule(),
            new KoreanTimeRule(),
            new KoreanTelephoneRule(),
            new KoreanScoreRule(),
            new KoreanMoneyRule(),
            new KoreanMeasureRule(),
            new KoreanRangeRule(),
            new KoreanNumberRule(),
            new KoreanPowerRule(),
            new KoreanComparisonRule(),
            new KoreanJamoRule(),
            new KoreanWordRule(),
            new PunctuationRule(SYMBOLS),
            SYMBOLS);

    private static final NumberWords NUMBERS =
            new NumberWords(KoreanNumbers::sino, KoreanNumbers::ordinal, KoreanNumbers::digits, KoreanLetters::names);

    public KoreanNormalizer() {
        super("ko", new TextReader(ULocale.KOREAN, RULES), NUMBERS, null);
    }
}
