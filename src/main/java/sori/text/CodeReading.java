package sori.text;

/** What becomes of code between fences ({@code ```}) in a text. Nobody wants to hear the code itself. */
public enum CodeReading {
    /** That there is some is said where it begins. */
    ANNOUNCED,
    /** It is passed over. */
    SKIPPED
}
