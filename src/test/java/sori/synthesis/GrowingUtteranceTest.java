package sori.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.FailureReason;
import sori.schema.GeneratedSchemas;
import sori.schema.OpenText;
import sori.schema.Segment;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.schema.UtteranceEnding;
import sori.schema.Word;
import sori.synthesis.GrowingUtterance.Growth;
import sori.synthesis.UtterancePlanner.Plan;
import sori.synthesis.UtterancePlanner.Resumed;
import sori.text.Language;
import sori.text.LivePieces;
import sori.text.Sentence;

/** An utterance in parts is planned as the whole. */
class GrowingUtteranceTest {
    static {
        GeneratedSchemas.trust();
    }

    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    /** The newest version of a voice of each language. */
    private static final class TwoVoices implements Voices {
        private int version = 1;

        @Override
        public Choice choose(String language, Optional<String> voice, Optional<String> version, byte[] key) {
            String speaks = voice.flatMap(this::languageOf).orElse(language);
            return Language.of(speaks)
                    .filter(known -> speaks.equals(language))
                    .<Choice>map(known ->
                            new Choice.Chosen("voice-" + speaks, version.orElse("" + this.version), known.normalizer()))
                    .orElseGet(() -> new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, "nobody speaks " + language));
        }

        @Override
        public Optional<String> languageOf(String voice) {
            return Optional.of(voice.substring("voice-".length()));
        }

