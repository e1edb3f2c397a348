package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sori.text.Sentence;
import sori.text.SpokenWord;

/** Gives words their places in the written text, and cuts what is too long for one breath of the acoustic model. */
final class SentenceSplitter {
    /** Characters of spoken text, spaces included, in one sentence at most; {@link Reading} holds its words to that. */
    static final int LENGTH_MAX = 200;

    /** So many symbols a sentence may well have in a voice's table: letters that are spelled take the most. */
    private static final int SYMBOLS_MAX = 900;

    private static final int SPELLED_SYMBOLS = 8;
    private static final int SYLLABLE_SYMBOLS = 3;
    private static final int LETTER_SYMBOLS = 2;

    /** Clauses shorter than this aren't cut off, as long as there is another place to cut. */
    private static final int LENGTH_MIN = 60;

    private final CleanText clean;
    private final int offset;

    /** @param offset of the clean text's source within the written text */
    SentenceSplitter(CleanText clean, int offset) {
        this.clean = clean;
        this.offset = offset;
    }

    /** @param sentences in the cleaned text's places */
    List<Sentence> sentences(List<List<Reading.Word>> sentences) {
        return sentences.stream()
                .flatMap(SentenceSplitter::cut)
                .map(words -> new Sentence(words.stream().map(this::placed).toList()))
                .toList();
    }

    private SpokenWord placed(Reading.Word word) {
        return new SpokenWord(
                word.spoken(),
                word.punctuation(),
                offset + clean.writtenStart(word.start()),
                offset + clean.writtenEnd(word.end()),
                word.sense());
    }

    private static Stream<List<Reading.Word>> cut(List<Reading.Word> sentence) {
        List<List<Reading.Word>> parts = new ArrayList<>();
        int start = 0;
        while (start < sentence.size()) {
            int end = endOfPart(sentence, start);
            parts.add(sentence.subList(start, end));
            start = end;
        }
        return parts.stream();
    }

    /** After the last clause that fits, else before the first word that doesn't, if possible not inside a number. */
    private static int endOfPart(List<Reading.Word> sentence, int start) {
        int length = 0;
        int symbols = 0;
        int clause = start;
        int expression = start;
        for (int i = start; i < sentence.size(); i++) {
            Reading.Word word = sentence.get(i);
            length += word.spoken().length() + word.punctuation().length() + 1;
            symbols += symbols(word.spoken());
            if ((length > LENGTH_MAX + 1 || symbols > SYMBOLS_MAX) && i > start) {
                return clause > start ? clause : expression > start ? expression : i;
            }
            boolean whole = i + 1 < sentence.size() && sentence.get(i + 1).start() != word.start();
            if (whole && length >= LENGTH_MIN) {
                expression = i + 1;
                clause = word.punctuation().isEmpty() ? clause : i + 1;
            }
        }
        return sentence.size();
    }

    /** About how many symbols a word and the space behind it have. */
    private static int symbols(String spoken) {
        boolean spelled = spoken.length() == 1 || LettersRule.lacksVowel(spoken);
        int letter = spelled ? SPELLED_SYMBOLS : LETTER_SYMBOLS;
        int symbols = 1;
        for (int i = 0; i < spoken.length(); i++) {
            symbols += KoreanSyllables.isSyllable(spoken.charAt(i)) ? SYLLABLE_SYMBOLS : letter;
        }
        return symbols;
    }
}
