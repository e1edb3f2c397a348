package sori.text.english;

import com.ibm.icu.util.ULocale;
import java.util.List;
import sori.text.english.notation.ArrowRule;
import sori.text.english.notation.ChessRule;
import sori.text.english.notation.ComparisonRule;
import sori.text.english.notation.FormulaRule;
import sori.text.english.notation.FunctionRule;
import sori.text.english.notation.HexadecimalRule;
import sori.text.english.notation.PerRule;
import sori.text.english.notation.PowerRule;
import sori.text.english.notation.ScientificRule;
import sori.text.english.notation.SlashRule;
import sori.text.english.senses.EnglishSenses;
import sori.text.rules.EmojiRule;
import sori.text.rules.LettersRule;
import sori.text.rules.LinkRule;
import sori.text.rules.NumberWords;
import sori.text.rules.PlainRule;
import sori.text.rules.PunctuationRule;
import sori.text.rules.Rule;
import sori.text.rules.RuleNormalizer;
import sori.text.rules.SayingRule;
import sori.text.rules.SymbolRule;
import sori.text.rules.TextReader;

/**
 * English as it is read aloud in America. The text is made plain ({@link sori.text.rules.CleanText}) and cut into tokens; at each token
 * the rules are asked in the order of this class, and the first that applies reads one or more tokens. Emoji are dropped,
 * unless it is told otherwise. Immutable and thread-safe.
 */
public final class EnglishNormalizer extends RuleNormalizer {
    private static final SymbolRule SYMBOLS = new SymbolRule("symbols.tsv");
    private static final NumberWords NUMBERS = new NumberWords(
            EnglishNumbers::cardinal, EnglishNumbers::ordinal, EnglishNumbers::digits, LettersRule::spelled);

    public EnglishNormalizer() {
        super(
                "en",
                new TextReader(ULocale.US, rules(), new EnglishSenses(), new EnglishClauses()),
                NUMBERS,
                new EmojiRule());
    }

    private static List<Rule> rules() {
        return List.of(
                new SayingRule("sayings.tsv"),
                new FormulaRule(),
                new LinkRule(),
                new ChessRule(),
                new HexadecimalRule(),
                new ElectronicRule(),
                new ScriptureRule(),
                new SubtitleRule(),
                new TimeRule(),
                new DurationRule(),
                new DecadeRule(),
                new QuarterRule(),
                new SpanRule(),
                new DateRule(),
                new NumericDateRule(),
                new MoneyRule(),
                new ShillingRule(),
                new ShortCallRule(),
                new TelephoneRule(),
                new PrimeRule(),
                new AddressRule(),
                new NamedNumberRule(),
                new MagnitudeRule(),
                new ScientificRule(),
                new MeasureRule(),
                new StateRule(),
                new DirectionRule(),
                new SaintRule(),
                new RangeRule(),
                new FractionRule(),
                new OrdinalRule(),
                new DecimalRule(),
                new YearRule(),
                new CardinalRule(),
                new EndingRule(),
                new FunctionRule(),
                new RomanRule(),
                new AbbreviationRule(),
                new LettersRule(),
                new PlainRule(),
                new PowerRule(),
                new SlashRule(),
                new ArrowRule(),
                new ComparisonRule(),
                new PerRule(),
                new PunctuationRule(SYMBOLS),
                SYMBOLS);
    }
}