        @Override
        public Lease lease(String voice, String version) {
            throw new AssertionError("nothing is spoken");
        }
    }

    private final TwoVoices voices = new TwoVoices();
    private final UtterancePlanner planner = planner(600);

    private UtterancePlanner planner(int maxSpokenSeconds) {
        SpeechSettings usual = SpeechSettings.DEFAULT;
        return new UtterancePlanner(
                new SpeechSettings(
                        "en",
                        usual.maxCharacters(),
                        maxSpokenSeconds,
                        usual.duplicateWindowSeconds(),
                        usual.precision(),
                        usual.openJobs(),
                        usual.drainMs(),
                        usual.emoji(),
                        usual.code(),
                        usual.pauseMs(),
                        usual.chunkMs(),
                        usual.maxRecordBytes(),
                        usual.voiceWaitSeconds(),
                        usual.partTimeoutSeconds(),
                        usual.bulkPatienceSeconds()),
                voices);
    }

    private static TextEvent.Builder event(Map<String, String> options) {
        return TextEvent.newBuilder().setUtteranceId("u").setText("").setOptions(options);
    }

    /** What was laid aside, as it lies in a store. */
    private Resumed again(GrowingUtterance utterance, TextEvent first) {
        OpenText open = OpenText.newBuilder()
                .setKey(ByteBuffer.wrap(KEY))
                .setUtteranceId("u")
                .setSourceTopic("t")
                .setSourcePartition(0)
                .setSourceOffset(0)
                .setEventTimestamp(0)
                .setChangedAt(0)
                .setLanguage(first.getLanguage())
                .setVoice(first.getVoice())
                .setVoiceVersion(first.getVoiceVersion())
                .setOptions(first.getOptions())
                .build();
        utterance.save(open);
        try {
            return planner.resume(
                    OpenText.getDecoder().decode(OpenText.getEncoder().encode(open)), Routes.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Sentence> sentences(Growth growth) {
        return ((Growth.Sentences) growth).sentences();
    }

    @ParameterizedTest(name = "seed {0}, Korean {1}, {2}")
    @CsvSource({"11, false, sentence", "12, true, sentence", "13, false, clause", "14, true, clause"})
    void plansTextsInPartsAsTheWhole(long seed, boolean korean, String cut) {
        Random random = new Random(seed);
        Map<String, Integer> spoken = new HashMap<>();
        for (int i = 0; i < 250; i++) {
            String text = LivePieces.text(random, random.nextInt(5) == 0 ? !korean : korean);
            TextEvent first = event(Map.of("cut", cut))
                    .setVoice(random.nextInt(8) == 0 ? "voice-ko" : null)
                    .setLanguage(random.nextInt(8) == 0 ? "en" : null)
                    .build();
            StringBuilder whole = new StringBuilder();
            List<Integer> flushes = new ArrayList<>();
            GrowingUtterance growing = planner.begin(first, KEY, Routes.NONE);
            List<Sentence> sentences = new ArrayList<>();
            Optional<Failure> failure = Optional.empty();
            int from = 0;
            for (int to : LivePieces.cuts(random, text.length())) {
                Growth growth = growing.append(text.substring(from, to));
                whole.append(text, from, to);
                from = to;
                if (growth instanceof Growth.Sentences && random.nextInt(8) == 0) {
                    sentences.addAll(sentences(growth));
                    growth = growing.flush();
                    boolean half = to > 0 && Character.isHighSurrogate(text.charAt(to - 1));
                    flushes.add(whole.length() - (half ? 1 : 0));
                    whole.insert((int) flushes.get(flushes.size() - 1), '\u2029');
                }
                if (growth instanceof Growth.Refused refused) {
                    failure = Optional.of(refused.failure());
                    break;
                }
                sentences.addAll(sentences(growth));
                voices.version++;
                growing = ((Resumed.Growing) again(growing, first)).utterance();
            }
            Optional<Failure> ended = failure.isPresent() ? failure : end(growing, text.substring(from), sentences);
            whole.append(text, from, text.length());

            Plan plan = planner.plan(
                    TextEvent.newBuilder(first).setText(whole.toString()).build(), KEY, Instant.EPOCH);
            if (plan instanceof Plan.Refused refused) {
                assertThat(ended.map(Failure::reason))
                        .as("\"%s\"", whole)
                        .contains(refused.failure().reason());
            } else {
                Plan.Spoken wanted = (Plan.Spoken) plan;
                assertThat(ended).as("\"%s\"", whole).isEmpty();
                assertThat(growing.by().orElseThrow().voice())
                        .isEqualTo(wanted.by().voice());
                assertThat(Sentence.line(sentences))
                        .isEqualTo(Sentence.line(wanted.text().sentences()));
                assertThat(places(sentences, List.of()))
                        .as("\"%s\"", whole)
                        .isEqualTo(places(wanted.text().sentences(), flushes));
                assertThat(growing.spokenMs() / 1000)
                        .isCloseTo(
                                wanted.text().seconds(SpeechSettings.DEFAULT.pauseMs()),
                                org.assertj.core.api.Assertions.within(1e-6));
                spoken.merge(wanted.by().voice(), 1, Integer::sum);
            }
        }
        assertThat(spoken.get(korean ? "voice-ko" : "voice-en")).isGreaterThan(100);
        assertThat(spoken).as("languages").hasSize(2);
    }

    private static Optional<Failure> end(GrowingUtterance growing, String rest, List<Sentence> sentences) {
        for (Growth growth : List.of(growing.append(rest))) {
            if (growth instanceof Growth.Refused refused) {
                return Optional.of(refused.failure());
            }
            sentences.addAll(sentences(growth));
        }
        Growth growth = growing.close();
        if (growth instanceof Growth.Refused refused) {
            return Optional.of(refused.failure());
        }
        sentences.addAll(sentences(growth));
        return Optional.empty();
    }

    /** Where each sentence begins and ends, less the flushes before, and whether it goes on. */
    private static List<String> places(List<Sentence> sentences, List<Integer> flushes) {
        return sentences.stream()
                .flatMap(sentence -> sentence.words().stream()
                        .map(word -> place(word.sourceStart(), flushes) + ".." + place(word.sourceEnd(), flushes)
                                + sentence.goesOn()))
                .toList();
    }

    private static long place(int index, List<Integer> flushes) {
        return index - flushes.stream().filter(flush -> flush < index).count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OK! 네, 알겠습니다. The rest is English, and long.",
                "네. Yes, and so on it goes for a while.",
                "A. 안녕하세요 여러분. Bye."
            })
    void knowsKoreanByTheBeginning(String text) {
        Plan plan = planner.plan(event(Map.of()).setText(text).setLanguage("en").build(), KEY, Instant.EPOCH);

        boolean korean = text.indexOf("여") > 0 || text.startsWith("OK");
        assertThat(((Plan.Spoken) plan).by().voice()).isEqualTo(korean ? "voice-ko" : "voice-en");
    }

    /** Who wants to hear a clause is not to wait for a full stop; where nobody does, names in a row are no English. */
    @Test
    void aClauseWithoutHangulIsNotKorean() {
        TextEvent first = event(Map.of("cut", "clause")).setLanguage("en").build();
        GrowingUtterance growing = planner.begin(first, KEY, Routes.NONE);
        assertThat(sentences(growing.append("We take the old road along the river ")))
                .isEmpty();
        assertThat(sentences(growing.append("to the mill, and "))).hasSize(1);
        assertThat(growing.by().orElseThrow().voice()).isEqualTo("voice-en");

        String names = "Spring Boot, Kafka Streams, ONNX Runtime, Jackson, Avro를 함께 쓰면 코드가 짧아지고 운영하는 사람이 밤에 편히 잘 수 있고 "
                + "장애가 나도 메시지를 잃지 않는 시스템을 만들 수 있습니다. 자세한 것은 문서에 있습니다.";
        Plan plan =
                planner.plan(event(Map.of()).setText(names).setLanguage("en").build(), KEY, Instant.EPOCH);
        assertThat(((Plan.Spoken) plan).by().voice()).isEqualTo("voice-ko");
    }

    @Test
    void waitsForNoLetterWhereTheEventSaysKorean() {
        for (String language : List.of("ko", "en")) {
            TextEvent first = event(Map.of()).setLanguage(language).build();
            GrowingUtterance growing = planner.begin(first, KEY, Routes.NONE);

            boolean korean = language.equals("ko");
            assertThat(sentences(growing.append("네. 그 "))).hasSize(korean ? 1 : 0);
            assertThat(sentences(growing.append("다음으로 가겠습니다. 그 "))).hasSize(korean ? 1 : 2);
            assertThat(growing.by().orElseThrow().voice()).isEqualTo("voice-ko");
        }
    }

    @Test
    void refusesInPartsWhatIsRefusedInWhole() {
        TextEvent german = event(Map.of()).setLanguage("de").build();
        GrowingUtterance growing = planner.begin(german, KEY, Routes.NONE);

        assertThat(sentences(growing.append("Guten"))).isEmpty();
        assertThat(growing.append(" Morgen, liebe Leute. Und "))
                .isEqualTo(new Growth.Refused(new Failure(FailureReason.UNKNOWN_LANGUAGE, "nobody speaks de")));
        GrowingUtterance nothing = planner.begin(event(Map.of()).build(), KEY, Routes.NONE);
        assertThat(sentences(nothing.append(" \u2014 "))).isEmpty();
        assertThat(((Growth.Refused) nothing.close()).failure().reason()).isEqualTo(FailureReason.EMPTY_TEXT);
    }

    @Test
    void givesOutNoMoreThanMayBeSpoken() {
        UtterancePlanner brief = planner(10);
        String sentence = "This is one of many sentences of some length. ";
        GrowingUtterance growing = brief.begin(event(Map.of()).build(), KEY, Routes.NONE);
        List<Sentence> sentences = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sentences.addAll(sentences(growing.append(sentence)));
        }

        assertThat(sentences).hasSize(3);
        assertThat(growing.isTooLong()).isTrue();
        assertThat(sentences(growing.close())).isEmpty();
        Plan whole = brief.plan(event(Map.of()).setText(sentence.repeat(20)).build(), KEY, Instant.EPOCH);
        assertThat(((Plan.Refused) whole).failure().reason()).isEqualTo(FailureReason.TEXT_TOO_LONG);
        assertThat(((Plan.Refused) whole).failure().detail()).contains("about 5");
    }

    @Test
    void looksAtAPartOnlyForWhatHoldsForTheUtterance() {
        TextEvent.Builder part = event(Map.of()).setPart(new TextPart(0, false, false));

        assertThat(planner.refusal(part.build(), Instant.EPOCH)).isEmpty();
        assertThat(planner.refusal(part.setSsml(true).build(), Instant.EPOCH))
                .map(Failure::reason)
                .contains(FailureReason.UNSUPPORTED);
    }

    @Test
    void numbersTheSegmentsOfParts() {
        GrowingUtterance growing = planner.begin(event(Map.of("cut", "clause")).build(), KEY, Routes.NONE);
        List<Sentence> first = sentences(growing.append("When all of them had gone away at last, we sat down. Then "));
        Segments segments =
                new Segments(growing.by().orElseThrow(), growing.options(), "u", 2, new SourceOffset("t", 1, 7), 1000);

        List<Segment> more = segments.more(first, 0, 1500);
        assertThat(more).extracting(Segment::getSegment).containsExactly(0, 1);
        assertThat(more).extracting(Segment::getPauseMs).containsExactly(0, -1);
        assertThat(more).noneMatch(Segment::getLast);
        List<Segment> none = segments.last(List.of(), 2, 1600, UtteranceEnding.CUT);
        assertThat(none).singleElement().satisfies(last -> {
            assertThat(last.getWords()).isEqualTo(List.<Word>of());
            assertThat(last.getLast()).isTrue();
            assertThat(last.getSegment()).isEqualTo(2);
            assertThat(last.getEnding()).isEqualTo(UtteranceEnding.CUT);
            assertThat(last.getEventTimestamp()).isEqualTo(1000);
            assertThat(last.getReadyAt()).isEqualTo(1600);
        });
    }
}
