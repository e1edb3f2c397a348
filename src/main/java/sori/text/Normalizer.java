package sori.text;

import java.util.List;
import java.util.Optional;

/** Written text to spoken words. Total: any Unicode string is accepted. Implementations are immutable and thread-safe. */
public interface Normalizer {
    /** BCP 47 language, such as {@code en}. */
    String language();

    /** The sentences in the order of the text; empty when nothing in it can be spoken. Spans are ordered and inside the text. */
    List<Sentence> normalize(String text);

    /** The same normalizer with a user's own words before its rules; itself, where it has no place for them. */
    default Normalizer with(UserWords words) {
        return this;
    }

    /** The same normalizer with another reading of emoji; itself, where the language has no names for them. */
    default Normalizer with(EmojiReading emoji) {
        return this;
    }

    /** The same normalizer with another reading of code between fences; itself, where it knows of none. */
    default Normalizer with(CodeReading code) {
        return this;
    }

    /** The same normalizer with another way to cut; itself, where it knows of none. */
    default Normalizer with(Cut cut) {
        return this;
    }

    /** Begins a text that comes in parts. {@link #within} is no bound for it. */
    default GrowingText begin() {
        return resume(GrowingText.State.BEGINNING);
    }

    /** Goes on with a text that this normalizer, or its equal, began. */
    GrowingText resume(GrowingText.State state);

    /**
     * The same normalizer with a bound on what it reads: a text that would take longer to speak ends in a
     * {@link TooLongToSpeakException} as soon as that shows, before all of it is read.
     *
     * @param seconds by {@link SpokenTime}
     */
    default Normalizer within(int seconds) {
        return this;
    }

    /**
     * How a text is read that is told to be of a class, as SSML's {@code say-as} does: {@code cardinal}, {@code ordinal},
     * {@code digits}, {@code characters}, {@code date}, {@code time}, {@code money} and others of the semiotic classes.
     *
     * @return words separated by spaces; empty if the class is unknown, or nothing can be said
     */
    default Optional<String> readAs(String interpretAs, String text) {
        return Optional.empty();
    }

    /** The words of a text that is in spoken form already, parted by spaces, each in the sense that it has there. */
    default List<SpokenWord> spoken(String spokenText) {
        return SpokenWord.split(spokenText);
    }

    /** What the text's expressions were taken for, in the order of the text. */
    default List<Explained> explain(String text) {
        return normalize(text).stream()
                .flatMap(sentence -> sentence.words().stream())
                .map(word -> new Explained("", word.sourceStart(), word.sourceEnd(), word.spoken()))
                .toList();
    }
}
