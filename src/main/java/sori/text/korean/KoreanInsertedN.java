package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;

/**
 * Where an ㄴ is put before a word's part that begins with 이, 야, 여, 요 or 유, behind a consonant (Standard Pronunciation, article 29):
 * 막일 is [망닐], 영업용 [영엄뇽]. Spelling doesn't tell a part from an ending, so the parts stand in {@code korean-inserted-n.tsv}.
 */
final class KoreanInsertedN {
    /** @param before what must stand before the part; empty: anything */
    private record Part(String text, Set<String> before) {}

    private static final Map<Character, List<Part>> PARTS = parts("part");
    private static final Map<Character, List<Part>> WORDS = parts("word");
    private static final Set<String> SUFFIXES = row("suffix");
    private static final Set<String> WHOLE = row("whole");

    /** What may stand behind a suffix. */
    private static final String PARTICLES = "이가은는을를의에도만과와로으까부보처마입인이";

    private KoreanInsertedN() {}

    /** Whether the syllable at an index, which begins with a vowel, takes an ㄴ; behind a space it begins a word. */
    static boolean takes(String text, int at) {
        boolean apart = text.charAt(at - 1) == ' ';
        int end = apart ? at - 1 : at;
        if (end == 0
                || !KoreanSyllables.isSyllable(text.charAt(end - 1))
                || KoreanSyllables.tail(text.charAt(end - 1)) == 0) {
            return false;
        }
        return apart ? isListed(WORDS, text, at, end) : isListed(PARTS, text, at, end) || isSuffix(text, at);
    }

    private static boolean isListed(Map<Character, List<Part>> parts, String text, int at, int end) {
        for (Part part : parts.getOrDefault(text.charAt(at), List.of())) {
            boolean before = part.before.isEmpty() || part.before.stream().anyMatch(each -> endsWith(text, end, each));
            if (before && text.startsWith(part.text, at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text ends so before an index; "-ㄴ" and "-ㄹ" are that final consonant. */
    private static boolean endsWith(String text, int end, String wanted) {
        int tail = KoreanSyllables.tail(text.charAt(end - 1));
        return switch (wanted) {
            case "-ㄴ" -> tail == 4;
            case "-ㄹ" -> tail == 8;
            default -> text.startsWith(wanted, end - wanted.length());
        };
    }

    /** 용 of 영업용: behind two syllables or more that make no word with it, as 작용 does. */
    private static boolean isSuffix(String text, int at) {
        int start = text.lastIndexOf(' ', at) + 1;
        boolean ends =
                at + 1 == text.length() || text.charAt(at + 1) == ' ' || PARTICLES.indexOf(text.charAt(at + 1)) >= 0;
        return at - start >= 2
                && ends
                && SUFFIXES.contains(text.substring(at, at + 1))
                && !WHOLE.contains(text.substring(at - 1, at + 1));
    }

    private static Map<Character, List<Part>> parts(String kind) {
        Map<Character, List<Part>> parts = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-inserted-n.tsv")) {
            if (row.get(0).equals(kind)) {
                Set<String> before =
                        row.get(2).equals("-") ? Set.of() : Set.of(row.get(2).split(" "));
                for (String part : row.get(1).split(" ")) {
                    parts.merge(part.charAt(0), List.of(new Part(part, before)), KoreanInsertedN::joined);
                }
            }
        }
        return parts;
    }

    private static List<Part> joined(List<Part> some, List<Part> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static Set<String> row(String kind) {
        return TextTable.rows("korean-inserted-n.tsv").stream()
                .filter(row -> row.get(0).equals(kind))
                .flatMap(row -> Set.of(row.get(1).split(" ")).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
