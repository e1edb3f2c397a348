package sori.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.GeneratedSchemas;
import sori.schema.TextEvent;
import sori.schema.TextPart;

class LiveTextTest {
    private static final List<String> PIECES =
            List.of("Hello", " ", "3.14", ", ", "안녕", "\uD83D\uDE00", "\uD83C\uDDF0\uD83C\uDDF7", "\n\n", "Dr. ", "…");

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private final List<TextEvent> sent = new ArrayList<>();

    private LiveText open() {
        return new LiveText(event("u1"), event -> {
            sent.add(event);
            return CompletableFuture.completedFuture(null);
        });
    }

    private static TextEvent event(String id) {
        return TextEvent.newBuilder()
                .setUtteranceId(id)
                .setText("")
                .setVoice("v")
                .build();
    }

    private static TextPart part(TextEvent event) {
        return java.util.Objects.requireNonNull(event.getPart());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void thePiecesTogetherAreTheTextWhereverItIsCut(long seed) {
        Random random = new Random(seed);
        String text = IntStream.range(0, 200)
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining());
        try (LiveText live = open()) {
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + random.nextInt(4));
                live.append(text.substring(at, end));
                if (random.nextInt(10) == 0) {
                    live.flush();
                }
                at = end;
            }
        }
        assertThat(sent.stream().map(TextEvent::getText).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(sent).extracting(TextEvent::getUtteranceId).containsOnly("u1");
        assertThat(sent).extracting(TextEvent::getVoice).containsOnly("v");
        for (int i = 0; i < sent.size(); i++) {
            String piece = sent.get(i).getText();
            assertThat(part(sent.get(i)).getIndex()).isEqualTo(i);
            assertThat(part(sent.get(i)).getLast()).isEqualTo(i == sent.size() - 1);
            assertThat(piece.isEmpty() || !Character.isLowSurrogate(piece.charAt(0)))
                    .isTrue();
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isTrue();
        }
    }

    @Test
    void aLongTextGoesOutInSeveralPieces() {
        String text = "x" + "\uD83D\uDE00".repeat(200_000);
        try (LiveText live = open()) {
            live.append(text);
        }
        assertThat(sent).hasSizeGreaterThan(5).allMatch(event -> event.getText().length() <= 50_000);
        assertThat(sent.stream().map(TextEvent::getText).collect(Collectors.joining()))
                .isEqualTo(text);
    }

    @Test
    void aFlushIsAPieceOfItsOwnAndNotRepeated() {
        LiveText live = open();
        live.flush(); // of nothing
        live.append("Let me check.");
        live.flush();
        live.flush();
        live.close();
        live.close();
        assertThat(sent)
                .extracting(event -> event.getText() + " " + part(event).getFlush() + " "
                        + part(event).getLast())
                .containsExactly("Let me check. false false", " true false", " false true");
        assertThat(live.parts()).isEqualTo(3);
        assertThatThrownBy(() -> live.append("more")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverThinksSaysThatMoreWillCome() {
        LiveText live = open();
        live.keepOpen(); // of nothing
        live.append("Well.");
        live.flush();
        live.keepOpen();
        live.flush(); // what is to be heard is heard already
        assertThat(sent)
                .extracting(event -> event.getText() + part(event).getFlush())
                .containsExactly("Well.false", "true", "false");
    }

    @Test
    void aTextOfWhichNothingIsWrittenIsNotSent() {
        try (LiveText live = open()) {
            live.append("");
            live.flush();
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void halfASurrogatePairAtTheEndIsNoReasonToStop() {
        try (LiveText live = open()) {
            live.append("a\uD83D");
        }
        assertThat(sent).extracting(TextEvent::getText).containsExactly("a", "\uFFFD");
    }

    @Test
    void whatKafkaDidNotTakeIsTold() {
        LiveText live =
                new LiveText(event("u1"), event -> CompletableFuture.failedFuture(new IllegalStateException("full")));
        live.append("one");
        assertThatThrownBy(() -> live.append("two"))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("full");
    }

    @Test
    void withoutAnIdThePiecesWouldNotBelongTogether() {
        TextEvent nameless = TextEvent.newBuilder().setText("").build();
        assertThatThrownBy(() -> new LiveText(nameless, event -> CompletableFuture.completedFuture(null)))
                .hasMessageContaining("utterance id");
    }
}
