package sori.text.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UScript;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatinLettersTest {
    /** ICU takes 20 microseconds for each, and it is kept; a run of them in one go would take as long every time. */
    @Test
    void everyCharacterOfTheHanScriptIsLookedUpByItself() {
        List<Integer> together = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean sample = c % 97 == 0 || !Character.isIdeographic(c); // all the odd ones, and some of the many
            if (sample && Character.isLetter(c) && UScript.getScript(c) == UScript.HAN) {
                String one = Character.toString(c);
                String alone = LatinLetters.ofAnyScript(one);
                if (!LatinLetters.ofAnyScript(one.repeat(3)).equals(alone + " " + alone + " " + alone)) {
                    together.add(c);
                }
            }
        }
        assertThat(together).isEmpty();
    }
}
