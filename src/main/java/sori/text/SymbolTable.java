package sori.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The symbols that an acoustic model knows, in the order of its embedding table: padding, characters, and ARPAbet phones
 * written with a leading {@code @}. Immutable.
 */
public final class SymbolTable {
    /** Index 0 in every table; never part of a sequence, only of a batch. */
    public static final String PADDING = "_";

    /** Ends every sequence of a voice whose table has it. */
    public static final String END = "~";

    private static final String[] VOWELS = {
        "AA", "AE", "AH", "AO", "AW", "AX", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"
    };
    private static final String[] CONSONANTS = {
        "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T", "TH", "V", "W",
        "Y", "Z", "ZH"
    };

    private final List<String> symbols;
    private final Map<String, Integer> indices;

    public SymbolTable(List<String> symbols) {
        this.symbols = List.copyOf(symbols);
        this.indices = new HashMap<>();
        for (String symbol : this.symbols) {
            if (indices.put(symbol, indices.size()) != null) {
                throw new IllegalArgumentException("symbol '" + symbol + "' stands twice in the table");
            }
        }
        if (this.symbols.isEmpty() || !this.symbols.get(0).equals(PADDING) || !indices.containsKey(" ")) {
            throw new IllegalArgumentException("a symbol table starts with '" + PADDING + "' and contains a space");
        }
    }

    /** Lower-case letters, the punctuation that shapes prosody, and ARPAbet with two stress levels (0, 1) on vowels. */
    public static SymbolTable english() {
        List<String> symbols = new ArrayList<>(List.of(PADDING, END, " ", "'", "-", ",", ".", "?", "!", ";", ":"));
        for (char c = 'a'; c <= 'z'; c++) {
            symbols.add(String.valueOf(c));
        }
        for (String vowel : VOWELS) {
            symbols.add("@" + vowel + "0");
            symbols.add("@" + vowel + "1");
        }
        for (String consonant : CONSONANTS) {
            symbols.add("@" + consonant);
        }
        return new SymbolTable(symbols);
    }

    /** The 148 symbols of NVIDIA's Tacotron 2 (DeepLearningExamples): both cases, ARPAbet with three stress levels and without. */
    public static SymbolTable nvidia() {
        List<String> symbols = new ArrayList<>(List.of(PADDING, "-"));
        "!'(),.:;? ".chars().forEach(c -> symbols.add(Character.toString(c)));
        addRange(symbols, 'A', 'Z');
        addRange(symbols, 'a', 'z');
        List<String> phones = new ArrayList<>();
        for (String vowel : VOWELS) {
            if (!vowel.equals("AX")) {
                List.of("", "0", "1", "2").forEach(stress -> phones.add("@" + vowel + stress));
            }
        }
        for (String consonant : CONSONANTS) {
            phones.add("@" + consonant);
        }
        Collections.sort(phones);
        symbols.addAll(phones);
        return new SymbolTable(symbols);
    }

    /**
     * Punctuation as in {@link #english()}, and the conjoining jamo: 19 first consonants (the silent one too), 21 vowels, 27 final
     * consonants. By their sound words need 7 of the final ones; the others are for words as they are spelled.
     */
    public static SymbolTable korean() {
        List<String> symbols = new ArrayList<>(List.of(PADDING, END, " ", "-", ",", ".", "?", "!", ";", ":"));
        addRange(symbols, 0x1100, 0x1112);
        addRange(symbols, 0x1161, 0x1175);
        addRange(symbols, 0x11a8, 0x11c2);
        return new SymbolTable(symbols);
    }

    private static void addRange(List<String> symbols, int first, int last) {
        for (int c = first; c <= last; c++) {
            symbols.add(Character.toString(c));
        }
    }

    public int size() {
        return symbols.size();
    }

    public List<String> symbols() {
        return symbols;
    }

    public boolean contains(String symbol) {
        return indices.containsKey(symbol);
    }

    /** Whether Hangul enters by this table, in Unicode's form NFD. */
    boolean holdsJamo() {
        return contains("\u1100");
    }

    /** Whether a character of a text has a symbol: the two that only mark sequences are no characters. */
    boolean spells(String character) {
        return contains(character) && !character.equals(PADDING) && !character.equals(END);
    }

    /** @throws IllegalArgumentException if the table lacks the symbol */
    public int indexOf(String symbol) {
        Integer index = indices.get(symbol);
        if (index == null) {
            throw new IllegalArgumentException("symbol '" + symbol + "' is not in the table of " + size());
        }
        return index;
    }

    public String symbol(int index) {
        return symbols.get(index);
    }

    /** How pictures name a symbol: as it is, but jamo in Latin letters. */
    public static String label(String symbol) {
        return JamoLabels.of(symbol);
    }

    /** SHA-256, in hexadecimal, of the symbols joined by line feeds: what a model and its caller compare. */
    public String sha256() {
        try {
            byte[] bytes = String.join("\n", symbols).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
