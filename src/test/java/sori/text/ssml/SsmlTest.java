package sori.text.ssml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.english.EnglishNormalizer;

class SsmlTest {
    private static final String[] PIECES = {
        "<speak>", "</speak>", "<p>", "</p>", "<s>", "</s>", "<break/>", "<break time=\"1s\"/>", "<sub alias=\"x y\">",
                "</sub>",
        "<say-as interpret-as=\"digits\">", "</say-as>", "&amp;", "&", "<", ">", "text ", "12 ", "<!-- c -->",
                "<![CDATA[a]]>",
        "\"", "<b a='1'>", "</b>", "&#65;", "é"
    };

    private final Normalizer english = new EnglishNormalizer();

    @ParameterizedTest(name = "{0} is read {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<speak>Hello &amp; <!-- no --> goodbye.</speak>|hello and goodbye.",
                "no root at all|no root at all",
                "wait<break/>for it|wait, for it",
                "wait<break strength='none'/> for it|wait for it",
                "wait<break time='200ms'/>for it|wait, for it",
                "<sub alias=\"World Wide Web Consortium\">W3C</sub> says|world wide web consortium says",
                "<say-as interpret-as='cardinal'>1984</say-as> men|one thousand nine hundred eighty four men",
                "<say-as interpret-as='ordinal'>4</say-as> place|fourth place",
                "<say-as interpret-as='digits'>1984</say-as>|one nine eight four",
                "<say-as interpret-as='characters'>B2a</say-as>|b two a",
                "<say-as interpret-as='date' format='dmy'>3/4/2021</say-as>|april third twenty twenty one",
                "<say-as interpret-as='date' format='mdy'>3/4/2021</say-as>|march fourth twenty twenty one",
                "<say-as interpret-as='fraction'>1/2</say-as>|one half",
                "<say-as interpret-as='telephone'>5551234</say-as>|five five five one two three four",
                "<say-as interpret-as='money'>$5</say-as>|five dollars",
                "<![CDATA[1 < 2]]> &#49;|one less than two one"
            })
    void readsTheElementsThatItKnows(String xml, String spoken) throws SsmlException {
        Ssml.Spoken read = Ssml.normalize(xml, english);

        assertThat(Sentence.line(read.sentences())).isEqualToIgnoringCase(spoken);
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void endsSentencesAtBlocksAndLongBreaks() throws SsmlException {
        String xml = "<speak><p>one <s>two</s><s>three</s></p>four<break time=\"1.5s\"/>five</speak>";

        assertThat(Ssml.normalize(xml, english).sentences())
                .extracting(sentence -> Sentence.line(List.of(sentence)))
                .containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void keepsTheTimeOfBreaksBetweenSentences() throws SsmlException {
        String xml =
                "<break time=\"9s\"/>one<break time=\"1.5s\"/><break time=\"700ms\"/>two. Three<break strength=\"strong\"/>"
                        + "four<break time=\"20s\"/>";
        Ssml.Spoken read = Ssml.normalize(xml, english);

        assertThat(read.pausesMs()).containsExactly(1500, Ssml.USUAL_PAUSE, Ssml.USUAL_PAUSE, 10_000);
        assertThat(read.warnings()).containsExactly("<break> is 10 s long at most");
    }

    @Test
    void boundsItsWarnings() throws SsmlException {
        StringBuilder xml = new StringBuilder("a");
        for (int i = 0; i < 100; i++) {
            xml.append("<e").append("x".repeat(300)).append(i).append("/>");
        }
        assertThat(Ssml.normalize(xml.toString(), english).warnings())
                .hasSizeLessThanOrEqualTo(20)
                .allSatisfy(warning -> assertThat(warning).hasSizeLessThan(130));
    }

    @Test
    void ignoresOtherElementsButSpeaksTheirTextAndSaysSo() throws SsmlException {
        Ssml.Spoken spoken = Ssml.normalize(
                "<prosody rate=\"slow\">slow <b>er</b></prosody> <say-as interpret-as=\"song\">la</say-as>", english);

        assertThat(Sentence.line(spoken.sentences())).isEqualTo("slow er la");
        assertThat(spoken.warnings())
                .containsExactly("<b> is ignored", "<prosody> is ignored", "<say-as interpret-as=\"song\"> is ignored");
    }

    @Test
    void keepsPlacesInTheXml() throws SsmlException {
        String xml = "<speak>A&amp;B <sub alias=\"x ray\">XR</sub> end</speak>";

        assertThat(Ssml.normalize(xml, english).sentences().get(0).words())
                .extracting(word -> word.spoken() + "=" + xml.substring(word.sourceStart(), word.sourceEnd()))
                .containsExactly("a=A", "and=&amp;", "b=B", "x=XR", "ray=XR", "end=end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<speak>",
                "</speak>",
                "<p><s></p></s>",
                "<a",
                "<a b>",
                "<a b=c/>",
                "<a b='1' b='2'/>",
                "a & b",
                "&nbsp;",
                "&#0;",
                "<a b='<'/>",
                "<!-- a",
                "<![CDATA[ a",
                "<?pi",
                "< a/>",
                "<!DOCTYPE s [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><speak>&e;</speak>"
            })
    void refusesBrokenXmlAndDocumentTypes(String xml) {
        assertThatThrownBy(() -> Ssml.normalize(xml, english))
                .isInstanceOf(SsmlException.class)
                .hasMessageContaining("broken SSML")
                .hasMessageContaining("at index");
    }

    @Test
    void boundsNesting() throws SsmlException {
        assertThat(Ssml.normalize("<p>".repeat(32) + "a" + "</p>".repeat(32), english)
                        .sentences())
                .hasSize(1);
        assertThatThrownBy(() -> Ssml.normalize("<p>".repeat(33) + "a" + "</p>".repeat(33), english))
                .isInstanceOf(SsmlException.class)
                .hasMessageContaining("nested");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void readsOrRefusesAnyMixtureOfPieces(long seed) {
        Random random = new Random(seed);
        for (int text = 0; text < 300; text++) {
            StringBuilder xml = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                xml.append(PIECES[random.nextInt(PIECES.length)]);
            }
            try {
                int start = 0;
                for (Sentence sentence : Ssml.normalize(xml.toString(), english).sentences()) {
                    for (SpokenWord word : sentence.words()) {
                        assertThat(word.sourceStart()).as("in %s", xml).isGreaterThanOrEqualTo(start);
                        assertThat(word.sourceEnd()).isLessThanOrEqualTo(xml.length());
                        start = word.sourceStart();
                    }
                }
            } catch (SsmlException broken) {
                assertThat(broken).hasMessageContaining("at index");
            }
        }
    }
}
