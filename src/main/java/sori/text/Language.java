package sori.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
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

    /** The language of a BCP 47 tag, whatever its region: {@code ko-KR} is {@link #KO}. Empty if it is none of these. */
    public static Optional<Language> of(String tag) {
        String primary = Locale.forLanguageTag(tag).getLanguage();
        return Arrays.stream(values())
                .filter(language -> language.tag().equals(primary))
                .findFirst();
    }

    /** The language whose sounds a table holds. */
    public static Language of(SymbolTable table) {
        return table.holdsJamo() ? KO : EN;
    }
}
