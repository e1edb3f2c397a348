package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.MelStatus;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.SymbolSequence;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.topology.Nodes;

/** Utterances that lack something between the stages, or that somebody writes twice: they hold nobody up and fill no heap. */
class OpenUtterancesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private StoredStage<SymbolSequence> mel;
    private StoredStage<MelChunk> vocode;

    @BeforeEach
    void start() {
        voices.streaming = true;
        mel = new StoredStage<>(Stage.MEL, state.resolve("mel"), mel());
        vocode = new StoredStage<>(Stage.VOCODE, state.resolve("vocode"), vocode());
    }

    private Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> mel() {
        return Stages.mel(voices, true, CLOCK);
    }

    private Supplier<Processor<Bytes, MelChunk, Bytes, SpecificRecordBase>> vocode() {
        return Stages.vocode(voices, true, CLOCK);
    }

    private static SymbolSequence sentence(String id, int segment, boolean last) {
        return Sentences.sentence(id, segment, last)
                .setSymbols(List.of(11, 12, 13, 1))
                .build();
    }

    private static <T> List<T> only(List<SpecificRecordBase> records, Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Ids of utterances that the mel stage has brought to their end. */
    private List<String> endedInMel() {
        for (int i = 0; i < 20; i++) { // what the engine has room for at once takes a few
            mel.punctuate();
        }
        return only(mel.forwarded(), MelChunk.class).stream()
                .filter(chunk -> chunk.getLast() && chunk.getEndOfSegment())
                .map(MelChunk::getUtteranceId)
                .toList();
    }

    @ParameterizedTest(name = "gap at {0}, restart: {1}")
    @CsvSource({"1,false", "1,true", "2,false", "2,true", "50000,true"})
    void aSentenceThatNeverComesHoldsNobodyElseUp(int gap, boolean restart) {
        for (int i = 0; i < 4 * SpeechSettings.DEFAULT.openJobs(); i++) {
            for (int segment = 0; segment < Math.min(gap, 3); segment++) {
                mel.process("room" + i, sentence("gap" + i, segment, false));
            }
            mel.process("room" + i, sentence("gap" + i, gap + 1, true));
        }
        if (restart) {
            mel.restart();
        }
        assertThat(endedInMel()).isEmpty();
        mel.process("other", sentence("good", 0, true));
        assertThat(endedInMel()).containsExactly("good");
    }

    @Test
    void whatCameBeforeItsTurnIsSpokenInOrderOnceTheGapIsFilled() {
        mel.process("room", sentence("u", 0, false));
        mel.process("room", sentence("u", 2, false));
        mel.process("room", sentence("u", 3, true));
        assertThat(endedInMel()).isEmpty();
        mel.restart();
        mel.process("room", sentence("u", 1, false));
        mel.punctuate();
        List<Integer> segments = new ArrayList<>();
        only(mel.forwarded(), MelChunk.class).forEach(chunk -> {
            if (chunk.getEndOfSegment()) {
                segments.add(chunk.getSegment());
            }
        });
        assertThat(segments).containsExactly(1, 2, 3);
        assertThat(mel.journalled()).isZero();
    }

    @Test
    void aStageParksUtterancesThatWaitForTheirRestAndGoesOnWithThem() {
        StoredStage<SymbolSequence> speak =
                new StoredStage<>(Nodes.SPEAK, state.resolve("speak"), Stages.speak(voices, true, CLOCK));
        int open = StageWork.MOST_UNFINISHED_SENTENCES + 200;
        List<SpecificRecordBase> forwarded = new ArrayList<>();
        for (int i = 0; i < open; i++) {
            speak.process("room" + i, sentence("open" + i, 0, false));
            forwarded.addAll(speak.drained());
        }
        assertThat(only(forwarded, SpeechFailure.class)).isEmpty();
        assertThat(voices.leased).as("what is parked holds nothing").hasSize(StageWork.MOST_UNFINISHED_SENTENCES);
        speak.cancel("room7", "open7");
        forwarded.addAll(speak.drained());
        for (int i = 0; i < open; i++) {
            if (i == open / 2) {
                speak.restart();
            }
            speak.process("room" + i, sentence("open" + i, 1, true));
            forwarded.addAll(speak.drained());
        }
        List<AudioChunk> ends = only(forwarded, AudioChunk.class).stream()
                .filter(AudioChunk::getLast)
                .toList();
        assertThat(ends).hasSize(open);
        assertThat(ends).extracting(AudioChunk::getUtteranceId).doesNotHaveDuplicates();
        assertThat(ends)
                .filteredOn(end -> end.getStatus() != SpeechStatus.OK)
                .extracting(AudioChunk::getUtteranceId)
                .containsExactly("open7");
        StoredStage<SymbolSequence> quiet =
                new StoredStage<>(Nodes.SPEAK, state.resolve("quiet"), Stages.speak(voices, true, CLOCK));
        quiet.process("room", sentence("open0", 0, false));
        quiet.process("room", sentence("open0", 1, true));
        assertThat(only(forwarded, AudioChunk.class).stream()
                        .filter(chunk -> chunk.getUtteranceId().equals("open0")))
                .isEqualTo(only(quiet.drained(), AudioChunk.class));
        assertThat(speak.journalled()).isZero();
        assertThat(voices.leased).isEmpty();
    }

    @Test
    void theMelStageWaitsForTheRestOfSoManyUtterancesAndNoMore() {
        int more = 5;
        int parked = 10;
        StageWork<SymbolSequence, MelChunk, MelMark> usual = StageWork.mel();
        StageWork<SymbolSequence, MelChunk, MelMark> few = new StageWork<>(
                usual.stage(),
                usual.node(),
                usual.input(),
                usual.mark(),
                usual.inputs(),
                usual.start(),
                usual.work(),
                StageWork.MOST_UNFINISHED_SENTENCES - parked,
                parked);
        mel = new StoredStage<>(
                Stage.MEL, state.resolve("few"), () -> new OrderedStage<>(few, Stages.setup(voices, true, CLOCK)));
        List<SpecificRecordBase> forwarded = new ArrayList<>();
        for (int i = 0; i < StageWork.MOST_UNFINISHED_SENTENCES + more; i++) {
            mel.process("room" + i, sentence("open" + i, 0, false));
            mel.punctuate();
            forwarded.addAll(mel.forwarded());
        }
        mel.punctuate();
        forwarded.addAll(mel.forwarded());
        assertThat(only(forwarded, SpeechFailure.class))
                .hasSize(more)
                .allMatch(failure -> failure.getDetail().contains("sentence 1 never came"));
        assertThat(only(forwarded, MelChunk.class).stream().filter(chunk -> chunk.getStatus() == MelStatus.FAILED))
                .extracting(MelChunk::getUtteranceId)
                .containsExactly("open0", "open1", "open2", "open3", "open4");
    }

    private List<MelChunk> chunks(String id) {
        StoredStage<SymbolSequence> quiet = new StoredStage<>(Stage.MEL, state.resolve("quiet-" + id), mel());
        quiet.process("room", sentence(id, 0, true));
        quiet.punctuate();
        return only(quiet.forwarded(), MelChunk.class);
    }

    @ParameterizedTest(name = "with {0} frames")
    @ValueSource(ints = {0, 1, 2})
    void aChunkThatIsWrittenAgainOtherwiseChangesNothing(int frames) {
        List<MelChunk> chunks = chunks("u");
        vocode.process("room", chunks.get(0));
        vocode.process("room", chunks.get(1));
        List<SpecificRecordBase> heard = new ArrayList<>(vocode.drained());
        MelChunk forged = MelChunk.newBuilder(chunks.get(0))
                .setFrames(frames)
                .setMel(chunks.get(0).getMel().duplicate().limit(frames * 4 * FakeVoices.FORMAT.mels()))
                .setAttended(List.of())
                .setEndOfSegment(frames == 0)
                .build();
        vocode.process("room", forged);
        vocode.restart();
        vocode.punctuate();
        vocode.processAll("room", chunks.subList(2, chunks.size()));
        heard.addAll(vocode.drained());

        StoredStage<MelChunk> quiet = new StoredStage<>(Stage.VOCODE, state.resolve("quiet"), vocode());
        quiet.processAll("room", chunks);
        assertThat(heard).isEqualTo(quiet.drained());
    }

    @Test
    void theVocodeStageSpeaksSoManyUtterancesAtOnceAndNoMore() {
        int more = 3;
        MelChunk first = chunks("open").get(0);
        List<SpecificRecordBase> forwarded = new ArrayList<>();
        for (int i = 0; i < StageWork.MOST_UNFINISHED_CHUNKS + more; i++) {
            vocode.process(
                    "room" + i,
                    MelChunk.newBuilder(first).setUtteranceId("open" + i).build());
            forwarded.addAll(vocode.drained());
        }
        vocode.punctuate();
        forwarded.addAll(vocode.drained());
        assertThat(only(forwarded, SpeechFailure.class)).hasSize(more);
        assertThat(only(forwarded, AudioChunk.class).stream().filter(AudioChunk::getLast))
                .hasSize(more)
                .allMatch(chunk -> chunk.getStatus() == SpeechStatus.FAILED);
    }
}
