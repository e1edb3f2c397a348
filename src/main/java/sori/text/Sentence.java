package sori.text;

import java.util.List;

/** What is spoken in one breath of the acoustic model: a sentence, or a part of a very long one. Never empty. */
public record Sentence(List<SpokenWord> words) {
    public Sentence {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a sentence needs at least one word");
        }
    }
}
