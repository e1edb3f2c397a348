package sori.text.english;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishNumbersTest {
    private final RuleBasedNumberFormat icu = new RuleBasedNumberFormat(ULocale.US, RuleBasedNumberFormat.SPELLOUT);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void spellsNumbersAsIcuDoes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            long number = random.nextLong() >>> (1 + random.nextInt(63));
            if (number < 1_000_000_000_000_000_000L) {
                assertThat(EnglishNumbers.cardinal(Long.toString(number))).isEqualTo(icu(number, "%spellout-cardinal"));
                assertThat(EnglishNumbers.ordinal(Long.toString(number))).isEqualTo(icu(number, "%spellout-ordinal"));
            }
        }
    }

    @ParameterizedTest(name = "{0} is the year {1}")
    @CsvSource({
        "1900, nineteen hundred",
        "1905, nineteen o five",
        "1984, nineteen eighty four",
        "2000, two thousand",
        "2009, two thousand nine",
        "2010, twenty ten"
    })
    void readsYears(String digits, String spoken) {
        assertThat(EnglishNumbers.year(digits)).isEqualTo(spoken);
    }

    @ParameterizedTest(name = "house {0} is {1}")
    @CsvSource({
        "7, seven",
        "123, one twenty three",
        "1205, twelve o five",
        "2200, twenty two hundred",
        "300, three hundred"
    })
    void readsHouseNumbersInPairs(String digits, String spoken) {
        assertThat(EnglishNumbers.pairs(digits)).isEqualTo(spoken);
    }

    private String icu(long number, String rules) {
        return icu.format(number, rules).replace('-', ' ');
    }
}
