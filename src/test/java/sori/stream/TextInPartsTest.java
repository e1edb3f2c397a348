package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.text.Language;
import sori.topology.TopologyFile;

/** Texts that come in parts, through the whole topology. */
class TextInPartsTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final Duration PATIENCE =
            Duration.ofSeconds(TopologyFile.SPEECH.settings().partTimeoutSeconds());

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        voices.normalizers = Language.EN::normalizer;
        pipeline = new TestPipeline(TopologyFile.SPEECH.withControl(), voices, state);
    }

    @AfterEach
    void stop() {
        pipeline.close();
        assertThat(voices.leased).isEmpty();
    }

    private static TextEvent.Builder part(String id, int index, String text) {
        return TestPipeline.event(id, text).setPart(new TextPart(index, false, false));
    }

    private static TextEvent last(String id, int index, String text) {
        return TestPipeline.event(id, text)
                .setPart(new TextPart(index, true, false))
                .build();
    }

    private static TextEvent flushed(String id, int index, String text) {
        return TestPipeline.event(id, text)
                .setPart(new TextPart(index, false, true))
                .build();
    }

    private void publish(TextEvent.Builder event) {
        publish(event.build());
    }

    private void publish(TextEvent event) {
        pipeline.publish("room", event);
        pipeline.advance(DRAIN);
    }

    private static byte[] pcm(List<AudioChunk> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(chunk -> all.writeBytes(
                Arrays.copyOf(chunk.getAudio().array(), chunk.getAudio().remaining())));
        return all.toByteArray();
    }

    private static void assertAlike(List<AudioChunk> parts, List<AudioChunk> whole) {
        assertThat(pcm(parts)).isEqualTo(pcm(whole));
        assertThat(parts.stream().flatMap(chunk -> chunk.getMarks().stream()))
                .isEqualTo(whole.stream()
                        .flatMap(chunk -> chunk.getMarks().stream())
                        .toList());
        assertThat(parts.get(parts.size() - 1).getStatus())
                .isEqualTo(whole.get(whole.size() - 1).getStatus());
        assertThat(parts).filteredOn(AudioChunk::getLast).hasSize(1);
        assertThat(parts.get(parts.size() - 1).getLast()).isTrue();
        assertThat(parts.size() - whole.size()).isBetween(0, 1);
    }

    /** What comes of a text that is sent whole. */
    private List<AudioChunk> whole(String key, String id, String text) {
        pipeline.publish(key, TestPipeline.event(id, text).build());
        pipeline.advance(DRAIN);
        return pipeline.audio();
    }

    @Test
    void whereverATextIsCutItSoundsTheSame() {
        Random random = new Random(20261128);
        List<String> pieces = List.of(
                "Dr. Smith",
                "paid $3",
                ".14",
                " ",
                ". ",
                "\"Hello\"",
                "! ",
                "e.g. this",
                ", ",
                "\n",
                "\n\n",
                "and 5 ",
                "\ud83d\ude00",
                "it's 10:30",
                " a.m. ",
                "? ",
                "No",
                ") ",
                "(so ",
                "caf\u00e9 ",
                "1,000 ",
                "\u2026 ");
        int texts = 200;
        for (int i = 0; i < texts; i++) {
            StringBuilder text = new StringBuilder("Now");
            random.ints(1 + random.nextInt(14), 0, pieces.size()).forEach(at -> text.append(pieces.get(at)));
            List<AudioChunk> whole = whole("whole", "u" + i, text.toString());
            assertThat(whole).as(text.toString()).isNotEmpty();
            int at = 0;
            int index = 0;
            List<AudioChunk> heard = new ArrayList<>();
            while (at < text.length()) {
                int to = Math.min(text.length(), at + random.nextInt(1 + text.length() / 2));
                boolean half = to > 0 && to < text.length() && Character.isLowSurrogate(text.charAt(to));
                to += half ? 1 : 0; // Avro's UTF-8 carries no half of a pair
                pipeline.publish(
                        "parts", part("u" + i, index++, text.substring(at, to)).build());
                if (random.nextBoolean()) {
                    pipeline.advance(DRAIN);
                    heard.addAll(pipeline.audio());
                }
                at = to;
            }
            pipeline.publish("parts", last("u" + i, index, ""));
            pipeline.advance(DRAIN);
            heard.addAll(pipeline.audio());
            assertAlike(heard, whole);
        }
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void aSentenceIsSpokenBeforeTheTextIsWhole() {
        publish(part("u1", 0, "The first one. "));
        assertThat(pipeline.audio()).as("what follows may belong to it").isEmpty();
        publish(part("u1", 1, "The"));
        assertThat(pipeline.audio()).isEmpty();
        publish(part("u1", 2, " second one"));
        List<AudioChunk> heard = new ArrayList<>(pipeline.audio());
        assertThat(heard).isNotEmpty().extracting(AudioChunk::getLast).containsOnly(false);
        publish(last("u1", 3, "."));
        heard.addAll(pipeline.audio());
        assertAlike(heard, whole("hall", "u1", "The first one. The second one."));
    }

    @Test
    void aFlushSpeaksWhatHasComeAsIfAParagraphEnded() {
        publish(flushed("u1", 0, "Let me check"));
        List<AudioChunk> heard = new ArrayList<>(pipeline.audio());
        assertThat(heard).isNotEmpty();
        publish(last("u1", 1, "it is 5."));
        heard.addAll(pipeline.audio());
        List<AudioChunk> whole = whole("hall", "u1", "Let me check\n\nit is 5.");
        assertThat(pcm(heard)).isEqualTo(pcm(whole));
        int start = heard.get(heard.size() - 1).getMarks().get(0).getSourceStart();
        assertThat(start)
                .as("a paragraph's end counts no character")
                .isLessThanOrEqualTo("Let me checkit is 5.".length());
    }

    @Test
    void whatComesTwiceIsSpokenOnce() {
        publish(part("u1", 0, "The first. The se"));
        publish(part("u1", 0, "The first. The se"));
        publish(part("u1", 1, "cond."));
        publish(part("u1", 0, "The first. The se"));
        publish(last("u1", 2, ""));
        publish(last("u1", 2, ""));
        publish(part("u1", 1, "cond."));
        assertAlike(pipeline.audio(), whole("hall", "u1", "The first. The second."));
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatComesTooEarlyWaits() {
        List<TextEvent> parts = List.of(
                part("u1", 0, "One ").build(),
                part("u1", 1, "two. ").build(),
                part("u1", 2, "Three").build(),
                last("u1", 3, " four."));
        List<AudioChunk> whole = whole("hall", "u1", "One two. Three four.");
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, 4).boxed().toList());
            Collections.shuffle(order, random);
            String key = "room" + i;
            order.forEach(at -> pipeline.publish(key, parts.get(at)));
            pipeline.advance(DRAIN);
            assertAlike(pipeline.audio(), whole);
        }
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatNeverComesEndsItWithWhatThereIs() {
        publish(part("u1", 0, "The first one. The sec"));
        publish(part("u1", 2, "never spoken"));
        pipeline.advance(PATIENCE.minusSeconds(1));
        assertThat(pipeline.audio()).extracting(AudioChunk::getLast).containsOnly(false);
        pipeline.advance(Duration.ofSeconds(2));
        pipeline.advance(DRAIN);
        List<AudioChunk> end = pipeline.audio();
        assertThat(end.get(end.size() - 1))
                .returns(true, AudioChunk::getLast)
                .returns(SpeechStatus.CUT, AudioChunk::getStatus);
        List<SpeechFailure> failures = pipeline.failures();
        assertThat(failures)
                .extracting(SpeechFailure::getReason)
                .containsExactlyInAnyOrder(FailureReason.PART_MISSING, FailureReason.PART_REFUSED);
        assertThat(failures)
                .anySatisfy(failure -> assertThat(failure.getDetail()).contains("part 1 did not come within 30 s"));
        publish(part("u1", 1, "too late"));
        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getReason)
                .containsExactly(FailureReason.PART_REFUSED);
        assertThat(pipeline.audio()).isEmpty();
    }

    @Test
    void onlyTimeInWhichPartsWereReadCounts() {
        publish(part("u1", 0, "The first one. The sec"));
        pipeline.holdUp(PATIENCE.multipliedBy(20)); // its next part may lie in the topic
        pipeline.advance(PATIENCE.minusSeconds(1));
        assertThat(pipeline.failures()).isEmpty();
        publish(flushed("u1", 1, "ond."));
        pipeline.advance(PATIENCE.plusSeconds(1));
        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getReason)
                .containsExactly(FailureReason.PART_MISSING);
    }

    @Test
    void norDoesTimeInWhichNobodyRead(@TempDir Path later) throws IOException {
        publish(part("u1", 0, "The first one. The sec"));
        voices.leased.clear();
        pipeline = pipeline.killedAndStarted(later.resolve("state"), PATIENCE.multipliedBy(20));
        pipeline.advance(PATIENCE.minusSeconds(1));
        assertThat(pipeline.failures()).isEmpty();
        publish(part("u1", 1, "ond."));
        pipeline.advance(PATIENCE.plusSeconds(1));
        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getReason)
                .containsExactly(FailureReason.PART_MISSING);
    }

    @Test
    void anEndThatNeverComesIsCutAfterWhatWasSpoken() {
        publish(part("u1", 0, "The first one. The second "));
        pipeline.audio();
        publish(flushed("u1", 1, "one. "));
        assertThat(pipeline.audio()).isNotEmpty();
        pipeline.advance(PATIENCE.plusSeconds(1));
        pipeline.advance(DRAIN);
        assertThat(pipeline.audio()).singleElement().satisfies(end -> {
            assertThat(end.getStatus()).isEqualTo(SpeechStatus.CUT);
            assertThat(end.getAudio().remaining()).isZero();
        });
        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getReason)
                .containsExactly(FailureReason.PART_MISSING);
    }

    @Test
    void whatWasClosedLongAgoDoesNotEndTheNextOfTheKey() {
        for (int i = 0; i < 40; i++) { // one every two seconds, each open for one
            String id = "u" + i;
            publish(part(id, 0, "One two. "));
            pipeline.advance(Duration.ofMillis(500));
            publish(part(id, 1, "Three "));
            pipeline.advance(Duration.ofMillis(500));
            publish(last(id, 2, "four."));
            pipeline.advance(Duration.ofSeconds(1));
        }
        assertThat(pipeline.failures()).isEmpty();
        assertThat(pipeline.audio())
                .filteredOn(AudioChunk::getLast)
                .hasSize(40)
                .allMatch(chunk -> chunk.getStatus() == SpeechStatus.OK);
    }

    @Test
    void aTextWithoutABeginningIsReported() {
        publish(part("u1", 1, "Hello."));
        pipeline.advance(PATIENCE.plusSeconds(1));
        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getReason)
                .containsExactly(FailureReason.PART_MISSING);
        assertThat(pipeline.audio()).isEmpty();
    }

    @Test
    void aPartThatSaysOtherwiseIsRefusedAndTheUtteranceGoesOn() {
        publish(part("u1", 0, "One two three four. And ").setOptions(Map.of("cut", "clause")));
        publish(part("u1", 1, "Never. ").setLanguage("de"));
        publish(part("u1", 2, "Never. ").setVoice("other"));
        publish(part("u1", 3, "Never. ").setOptions(Map.of("cut", "sentence")));
        publish(part("u1", 4, "Three. ").setVoice("fake").setOptions(Map.of("cut", "clause")));
        publish(last("u1", 5, ""));
        List<SpeechFailure> failures = pipeline.failures();
        // which voice was chosen may be named again
        assertThat(failures).hasSize(3).extracting(SpeechFailure::getReason).containsOnly(FailureReason.PART_REFUSED);
        assertAlike(pipeline.audio(), whole("hall", "u1", "One two three four. And Three. "));
    }

    @Test
    void whatCannotBeAPartIsRefused() {
        publish(part("u1", 0, "<speak>Hello.</speak>").setSsml(true));
        publish(part("u2", -1, "Hello."));
        publish(TextEvent.newBuilder().setText("Hello.").setPart(new TextPart(0, true, false)));
        assertThat(pipeline.failures())
                .hasSize(3)
                .extracting(SpeechFailure::getReason)
                .containsOnly(FailureReason.PART_REFUSED);
        publish(part("u3", 0, "Hello. ").setOptions(Map.of("speed", "2")));
        publish(last("u3", 1, "World."));
        assertThat(pipeline.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.UNSUPPORTED);
        assertThat(pipeline.audio()).isEmpty();
    }

    @Test
    void aTextWithoutEndIsCutAtItsBound() {
        String sentence = "This one is spoken again and again, and nobody knows why. ";
        int most = TopologyFile.SPEECH.settings().maxCharacters();
        int parts = most / sentence.length() + 3;
        List<AudioChunk> heard = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            publish(part("u1", i, sentence));
            heard.addAll(pipeline.audio());
        }
        pipeline.advance(DRAIN);
        heard.addAll(pipeline.audio());
        assertThat(heard.get(heard.size() - 1).getStatus()).isEqualTo(SpeechStatus.CUT);
        assertThat(heard).filteredOn(AudioChunk::getLast).hasSize(1);
        assertThat(pipeline.failures().get(0).getReason()).isEqualTo(FailureReason.TEXT_TOO_LONG);
    }

    @Test
    void theNextOfTheKeyWaitsUntilTheTextIsClosed() {
        publish(part("u1", 0, "One. "));
        publish(TestPipeline.event("u2", "Two."));
        publish(part("u3", 0, "Three. "));
        publish(TestPipeline.event("u4", "Four."));
        publish(last("u3", 1, "And a half."));
        pipeline.publish("hall", TestPipeline.event("u5", "Five.").build());
        pipeline.advance(DRAIN);
        assertThat(pipeline.audio()).extracting(AudioChunk::getUtteranceId).containsOnly("u5");
        publish(last("u1", 1, "And so on."));
        pipeline.advance(DRAIN);
        List<String> ends = pipeline.audio().stream()
                .filter(AudioChunk::getLast)
                .map(AudioChunk::getUtteranceId)
                .toList();
        assertThat(ends).containsExactly("u1", "u2", "u3", "u4");
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatWaitsIsSpokenWhenTheTextIsGivenUp() {
        publish(part("u1", 0, "One. And "));
        publish(TestPipeline.event("u2", "Two."));
        pipeline.advance(PATIENCE.plusSeconds(1));
        pipeline.advance(DRAIN);
        List<AudioChunk> ends =
                pipeline.audio().stream().filter(AudioChunk::getLast).toList();
        assertThat(ends).extracting(AudioChunk::getStatus).containsExactly(SpeechStatus.CUT, SpeechStatus.OK);
    }

    @Test
    void anIdThatWasTakenIsADuplicate() {
        publish(TestPipeline.event("u1", "One."));
        publish(part("u1", 0, "Two."));
        assertThat(pipeline.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.DUPLICATE);
        publish(part("u2", 0, "Two."));
        publish(TestPipeline.event("u2", "Three."));
        publish(last("u2", 1, ""));
        assertThat(pipeline.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.DUPLICATE);
    }

    @Test
    void aTextInPartsThatSaysNothingIsReportedLikeAWholeOne() {
        publish(part("u1", 0, " "));
        publish(last("u1", 1, "\n"));
        assertThat(pipeline.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.EMPTY_TEXT);
        assertThat(pipeline.audio()).isEmpty();
    }

    @Test
    void cancellingEndsItAndWhatWaitsBehindIt() {
        publish(part("u1", 0, "One two three. And "));
        publish(TestPipeline.event("u2", "Two."));
        List<AudioChunk> before = pipeline.audio();
        assertThat(before).isNotEmpty();
        pipeline.cancel("room", null);
        List<AudioChunk> ends = pipeline.audio();
        assertThat(ends).extracting(AudioChunk::getUtteranceId).containsExactly("u1", "u2");
        assertThat(ends).extracting(AudioChunk::getStatus).containsOnly(SpeechStatus.CANCELLED);
        assertThat(ends.get(0).getSpokenTo()).isEqualTo("One two three".length());
        publish(last("u1", 1, "so on."));
        publish(TestPipeline.event("u3", "Three."));
        assertThat(pipeline.audio()).extracting(AudioChunk::getUtteranceId).containsOnly("u3");
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void aTextThatIsCancelledBeforeItsFirstPartIsAnsweredOnce() {
        pipeline.cancel("room", "u1");
        publish(part("u1", 0, "One. "));
        publish(last("u1", 1, "Two."));
        assertThat(pipeline.audio()).singleElement().returns(SpeechStatus.CANCELLED, AudioChunk::getStatus);
        assertThat(pipeline.failures()).isEmpty();
    }
}
