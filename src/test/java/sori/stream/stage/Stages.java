package sori.stream.stage;

import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.stream.intake.NormalizeProcessor;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Voices;
import sori.trace.CarriedHeaders;
import sori.trace.Spans;

/** The topology's processors, with the usual settings; whatever is done beside them is done at once. */
public final class Stages {
    private static final SpeechSettings SETTINGS = SpeechSettings.DEFAULT;
    private static final List<String> NEXT = List.of("next");

    private Stages() {}

    /** A mel stage that somebody watches. */
    static Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> watchedMel(
            Voices voices, boolean exactlyOnce, Clock clock, SpeechMetrics metrics) {
        StageSetup usual = setup(voices, exactlyOnce, clock);
        StageSetup watched = new StageSetup(
                SETTINGS,
                () -> new StageParts(voices, SerialExecutor::here, metrics),
                exactlyOnce,
                true,
                usual.headers(),
                usual.spans(),
                NEXT,
                clock);
        return () -> new OrderedStage<>(StageWork.mel(), watched);
    }

    public static Supplier<StageParts> parts(Voices voices) {
        return () -> new StageParts(voices, SerialExecutor::here);
    }

    /** Whose vocoder works only when it is told to: what it has to do waits in the queue. */
    static Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> speak(
            Voices voices, boolean exactlyOnce, Clock clock, Queue<Runnable> vocoding) {
        SerialExecutor beside = new SerialExecutor() {
            @Override
            public void execute(Runnable work) {
                vocoding.add(work);
            }

            @Override
            public void close() {
                vocoding.clear();
            }
        };
        StageSetup setup = new StageSetup(
                SETTINGS,
                () -> new StageParts(voices, () -> beside),
                exactlyOnce,
                true,
                CarriedHeaders.TRACE,
                Spans.NONE,
                NEXT,
                clock);
        return () -> new OrderedStage<>(StageWork.speak(SETTINGS, SETTINGS.maxRecordBytes()), setup);
    }

    static StageSetup setup(Voices voices, boolean exactlyOnce, Clock clock) {
        return new StageSetup(
                SETTINGS, parts(voices), exactlyOnce, true, CarriedHeaders.TRACE, Spans.NONE, NEXT, clock);
    }

    public static Supplier<Processor<Bytes, TextEvent, Bytes, SpecificRecordBase>> normalize(
            Voices voices, boolean exactlyOnce, Clock clock) {
        return () -> new NormalizeProcessor(setup(voices, exactlyOnce, clock));
    }

    static Supplier<Processor<Bytes, Segment, Bytes, SpecificRecordBase>> embed(
            Voices voices, boolean exactlyOnce, Clock clock) {
        return () -> new EmbedProcessor(setup(voices, exactlyOnce, clock));
    }

    public static Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> mel(
            Voices voices, boolean exactlyOnce, Clock clock) {
        return () -> new OrderedStage<>(StageWork.mel(), setup(voices, exactlyOnce, clock));
    }

    static Supplier<Processor<Bytes, MelChunk, Bytes, SpecificRecordBase>> vocode(
            Voices voices, boolean exactlyOnce, Clock clock) {
        return () -> new OrderedStage<>(
                StageWork.vocode(SETTINGS, SETTINGS.maxRecordBytes(), exactlyOnce), setup(voices, exactlyOnce, clock));
    }

    static Supplier<Processor<Bytes, SymbolSequence, Bytes, SpecificRecordBase>> speak(
            Voices voices, boolean exactlyOnce, Clock clock) {
        return () -> new OrderedStage<>(
                StageWork.speak(SETTINGS, SETTINGS.maxRecordBytes()), setup(voices, exactlyOnce, clock));
    }
}
