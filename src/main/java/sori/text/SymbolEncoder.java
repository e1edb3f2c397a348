package sori.text;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sori.text.korean.KoreanPronunciation;
import sori.text.rules.AmericanSpelling;
import sori.text.rules.LatinLetters;

/**
 * Spoken words to the indices of one voice's symbol table: words joined by one space symbol, punctuation directly after
 * its word, {@link SymbolTable#END} last if the table has it. Hangul enters a table of conjoining jamo in Unicode's form NFD, and so do
 * Latin words, in Hangul. Total: a character that the table lacks enters as its plain lower-case letter if it has one, else it is left
 * out; both are counted. Immutable and thread-safe.
 */
public final class SymbolEncoder {
    private static final String SPACE = " ";
    private static final String PHONE_PREFIX = "@";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final SymbolTable table;
    private final Lexicon lexicon;
    private final EmbedMode mode;
    private final boolean jamo;

    public SymbolEncoder(SymbolTable table, Lexicon lexicon, EmbedMode mode) {
        this.table = table;
        this.lexicon = lexicon;
        this.mode = mode;
        this.jamo = table.holdsJamo();
    }

    public EmbedMode mode() {
        return mode;
    }

    /** Encodes the words of one sentence; where the table has a symbol for nothing in it, there are none. */
    public EncodedSentence encode(List<SpokenWord> words) {
        return encode(words, word -> mode);
    }

    /** Encodes a text that is spoken form already, its words parted by spaces, each in the sense that it has there. */
    public EncodedSentence encodeSpoken(String text) {
        return encode(Objects.requireNonNull(Readers.OF.get(Language.of(table))).spoken(text));
    }

    /**
     * The same with a mode of its own for each word, whatever the encoder's.
     *
     * @param modes asked once for each index, in order
     */
    public EncodedSentence encode(List<SpokenWord> words, IntFunction<EmbedMode> modes) {
        Sequence sequence = new Sequence();
        List<WordSymbols> places = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            SpokenWord word = words.get(i);
            boolean first = sequence.length == 0;
            if (!first) {
                sequence.add(SPACE);
            }
            int start = sequence.length;
            appendWord(word, Spelling.isSpelled(words, i), modes.apply(i), sequence);
            places.add(new WordSymbols(i, start, sequence.length));
            if (sequence.length == start && !first) {
                sequence.length--; // nothing of this word is in the table: no second space
                places.set(i, new WordSymbols(i, sequence.length, sequence.length));
            }
            appendCharacters(word.punctuation(), sequence);
        }
        if (sequence.length > 0 && table.contains(SymbolTable.END)) {
            sequence.add(SymbolTable.END);
        }
        return new EncodedSentence(sequence.toArray(), places, sequence.unmapped);
    }

    private void appendWord(SpokenWord word, boolean spelled, EmbedMode mode, Sequence sequence) {
        String spoken = word.spoken();
        Optional<List<String>> known =
                spelled ? lexicon.letterName(spoken) : meant(word).or(() -> pronounced(spoken));
        Optional<List<String>> phones = mode == EmbedMode.LEXICON ? known : Optional.empty();
        if (spoken.startsWith("{")) {
            phones = Optional.of(givenPhones(spoken));
        }
        if (phones.isPresent() && phones.get().stream().allMatch(phone -> table.contains(PHONE_PREFIX + phone))) {
            phones.get().forEach(phone -> sequence.add(PHONE_PREFIX + phone));
        } else {
            appendCharacters(jamo ? hangul(spoken, mode) : spoken, sequence);
        }
    }

    /** The phones of a word, of its plain letters, or of its American spelling: the lexicons are American. */
    private Optional<List<String>> pronounced(String spoken) {
        return lexicon.phones(spoken)
                .or(() -> lexicon.phones(LatinLetters.withoutAccents(spoken)))
                .or(() -> lexicon.phones(AmericanSpelling.of(spoken)));
    }

    /** The phones of the word's sense in this table's phones; a table without the reduced vowel AX has AH. */
    private Optional<List<String>> meant(SpokenWord word) {
        return Heteronyms.phones(word.spoken(), word.sense())
                .map(phones -> phones.stream()
                        .map(phone -> table.contains(PHONE_PREFIX + phone) ? phone : phone.replace("AX", "AH"))
                        .toList())
                .filter(phones -> phones.stream().allMatch(phone -> table.contains(PHONE_PREFIX + phone)));
    }

    private static String hangul(String spoken, EmbedMode mode) {
        String syllables = java.text.Normalizer.normalize(spoken, Form.NFC);
        return mode == EmbedMode.LEXICON ? KoreanPronunciation.of(syllables) : KoreanPronunciation.inHangul(syllables);
    }

    /** Whether the table has a symbol for a character that stands alone, or for its plain lower-case letter. */
    public boolean knows(int character) {
        String written = Character.toString(character);
        return inTable(written).codePoints().mapToObj(Character::toString).anyMatch(table::spells)
                || plain(written).codePoints().mapToObj(Character::toString).anyMatch(table::spells);
    }

    /** Characters in the form in which the table has them. */
    private String inTable(String characters) {
        return jamo ? java.text.Normalizer.normalize(characters, Form.NFD) : characters;
    }

    /** The phones of a word that comes with its own, as in {@code {S AO1 R IY0}}; empty if it has none. */
    static List<String> givenPhones(String spoken) {
        String inside = spoken.substring(1, spoken.endsWith("}") ? spoken.length() - 1 : spoken.length())
                .strip();
        return inside.isEmpty() ? List.of() : List.of(SPACES.split(inside));
    }

    private void appendCharacters(String characters, Sequence sequence) {
        inTable(characters).codePoints().mapToObj(Character::toString).forEach(character -> {
            if (table.spells(character)) {
                sequence.add(character);
            } else {
                sequence.unmapped++;
                plain(character)
                        .codePoints()
                        .mapToObj(Character::toString)
                        .filter(table::spells)
                        .forEach(sequence::add);
            }
        });
    }

    private static String plain(String character) {
        String letter =
                Character.isLetter(character.codePointAt(0)) ? LatinLetters.withoutAccents(character) : character;
        return java.text.Normalizer.normalize(letter, Form.NFKD).toLowerCase(Locale.ROOT);
    }

    /** Loaded when the first text in spoken form is encoded. */
    private static final class Readers {
        static final Map<Language, Normalizer> OF = Arrays.stream(Language.values())
                .collect(Collectors.toUnmodifiableMap(language -> language, Language::normalizer));
    }

    /** A growing array of indices. */
    private final class Sequence {
        private int[] indices = new int[64];
        private int length;
        private int unmapped;

        void add(String symbol) {
            if (length == indices.length) {
                indices = Arrays.copyOf(indices, 2 * length);
            }
            indices[length++] = table.indexOf(symbol);
        }

        int[] toArray() {
            return Arrays.copyOf(indices, length);
        }
    }
}
