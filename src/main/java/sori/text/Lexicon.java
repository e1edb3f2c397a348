package sori.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * How words are pronounced: spoken word to phones (ARPAbet without the table's {@code @}, vowels with stress 0 or 1).
 * Immutable.
 */
public final class Lexicon {
    /** Knows no word, so that everything is spoken from its letters. */
    public static final Lexicon EMPTY = new Lexicon(Map.of());

    /** Ten times the largest that we know. */
    static final int MOST_ENTRIES = 1_000_000;

    static final int MOST_LINE_CHARS = 1_000;

    /** Ten times the largest that we know, once it is unpacked. */
    static final int MOST_CHARS = 32 << 20;

    private static final String TOO_LONG = "is longer than " + MOST_LINE_CHARS + " characters";

    private static final String POSSESSIVE = "'s";

    // A word's phones joined by spaces: a tenth of the memory that a list for each of 100,000 words takes.
    private final Map<String, String> phonesByWord;

    private Lexicon(Map<String, String> phonesByWord) {
        this.phonesByWord = phonesByWord;
    }

    /** A lexicon of the given words, each with its phones joined by single spaces, as in {@code "AH0 B AW1 T"}. */
    public static Lexicon of(Map<String, String> phonesByWord) {
        return new Lexicon(Map.copyOf(phonesByWord));
    }

    /**
     * Reads a gzip file in UTF-8, one line a word: {@code about<TAB>AX0 B AW1 T}. Stops at the first thing that no lexicon has, so that
     * a small file cannot fill the memory.
     *
     * @throws IOException if the file can't be read, a line isn't a word, a tab and phones, or the lexicon is larger than {@value
     *     #MOST_ENTRIES} lines of at most {@value #MOST_LINE_CHARS} characters and {@value #MOST_CHARS} in all
     */
    public static Lexicon read(Path gzip) throws IOException {
        Map<String, String> phonesByWord = new HashMap<>();
        try (Reader text = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzip), 1 << 16), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            long chars = 0;
            for (int c = text.read(); c >= 0; c = text.read()) {
                require(++chars <= MOST_CHARS, gzip, phonesByWord, "goes on after " + MOST_CHARS + " characters");
                if (c == '\n') {
                    add(line, gzip, phonesByWord);
                } else {
                    line.append((char) c);
                    require(line.length() <= MOST_LINE_CHARS, gzip, phonesByWord, TOO_LONG);
                }
            }
            if (!line.isEmpty()) {
                add(line, gzip, phonesByWord);
            }
        }
        return new Lexicon(phonesByWord);
    }

    private static void add(StringBuilder line, Path gzip, Map<String, String> phonesByWord) throws IOException {
        int end = line.length() > 0 && line.charAt(line.length() - 1) == '\r' ? line.length() - 1 : line.length();
        int tab = line.indexOf("\t");
        require(tab > 0 && tab < end - 1, gzip, phonesByWord, "is not a word, a tab and phones");
        phonesByWord.put(line.substring(0, tab), line.substring(tab + 1, end));
        require(phonesByWord.size() <= MOST_ENTRIES, gzip, phonesByWord, "is one too many");
        line.setLength(0);
    }

    private static void require(boolean holds, Path gzip, Map<String, String> read, String complaint)
            throws IOException {
        if (!holds) {
            throw new IOException(gzip + ": entry " + (read.size() + 1) + " " + complaint);
        }
    }

    /** The phones of a spoken word, such as {@code [AX0, B, AW1, T]}, or its possessive; empty if the word is unknown. */
    public Optional<List<String>> phones(String spokenWord) {
        String phones = phonesByWord.get(spokenWord);
        if (phones == null && spokenWord.endsWith(POSSESSIVE)) {
            String owner = phonesByWord.get(spokenWord.substring(0, spokenWord.length() - POSSESSIVE.length()));
            phones = owner == null ? null : owner + possessive(owner);
        }
        return phones == null ? Optional.empty() : Optional.of(List.of(phones.split(" ")));
    }

    /** The English ending: its own syllable after a sibilant, voiceless after a voiceless sound. */
    private static String possessive(String phones) {
        return switch (phones.substring(phones.lastIndexOf(' ') + 1)) {
            case "S", "Z", "SH", "ZH", "CH", "JH" -> " AX0 Z";
            case "P", "T", "K", "F", "TH" -> " S";
            default -> " Z";
        };
    }

    /** The name of a letter, where that differs from the word of the same spelling: the A of "USA" is no article. */
    Optional<List<String>> letterName(String letter) {
        return phones(letter.substring(0, 1).toUpperCase(Locale.ROOT) + letter.substring(1))
                .or(() -> phones(letter));
    }

    /** Number of words. */
    public int size() {
        return phonesByWord.size();
    }
}
