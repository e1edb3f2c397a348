package sori.text;

import java.util.List;

/** Written text to spoken words. Total: any Unicode string is accepted. Implementations are immutable and thread-safe. */
public interface Normalizer {
    /** BCP 47 language, such as {@code en}. */
    String language();

    /** The sentences in the order of the text; empty when nothing in it can be spoken. Spans are ordered and inside the text. */
    List<Sentence> normalize(String text);
}
