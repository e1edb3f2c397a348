package sori.text.rules;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import sori.text.TextTable;

/**
 * Text with plain characters instead of their many forms (quotes, spaces, full-width and styled letters, digits of any
 * script; letters and their accents composed; entities by their characters, divided words whole), without what can't be seen, and with the way back to the text as it was
 * written. Works on any string, unpaired surrogates included, in one pass.
 */
public final class CleanText {
    /** Stands before a number that was set high, as a power is; no text has it, as it is for private use. */
    public static final String RAISED = "\ue000";

    private static final Map<Integer, String> CHARACTERS = characters();
    private static final Normalizer2 COMPATIBILITY = Normalizer2.getNFKCInstance();

    private final StringBuilder clean = new StringBuilder();
    private int[] starts;
    private int[] ends;

    public CleanText(CharSequence written) {
        starts = new int[written.length() + 16];
        ends = new int[written.length() + 16];
        for (int at = 0; at < written.length(); ) {
            at = take(written, at);
        }
    }

    /** Takes the character at an index, or what stands for one; gives the index after it. */
    private int take(CharSequence written, int at) {
        int codePoint = Character.codePointAt(written, at);
        int next = at + Character.charCount(codePoint);
        if (codePoint == '&') {
            Entities.Entity entity = Entities.at(written, at);
            return entity == null ? add("&", at, next) : addPlain(entity.codePoint(), at, entity.end());
        }
        boolean hyphen = codePoint == '-' || codePoint == '\u00ad' || codePoint == '\u2010';
        int divided = hyphen ? LineEnds.afterDivision(written, at) : LineEnds.NONE;
        if (divided != LineEnds.NONE) {
            return add("", at, divided);
        }
        int compound = hyphen ? LineEnds.afterCompound(written, at) : LineEnds.NONE;
        if (compound != LineEnds.NONE) {
            return add("-", at, compound);
        }
        int marker = LineMarkers.end(written, at);
        if (marker > at) {
            return add("", at, marker);
        }
        int circled = Circled.value(codePoint);
        if (circled > 0) {
            boolean apart = !clean.isEmpty() && Character.isLetterOrDigit(clean.charAt(clean.length() - 1));
            return add((apart ? " " : "") + circled, at, next);
        }
        if (codePoint == '\n') {
            return add(LineEnds.ends(written, 0, at) ? "\n" : " ", at, next);
        }
        if (codePoint > 0x7f && Superscripts.isPower(written, at)) {
            String plain = String.valueOf(Superscripts.plain((char) codePoint));
            return add(Superscripts.isFirst(written, at) ? RAISED + plain : plain, at, next);
        }
        return addPlain(codePoint, at, next);
    }

    private int addPlain(int codePoint, int start, int end) {
        if (codePoint >= ' ' && codePoint < 0x7f) {
            return add(String.valueOf((char) codePoint), start, end);
        }
        if (!composed(codePoint, end)) {
            add(plain(codePoint), start, end);
        }
        return end;
    }

    public String text() {
        return clean.toString();
    }

    /** Index in the written text of the character that gave the clean one. */
    int writtenStart(int cleanIndex) {
        return starts[cleanIndex];
    }

    /** Index in the written text after the character that gave the clean one before {@code cleanEnd}. */
    int writtenEnd(int cleanEnd) {
        return ends[cleanEnd - 1];
    }

    /** Index of the first clean character that comes of the written text from an index on. */
    int cleanIndex(int writtenIndex) {
        int index = Arrays.binarySearch(starts, 0, clean.length(), writtenIndex);
        index = index < 0 ? -1 - index : index;
        while (index > 0 && starts[index - 1] == writtenIndex) {
            index--;
        }
        return index;
    }

    private int add(String plain, int start, int end) {
        if (plain.isEmpty() && !clean.isEmpty()) {
            ends[clean.length() - 1] = end; // an accent belongs to its letter
        }
        int length = clean.length() + plain.length();
        if (length > starts.length) {
            starts = Arrays.copyOf(starts, 2 * length);
            ends = Arrays.copyOf(ends, 2 * length);
        }
        Arrays.fill(starts, clean.length(), length, start);
        Arrays.fill(ends, clean.length(), length, end);
        clean.append(plain);
        return end;
    }

    /**
     * Whether an accent went onto the letter before it, or a conjoining jamo into the syllable (Unicode 16, 3.12: Hangul is
     * composed by arithmetic).
     */
    private boolean composed(int codePoint, int end) {
        char last = clean.isEmpty() ? 0 : clean.charAt(clean.length() - 1);
        int lead = last - 0x1100;
        int accented = last == 0 ? -1 : COMPATIBILITY.composePair(last, codePoint);
        if (accented > 0 && accented <= 0xffff && Character.isLetter(last)) {
            clean.setCharAt(clean.length() - 1, (char) accented);
            ends[clean.length() - 1] = end;
            return true;
        }
        boolean vowel = codePoint >= 0x1161 && codePoint <= 0x1175 && lead >= 0 && lead < 19;
        boolean openSyllable = last >= 0xac00 && last <= 0xd7a3 && (last - 0xac00) % 28 == 0;
        boolean tail = codePoint >= 0x11a8 && codePoint <= 0x11c2 && openSyllable;
        if (!vowel && !tail) {
            return false;
        }
        int syllable = vowel ? 0xac00 + (lead * 21 + codePoint - 0x1161) * 28 : last + codePoint - 0x11a7;
        clean.setCharAt(clean.length() - 1, (char) syllable);
        ends[clean.length() - 1] = end;
        return true;
    }

    private static String plain(int codePoint) {
        String listed = CHARACTERS.get(codePoint);
        if (listed != null) {
            return listed;
        }
        if (codePoint >= 0x3131 && codePoint <= 0x318e) {
            return Character.toString(codePoint); // a jamo that stands alone must not conjoin
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE -> " ";
            case Character.SPACE_SEPARATOR -> " ";
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> "\n";
            case Character.FORMAT, Character.PRIVATE_USE, Character.UNASSIGNED, Character.ENCLOSING_MARK -> "";
            case Character.NON_SPACING_MARK ->
                UScript.getScript(codePoint) == UScript.INHERITED ? "" : Character.toString(codePoint);
            case Character.DECIMAL_DIGIT_NUMBER -> String.valueOf(UCharacter.digit(codePoint, 10));
            case Character.DASH_PUNCTUATION -> "-";
            default -> compatible(codePoint);
        };
    }

    private static String compatible(int codePoint) {
        return COMPATIBILITY.normalize(Character.toString(codePoint));
    }

    private static Map<Integer, String> characters() {
        Map<Integer, String> characters = new HashMap<>();
        for (var row : TextTable.rows("characters.tsv")) {
            String plain = row.get(1).equals("(nothing)") ? "" : row.get(1).replace('_', ' ');
            row.get(0).codePoints().forEach(c -> characters.put(c, plain));
        }
        return characters;
    }
}
