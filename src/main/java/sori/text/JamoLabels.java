package sori.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Conjoining jamo in Latin letters, close to the Revised Romanization: for pictures, which are often drawn where there are no fonts for
 * Hangul. Final consonants begin with a hyphen, a silent first consonant is ø.
 */
final class JamoLabels {
    private static final String LEADS = "g kk n d tt r m b pp s ss ø j jj ch k t p h";
    private static final String VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i";
    private static final String TAILS =
            "-k -kk -ks -n -nj -nh -t -l -lk -lm -lb -ls -lth -lph -lh -m -p -ps -s -ss -ng -j -ch -kh -th -ph -h";

    private static final Map<String, String> LABELS = labels();

    private JamoLabels() {}

    /** Of a jamo of the Korean table; any other symbol as it is. */
    static String of(String symbol) {
        return LABELS.getOrDefault(symbol, symbol);
    }

    private static Map<String, String> labels() {
        List<String> jamo = new ArrayList<>(SymbolTable.korean().symbols());
        jamo.removeIf(symbol -> symbol.charAt(0) < 0x1100);
        String[] names = (LEADS + " " + VOWELS + " " + TAILS).split(" ");
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            labels.put(jamo.get(i), names[i]);
        }
        return labels;
    }
}
