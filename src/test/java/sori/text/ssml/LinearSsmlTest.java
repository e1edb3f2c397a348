package sori.text.ssml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.rules.CountedText;
import sori.text.rules.HostileTexts;
import sori.text.rules.LinearSteps;

/** Scanning SSML takes looks at characters in proportion to the text's length. */
class LinearSsmlTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void scansInLinearTime(long seed) {
        LinearSteps.check("SSML", LinearSsmlTest::steps, HostileTexts.pieces(seed, 200));
        LinearSteps.check("SSML in a root", text -> steps("<speak>" + text), HostileTexts.pieces(seed, 200));
    }

    private static long steps(String text) {
        CountedText xml = new CountedText(text);
        Ssml.withoutMarks(xml);
        SsmlScanner scanner = new SsmlScanner(xml);
        try {
            while (scanner.next() != null) {}
        } catch (SsmlException e) {
            assertThat(e).hasMessageContaining(" ");
        }
        return xml.looks();
    }
}
