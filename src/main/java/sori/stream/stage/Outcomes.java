package sori.stream.stage;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;
import sori.schema.UtteranceEnding;
import sori.synthesis.Stage;

/** Tells {@link SpeechMetrics} what leaves an application: ends of utterances, audio and failures. Thread-safe. */
public final class Outcomes implements Consumer<SpecificRecordBase> {
    private static final String SPOKEN = "ok";
    private static final String FAILED = "failed";

    private final String last;
    private final Supplier<SpeechMetrics> metrics;

    /** @param last stage whose results leave the application */
    public Outcomes(Stage last, Supplier<SpeechMetrics> metrics) {
        this.last = last.title();
        this.metrics = metrics;
    }

    @Override
    public void accept(SpecificRecordBase written) {
        SpeechMetrics to = metrics.get();
        if (written instanceof SpeechFailure failure) {
            to.failed(failure.getStage(), failure.getReason());
        } else if (written instanceof AudioChunk audio) {
            to.audio(StageMeter.seconds(audio));
            if (audio.getLast()) {
                to.ended(last, audio.getStatus().name().toLowerCase(Locale.ROOT));
            }
        } else if (written instanceof MelChunk mel && mel.getLast() && mel.getEndOfSegment()) {
            to.ended(last, status(mel.getEnding(), mel.getStatus() == MelStatus.FAILED));
        } else if (written instanceof SymbolSequence symbols && symbols.getLast()) {
            to.ended(last, status(symbols.getEnding(), symbols.getFailed()));
        } else if (written instanceof Segment segment && segment.getLast()) {
            to.ended(last, status(segment.getEnding(), segment.getFailed()));
        }
    }

    private static String status(UtteranceEnding ending, boolean failed) {
        if (failed) {
            return FAILED;
        }
        return ending == UtteranceEnding.SPOKEN ? SPOKEN : ending.name().toLowerCase(Locale.ROOT);
    }
}
