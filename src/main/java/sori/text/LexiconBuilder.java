package sori.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a voice's lexicon file from the CMU dictionary in the form in which Festival holds it ({@code cmudict-0.4.out}):
 * {@code ("about" nil (((ax) 0) ((b aw t) 1)))}, that is word, part of speech, and syllables with their stress.
 *
 * <p>Of several pronunciations of a spelling the one in {@code homographs.tsv} is taken, else the first; contractions
 * come from {@code lexicon-additions.tsv}. Entries with
 * phones that {@link SymbolTable#english()} lacks, or with characters that no spoken word has, are left out. The same
 * dictionary gives the same bytes.
 */
public final class LexiconBuilder {
    private static final Pattern ENTRY = Pattern.compile("^\\(\"([^\"]+)\" (\\S+) \\((.*)\\)\\)\\s*$");
    private static final Pattern SYLLABLE = Pattern.compile("\\(\\(([a-z ]+)\\) ([01])\\)");
    private static final Pattern SPOKEN = Pattern.compile("(?<!')'*[a-z][a-z']*");

    private LexiconBuilder() {}

    /**
     * Writes {@code out} in the form that {@link Lexicon#read} takes, sorted by word.
     *
     * @throws IOException if a file can't be read or written, or the dictionary holds no entry
     */
    public static void build(Path festivalDictionary, Path out) throws IOException {
        Map<String, String> preferred = TextTable.pairs("homographs.tsv");
        Map<String, String> phonesByWord = new TreeMap<>();
        try (Stream<String> lines = Files.lines(festivalDictionary, StandardCharsets.ISO_8859_1)) {
            lines.map(ENTRY::matcher).filter(Matcher::matches).forEach(entry -> add(entry, preferred, phonesByWord));
        }
        if (phonesByWord.isEmpty()) {
            throw new IOException(festivalDictionary + " holds no entry of a Festival dictionary");
        }
        phonesByWord.putAll(TextTable.pairs("lexicon-additions.tsv"));
        StringBuilder text = new StringBuilder();
        phonesByWord.forEach(
                (word, phones) -> text.append(word).append('\t').append(phones).append('\n'));
        try (OutputStream gzip = new SmallestGzip(Files.newOutputStream(out))) {
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(Matcher entry, Map<String, String> preferred, Map<String, String> phonesByWord) {
        String word = entry.group(1).toLowerCase(Locale.ROOT);
        if (!SPOKEN.matcher(word).matches()) {
            return;
        }
        phones(entry.group(3)).ifPresent(phones -> {
            if (entry.group(2).equals(preferred.get(word))) {
                phonesByWord.put(word, phones);
            } else {
                phonesByWord.putIfAbsent(word, phones);
            }
        });
    }

    private static Optional<String> phones(String syllables) {
        SymbolTable table = SymbolTable.english();
        StringBuilder phones = new StringBuilder();
        Matcher syllable = SYLLABLE.matcher(syllables);
        while (syllable.find()) {
            String stress = syllable.group(2);
            for (String name : syllable.group(1).toUpperCase(Locale.ROOT).split(" ")) {
                String phone = Stream.of(name, name + stress)
                        .filter(p -> table.contains("@" + p))
                        .findFirst()
                        .orElse("");
                if (phone.isEmpty()) {
                    return Optional.empty();
                }
                phones.append(phones.isEmpty() ? "" : " ").append(phone);
            }
        }
        return phones.isEmpty() ? Optional.empty() : Optional.of(phones.toString());
    }

    /** Gzip at the highest level; the JDK writes no time and no file name into the header. */
    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
