package sori.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.GeneratedSchemas;
import sori.schema.TextEvent;
import sori.synthesis.SpeechOptions;

class SoakScriptTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
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
                    .isEqualTo(script.whole().getText());
            assertThat(script.pieces())
                    .isSortedAccordingTo((a, b) -> Double.compare(a.afterSeconds(), b.afterSeconds()));
            assertThat(script.whole().getPart()).isNull();
            assertThat(sent).allSatisfy(event -> SpeechOptions.of(event.getOptions()));
            assertThat(sent)
                    .extracting(event -> event.getOptions().get("cut"))
                    .containsOnly(script.whole().getOptions().get("cut"));
        }
        assertThat(scripts).anyMatch(SoakScript::inPieces).anyMatch(script -> !script.inPieces());
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
