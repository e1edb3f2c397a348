package sori.text.ssml;

/** A text that was said to be SSML isn't well-formed XML, or nests too deeply. The message says what and where. */
public final class SsmlException extends Exception {
    private static final long serialVersionUID = 1L;

    SsmlException(String what, int index) {
        super("broken SSML: " + what + " at index " + index);
    }
}
