package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.schema.FailureReason;
import sori.schema.Segment;
import sori.schema.TextEvent;
import sori.schema.Word;
import sori.stream.UtterancePlanner.Plan;
import sori.text.Sentence;

/** Written text to spoken sentences; the voice's version is chosen here, once for the whole utterance. */
final class NormalizeProcessor extends StageProcessor<TextEvent, Segment> {
    private final UtterancePlanner planner;
    private final Duration duplicateWindow;
    private final boolean exactlyOnce;
    private SeenUtterances seen;

    NormalizeProcessor(SpeechSettings settings, Voices voices, boolean exactlyOnce, List<String> next, Clock clock) {
        super(Stage.NORMALIZE, next, clock);
        this.planner = new UtterancePlanner(settings, voices);
        this.exactlyOnce = exactlyOnce;
        this.duplicateWindow = Duration.ofSeconds(settings.duplicateWindowSeconds());
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        KeyValueStore<String, byte[]> store = context.getStateStore(Nodes.seen());
        seen = new SeenUtterances(store, duplicateWindow, exactlyOnce);
        every(Duration.ofMinutes(1), seen::forgetBefore);
    }

    @Override
    public void process(Record<Bytes, TextEvent> record) {
        Origin origin = Origin.of(context());
        TextEvent event = record.value();
        String id = event.getUtteranceId() == null || event.getUtteranceId().isBlank()
                ? origin.id()
                : event.getUtteranceId();
        Bytes key = Keys.of(record, id);
        Plan plan = plan(event);
        if (plan instanceof Plan.Refused refused) {
            fail(key, record.timestamp(), id, origin, refused.failure());
            return;
        }
        SeenUtterances.Seen before = seen.meet(id, origin, clock().millis());
        if (before.taken()) {
            String detail = "the id was taken by the event at " + before.by().id();
            fail(key, record.timestamp(), id, origin, new Failure(FailureReason.DUPLICATE, detail));
            return;
        }
        emitSentences(key, (Plan.Spoken) plan, id, before.attempt(), origin, record.timestamp());
    }

    private void emitSentences(Bytes key, Plan.Spoken spoken, String id, int attempt, Origin origin, long timestamp) {
        List<Sentence> sentences = spoken.text().sentences();
        for (int i = 0; i < sentences.size(); i++) {
            Segment.Builder segment = segment(sentences.get(i), spoken.voice(), origin)
                    .setUtteranceId(id)
                    .setAttempt(attempt)
                    .setSegment(i)
                    .setPauseMs(spoken.text().pausesMs().get(i))
                    .setWarnings(spoken.text().warnings())
                    .setLast(i == sentences.size() - 1);
            emit(key, segment.build(), timestamp);
        }
    }

    private Plan plan(TextEvent event) {
        try {
            return planner.plan(event, clock().instant());
        } catch (RuntimeException e) {
            return new Plan.Refused(Failure.internal(e));
        }
    }

    private static Segment.Builder segment(Sentence sentence, SpeakingVoice voice, Origin origin) {
        List<Word> words = sentence.words().stream()
                .map(word -> new Word(word.spoken(), word.punctuation(), word.sourceStart(), word.sourceEnd()))
                .toList();
        return Segment.newBuilder()
                .setWords(words)
                .setVoice(voice.name())
                .setVoiceVersion(voice.version())
                .setSourceTopic(origin.topic())
                .setSourcePartition(origin.partition())
                .setSourceOffset(origin.offset());
    }
}
