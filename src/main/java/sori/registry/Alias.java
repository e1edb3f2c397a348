package sori.registry;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A name for a version of a voice.
 *
 * @param name {@link #STABLE}, or any other in lower-case letters, digits and hyphens that begins with a letter
 * @param version which version
 * @param percent share of the keys that get this version in place of stable's, or beside it for {@link #SHADOW}; absent when it is
 *     reached by name only
 */
public record Alias(String name, String version, OptionalInt percent) {
    /** What a text gets that names no version. */
    public static final String STABLE = "stable";

    /** Speaks its share of the keys beside the version that is heard, where nobody listens; never in its place. */
    public static final String SHADOW = "shadow";

    /** What is about to be promoted: instances load it, and nobody is sent there. */
    static final String NEXT = "next";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** Whether a word can name an alias; a version begins with a digit and never can. */
    public static boolean isName(String word) {
        return NAME.matcher(word).matches();
    }

    /** Whether a text may get this version, by name or without: none is sent to a shadow, or to what is yet to be promoted. */
    public boolean isHeard() {
        return !name.equals(SHADOW) && !name.equals(NEXT);
    }

    /** Share of the keys that hear this version in place of stable's, in percent. */
    int heardPercent() {
        return name.equals(SHADOW) ? 0 : percent.orElse(0);
    }

    @Override
    public String toString() {
        return name + " " + version + (percent.isPresent() ? " (" + percent.getAsInt() + " %)" : "");
    }
}
