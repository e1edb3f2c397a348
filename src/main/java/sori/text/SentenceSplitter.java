package sori.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Gives words their places in the written text, and cuts what is too long for one breath of the acoustic model. */
final class SentenceSplitter {
    /** Characters of spoken text, spaces included, in one sentence at most (a single word is never cut). */
    static final int LENGTH_MAX = 200;

    /** Clauses shorter than this aren't cut off, as long as there is another place to cut. */
    private static final int LENGTH_MIN = 60;

    private final CleanText clean;

    SentenceSplitter(CleanText clean) {
        this.clean = clean;
    }

    List<Sentence> sentences(Reading reading) {
        return reading.sentences().stream()
                .flatMap(this::cut)
                .map(words -> new Sentence(words.stream().map(this::placed).toList()))
                .toList();
    }

    private SpokenWord placed(Reading.Word word) {
        return new SpokenWord(
                word.spoken(), word.punctuation(), clean.writtenStart(word.start()), clean.writtenEnd(word.end()));
    }

    private Stream<List<Reading.Word>> cut(List<Reading.Word> sentence) {
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
        int clause = start;
        int expression = start;
        for (int i = start; i < sentence.size(); i++) {
            Reading.Word word = sentence.get(i);
            length += word.spoken().length() + word.punctuation().length() + 1;
            if (length > LENGTH_MAX + 1 && i > start) {
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
}
