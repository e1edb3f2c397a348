package sori.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The line form of a recording's phones: {@code id<TAB>word start phone/stress/end ...<TAB>word ...}, times in seconds,
 * phones as the teacher names them (lower-case ARPAbet, stress 0 or 1 of the syllable).
 */
final class AlignmentFile {
    private static final String VOWEL_STARTS = "aeiou";

    private AlignmentFile() {}

    /** The id of the recording that the line is about. */
    static String id(String line) {
        return line.substring(0, line.indexOf('\t'));
    }

    /** The line of a recording. */
    public static String line(String id, List<TimedWord> words) {
        StringBuilder line = new StringBuilder(id);
        for (TimedWord word : words) {
            line.append(String.format(Locale.ROOT, "\t%s %.4f", word.spoken(), word.startSeconds()));
            for (TimedPhone phone : word.phones()) {
                String name = phone.symbol().substring(1).toLowerCase(Locale.ROOT);
                boolean vowel = Character.isDigit(name.charAt(name.length() - 1));
                int letters = name.length() - (vowel ? 1 : 0);
                String stress = vowel ? name.substring(letters) : "0";
                line.append(String.format(
                        Locale.ROOT, " %s/%s/%.4f", name.substring(0, letters), stress, phone.endSeconds()));
            }
        }
        return line.toString();
    }

    /**
     * @param text the prompt that was read, whose words give spelling and punctuation
     * @return the prompt's words with times; empty when the teacher's words are not the prompt's, so that no wrong pair of
     *     letters and sounds gets into the training
     */
    static List<TimedWord> words(String line, String text) {
        String[] spoken = line.substring(line.indexOf('\t') + 1).split("\t");
        String[] written = text.split(" ");
        if (spoken.length != written.length) {
            return List.of();
        }
        List<TimedWord> words = new ArrayList<>();
        for (int i = 0; i < written.length; i++) {
            int letters = written[i].length();
            while (letters > 0 && ",.?!;:".indexOf(written[i].charAt(letters - 1)) >= 0) {
                letters--;
            }
            String[] parts = spoken[i].split(" ");
            String name = written[i].substring(0, letters).toLowerCase(Locale.ROOT);
            if (!parts[0].equals(name) || parts.length < 3) {
                return List.of();
            }
            List<TimedPhone> phones = new ArrayList<>();
            for (int j = 2; j < parts.length; j++) {
                phones.add(phone(parts[j]));
            }
            words.add(new TimedWord(name, written[i].substring(letters), Double.parseDouble(parts[1]), phones));
        }
        return words;
    }

    private static TimedPhone phone(String part) {
        String[] fields = part.split("/");
        String name = fields[0].toUpperCase(Locale.ROOT);
        boolean vowel = VOWEL_STARTS.indexOf(fields[0].charAt(0)) >= 0;
        return new TimedPhone("@" + name + (vowel ? fields[1] : ""), Double.parseDouble(fields[2]));
    }
}
