package sori.registry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sori.voice.VoiceCatalog;

/** A version of a voice, written {@code voice@version}. */
public record ModelId(String voice, String version) implements Comparable<ModelId> {
    private static final Pattern FORM = Pattern.compile("([^@]+)@([^@]+)");
    /** Matching a longer one could take a stack as deep as it is long. */
    private static final int MOST_CHARS = 64;

    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})*");

    /** @throws ModelRefusedException if it is not of the form {@code voice@version} */
    public static ModelId parse(String text) throws ModelRefusedException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new ModelRefusedException("'" + text + "' names no version of a voice; write it like en-slt@2");
        }
        return new ModelId(form.group(1), form.group(2));
    }

    /** Whether a word can be a version: numbers joined by dots. */
    public static boolean isVersion(String word) {
        return word.length() <= MOST_CHARS && NUMBERS.matcher(word).matches();
    }

    /** By name, then oldest first; what is no version comes before all versions. */
    @Override
    public int compareTo(ModelId other) {
        int byName = voice.compareTo(other.voice);
        if (byName != 0) {
            return byName;
        }
        boolean numbers = isVersion(version);
        if (numbers != isVersion(other.version)) {
            return numbers ? 1 : -1;
        }
        return numbers ? VoiceCatalog.VERSIONS.compare(version, other.version) : version.compareTo(other.version);
    }

    @Override
    public String toString() {
        return voice + "@" + version;
    }
}
