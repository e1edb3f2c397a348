package sori.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;

/** The languages that texts are read and voices trained in, by their BCP 47 tags in capitals. */
public enum Language {
    /** English, American by its spelling and its phones. */
    EN("English") {
        @Override
        public SymbolTable symbols() {
            return SymbolTable.english();
        }

        @Override
        public Normalizer normalizer() {
            return new EnglishNormalizer();
        }
    },

    /** Korean, whose pronunciation follows from its spelling. */
    KO("Korean") {
        @Override
        public SymbolTable symbols() {
            return SymbolTable.korean();
        }

        @Override
        public Normalizer normalizer() {
            return new KoreanNormalizer();
        }

        @Override
        public boolean needsLexicon() {
            return false;
        }
    };

    /** A locale may name its encoding behind its tag. */
    private static final Pattern END_OF_TAG = Pattern.compile("[.@]");

    private final String englishName;

    Language(String englishName) {
        this.englishName = englishName;
    }

    /** BCP 47: {@code en}, {@code ko}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As messages name it: "Korean (ko)". */
    public String title() {
        return englishName + " (" + tag() + ")";
    }

    /** What its voices are trained on. */
    public abstract SymbolTable symbols();

    /** A reader of texts in it. */
    public abstract Normalizer normalizer();

    /** Whether words can enter by their pronunciation ({@link EmbedMode#LEXICON}) only where a lexicon tells it. */
    public boolean needsLexicon() {
        return true;
    }

    /**
     * A BCP 47 tag as the standard writes it, of what people write: {@code en_us} and the locale {@code en_US.UTF-8} are {@code en-US}. What
     * names no language stays as it is.
     */
    public static String canonical(String written) {
        String tag = END_OF_TAG.split(written.strip(), 2)[0].replace('_', '-');
        Locale locale = Locale.forLanguageTag(tag);
        return locale.getLanguage().isEmpty() ? written : locale.toLanguageTag();
    }

    /** Of a tag, as people write it: {@code en} of {@code en_GB}; empty of what names no language. */
    public static String primary(String tag) {
        return Locale.forLanguageTag(canonical(tag)).getLanguage();
    }

    /** The language of a BCP 47 tag, whatever its region: {@code ko-KR} is {@link #KO}. Empty if it is none of these. */
    public static Optional<Language> of(String tag) {
        String primary = primary(tag);
        return Arrays.stream(values())
                .filter(language -> language.tag().equals(primary))
                .findFirst();
    }

    /** The language whose sounds a table holds. */
    public static Language of(SymbolTable table) {
        return table.holdsJamo() ? KO : EN;
    }
}
