package sori.text;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import sori.text.korean.KoreanPronunciation;

/** Spoken words of one sentence in Hangul, as they are spelled or as they sound next to each other. */
final class KoreanWords {
    private static final Pattern SPACE = Pattern.compile(" ");

    private KoreanWords() {}

    /** A string for each word. Words act on each other where both are written as they sound and no punctuation parts them. */
    static List<String> hangul(List<SpokenWord> words, EmbedMode[] modes) {
        List<String> hangul = new ArrayList<>(words.size());
        for (int start = 0; start < words.size(); ) {
            int end = start + 1;
            if (modes[start] == EmbedMode.LEXICON) {
                while (end < words.size()
                        && modes[end] == EmbedMode.LEXICON
                        && words.get(end - 1).punctuation().isEmpty()) {
                    end++;
                }
                hangul.addAll(sounding(words.subList(start, end)));
            } else {
                hangul.add(KoreanPronunciation.inHangul(composed(words.get(start))));
            }
            start = end;
        }
        return hangul;
    }

    private static List<String> sounding(List<SpokenWord> words) {
        List<String> spelled = words.stream().map(KoreanWords::composed).toList();
        String[] together = SPACE.split(KoreanPronunciation.of(String.join(" ", spelled)), -1);
        return together.length == spelled.size()
                ? List.of(together)
                : spelled.stream().map(KoreanPronunciation::of).toList(); // a space came of a foreign word
    }

    private static String composed(SpokenWord word) {
        return java.text.Normalizer.normalize(word.spoken(), Form.NFC);
    }
}
