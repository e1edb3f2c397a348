package sori.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.GeneratedSchemas;
import sori.schema.TextEvent;
import sori.synthesis.SpeechOptions;
import sori.text.Cut;
import sori.text.GrowingText;
import sori.text.Language;
import sori.text.Sentence;

class SoakScriptTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static final char PARAGRAPH = '\u2029';

    private static boolean flushedBy(SoakScript script, Predicate<String> text) {
        return script.pieces().stream()
                .map(SoakScript.Piece::event)
                .anyMatch(event -> event.getPart() != null && event.getPart().getFlush() && text.test(event.getText()));
    }

    private static Cut cutOf(SoakScript script) {
        return SpeechOptions.of(script.whole().getOptions()).cut();
    }

    private static List<String> spokenWhole(SoakScript script, String text) {
        return spoken(Language.EN.normalizer().with(cutOf(script)).normalize(text));
    }

    private static List<String> spokenInPieces(SoakScript script) {
        GrowingText text = Language.EN.normalizer().with(cutOf(script)).resume(GrowingText.State.BEGINNING);
        List<Sentence> sentences = new ArrayList<>();
        for (SoakScript.Piece piece : script.pieces()) {
            sentences.addAll(text.append(piece.event().getText()));
            if (piece.event().getPart() != null && piece.event().getPart().getFlush()) {
                sentences.addAll(text.flush());
            }
        }
        sentences.addAll(text.close());
        return spoken(sentences);
    }

    /** Each sentence's words with their places. */
    private static List<String> spoken(List<Sentence> sentences) {
        return sentences.stream()
                .map(sentence -> sentence.goesOn() + " " + sentence.words())
                .toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyKindIsThereAndTheUndisturbedTextIsTheSame(long seed) {
        List<SoakScript> scripts = SoakScript.of(200, seed, true);
        assertThat(scripts).isEqualTo(SoakScript.of(200, seed, true)).isNotEqualTo(SoakScript.of(200, seed + 9, true));
        for (SoakScript script : scripts) {
            List<TextEvent> sent =
                    script.pieces().stream().map(SoakScript.Piece::event).toList();
            assertThat(sent.stream().map(TextEvent::getText).collect(Collectors.joining()))
                    .isEqualTo(script.whole().getText().replace(PARAGRAPH, ' '));
            assertThat(spokenInPieces(script))
                    .isEqualTo(spokenWhole(script, script.whole().getText()));
            assertThat(script.pieces())
                    .isSortedAccordingTo((a, b) -> Double.compare(a.afterSeconds(), b.afterSeconds()));
            assertThat(script.whole().getPart()).isNull();
            assertThat(sent).allSatisfy(event -> SpeechOptions.of(event.getOptions()));
            assertThat(sent)
                    .extracting(event -> event.getOptions().get("cut"))
                    .containsOnly(script.whole().getOptions().get("cut"));
        }
        assertThat(scripts).anyMatch(SoakScript::inPieces).anyMatch(script -> !script.inPieces());
        assertThat(scripts.stream().filter(script -> script.flushes() > 0))
                .as("a flush that is lost is heard")
                .hasSizeGreaterThan(10)
                .filteredOn(
                        script -> !spokenWhole(script, script.whole().getText().replace(PARAGRAPH, ' '))
                                .equals(spokenInPieces(script)))
                .hasSizeGreaterThan(10);
        assertThat(scripts)
                .as("flushed by the piece before, or by an empty one")
                .anyMatch(script -> flushedBy(script, ""::equals))
                .anyMatch(script -> flushedBy(script, text -> !text.isEmpty()));
        assertThat(scripts)
                .as("a clause that is cut is heard")
                .anyMatch(script -> cutOf(script) == Cut.CLAUSE
                        && !spokenWhole(script, script.whole().getText())
                                .equals(spoken(Language.EN
                                        .normalizer()
                                        .normalize(script.whole().getText()))));
        assertThat(scripts).anyMatch(SoakScript::paced);
        assertThat(scripts)
                .anyMatch(script -> "bulk"
                        .equals(script.pieces().get(0).event().getOptions().get("priority")));
        List<SoakScript.Wish> wishes =
                scripts.stream().flatMap(script -> script.wish().stream()).toList();
        assertThat(wishes)
                .hasSizeBetween(20, 70)
                .anyMatch(SoakScript.Wish::allOfKey)
                .anyMatch(wish -> !wish.allOfKey());
        assertThat(scripts)
                .anyMatch(script -> script.wish()
                        .filter(wish ->
                                wish.afterSeconds() < script.pieces().get(0).afterSeconds())
                        .isPresent());
    }

    @Test
    void withoutAControlTopicNothingIsStopped() {
        assertThat(SoakScript.of(200, 1, false))
                .allMatch(script -> script.wish().isEmpty());
    }
}
