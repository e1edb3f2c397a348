package sori.text.rules;

import java.util.List;

/** Tells which pronunciation of a word is meant, by the sentence around it. Thread-safe. */
public interface SenseChooser {
    /** For a language none of whose words has several. */
    SenseChooser NONE = new SenseChooser() {
        @Override
        public boolean concerns(String word) {
            return false;
        }

        @Override
        public List<String> senses(List<Token> sentence) {
            return sentence.stream().map(token -> "").toList();
        }
    };

    /** Whether a spoken word has several pronunciations. */
    boolean concerns(String word);

    /** The sense of each token of a sentence as it was written, "" where there is none to choose. */
    List<String> senses(List<Token> sentence);
}
