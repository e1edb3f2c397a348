package sori.corpus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sori.text.EmbedMode;
import sori.text.EncodedSentence;
import sori.text.Lexicon;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;

/** The texts of a corpus, checked one by one against a symbol table and each other. Not thread-safe. */
final class CorpusTexts {
    /** Signs that are read out as words. */
    private static final String HEARD_SIGNS = "%&+=@#°";

    private final SymbolTable table;
    private final int heldOut;
    private final SymbolEncoder encoder;
    private final Findings findings;
    private final Map<String, String> idOfText = new HashMap<>();
    private final Map<Integer, Boolean> known = new HashMap<>();
    private final Map<Corpus.Split, Integer> lists = new EnumMap<>(Corpus.Split.class);
    private final List<Integer> lengths = new ArrayList<>();
    private final long[] counts;

    /** Takes what is found. */
    interface Findings {
        void add(CorpusDefect defect, String place, String detail);
    }

    CorpusTexts(SymbolTable table, int heldOut, Findings findings) {
        this.heldOut = heldOut;
        this.table = table;
        this.encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.CHARACTERS);
        this.findings = findings;
        this.counts = new long[table.size()];
        for (Corpus.Split split : Corpus.Split.values()) {
            lists.put(split, 0);
        }
    }

    /** A text without capitals and punctuation: what is heard of it. */
    static String words(String text) {
        return Corpus.sameText(text.replaceAll("[^\\p{L}\\p{M}\\p{N}']+", " "));
    }

    /** @return how many characters the model sees, the end symbol left out */
    int check(CorpusFiles.Item item) {
        lists.merge(Corpus.Split.of(item.text(), heldOut), 1, Integer::sum);
        String first = idOfText.putIfAbsent(Corpus.sameText(item.text()), item.id());
        if (first != null) {
            findings.add(CorpusDefect.SAME_TEXT, item.id(), "as " + first + ": " + item.text());
        }
        EncodedSentence encoded = encoder.encode(SpokenWord.split(item.text()));
        for (int symbol : encoded.symbols()) {
            counts[symbol]++;
        }
        int characters = Math.max(0, encoded.symbols().length - 1); // but for the end symbol
        lengths.add(characters);
        if (characters == 0) {
            findings.add(CorpusDefect.UNSPEAKABLE, item.id(), item.text());
        } else {
            checkUnknown(item);
        }
        return characters;
    }

    private void checkUnknown(CorpusFiles.Item item) {
        Set<String> letters = new TreeSet<>();
        Set<String> signs = new TreeSet<>();
        item.text()
                .codePoints()
                .filter(c -> c != ' ' && !known.computeIfAbsent(c, this::isKnown))
                .forEach(c -> (isHeard(c) ? letters : signs).add(Character.toString(c)));
        if (!letters.isEmpty()) {
            findings.add(CorpusDefect.UNKNOWN_LETTERS, item.id(), String.join(" ", letters) + " in: " + item.text());
        }
        if (!signs.isEmpty()) {
            findings.add(CorpusDefect.UNKNOWN_SIGNS, item.id(), String.join(" ", signs) + " in: " + item.text());
        }
    }

    private boolean isKnown(int character) {
        return character == '{' || encoder.knows(character);
    }

    private static boolean isHeard(int character) {
        return Character.isLetterOrDigit(character)
                || Character.getType(character) == Character.CURRENCY_SYMBOL
                || HEARD_SIGNS.indexOf(character) >= 0;
    }

    /** What can be said when all texts were seen. */
    void finish() {
        lists.forEach((list, size) -> {
            if (size == 0) {
                findings.add(
                        CorpusDefect.EMPTY_LIST,
                        list.name().toLowerCase(Locale.ROOT),
                        "no text of " + lengths.size() + " has a hash for this list");
            }
        });
    }

    /** @param seconds of the recordings */
    CorpusStatistics statistics(double[] seconds) {
        Map<String, Long> coverage = new LinkedHashMap<>();
        for (int i = 0; i < table.size(); i++) {
            String symbol = table.symbol(i);
            if (!symbol.startsWith("@")
                    && !Set.of(SymbolTable.PADDING, SymbolTable.END).contains(symbol)) {
                coverage.put(symbol.equals(" ") ? "space" : symbol, counts[i]);
            }
        }
        double[] characters = lengths.stream().mapToDouble(Integer::doubleValue).toArray();
        return new CorpusStatistics(seconds, characters, lists, coverage);
    }
}
