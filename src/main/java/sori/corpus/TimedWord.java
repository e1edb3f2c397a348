package sori.corpus;

import java.util.List;

/**
 * A word of a recording with the phones that were spoken. The phones are empty where a corpus brings no times.
 *
 * @param spoken lower-case letters and apostrophes
 * @param punctuation what follows it, or ""
 * @param startSeconds from the start of the recording; silence before the word is not part of it
 */
public record TimedWord(String spoken, String punctuation, double startSeconds, List<TimedPhone> phones) {
    public TimedWord {
        phones = List.copyOf(phones);
    }

    double endSeconds() {
        return phones.isEmpty() ? startSeconds : phones.get(phones.size() - 1).endSeconds();
    }
}
