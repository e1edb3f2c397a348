package sori.stream.intake;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.UtteranceName;
import sori.schema.FailureReason;
import sori.schema.OpenText;
import sori.schema.Segment;
import sori.schema.TextPart;
import sori.schema.UtteranceEnding;
import sori.stream.stage.Unworded;
import sori.stream.store.OpenTexts;
import sori.stream.store.SeenUtterances;
import sori.stream.store.StateRefusedException;
import sori.synthesis.Failure;
import sori.synthesis.GrowingUtterance;
import sori.synthesis.GrowingUtterance.Growth;
import sori.synthesis.Routes;
import sori.synthesis.Segments;
import sori.synthesis.SourceOffset;
import sori.synthesis.SpeechSettings;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.UtterancePlanner.Resumed;
import sori.text.Sentence;

/** Reads the parts of open texts in their order: what becomes final goes out, and what is left is laid aside. For one stream thread. */
final class PartReading {
    private static final Logger LOG = LoggerFactory.getLogger(PartReading.class);

    private final OpenTexts texts;
    private final SpeechSettings settings;
    private final UtterancePlanner planner;
    private final SeenUtterances seen;
    private final Routes routes;
    private final Outlet outlet;

    /** Where sentences and failures go. */
    interface Outlet {
        void emit(Bytes key, Segment segment, long timestamp, Headers headers);

        void fail(UtteranceName name, SourceOffset source, long timestamp, Headers headers, Failure failure);

        default void emit(OpenText text, Segment segment, long timestamp) {
            emit(OpenTexts.key(text), segment, timestamp, OpenTexts.headers(text));
        }

        default void fail(OpenText text, long timestamp, Failure failure) {
            fail(OpenTexts.name(text), OpenTexts.source(text), timestamp, OpenTexts.headers(text), failure);
        }

        default void fail(TextArrival of, Failure failure) {
            fail(of.name(), of.source(), of.timestamp(), of.headers(), failure);
        }
    }

    PartReading(
            OpenTexts texts,
            SpeechSettings settings,
            UtterancePlanner planner,
            SeenUtterances seen,
            Routes routes,
            Outlet outlet) {
        this.texts = texts;
        this.settings = settings;
        this.planner = planner;
        this.seen = seen;
        this.routes = routes;
        this.outlet = outlet;
    }

    /**
     * Reads the next part of a text.
     *
     * @return whether the text is still open
     */
    boolean read(OpenText text, TextArrival part, TextPart place) {
        String more = part.event().getText();
        long characters = (long) text.getCharacters() + more.codePointCount(0, more.length());
        Resumed resumed = planner.resume(text, routes);
        if (resumed instanceof Resumed.Refused refused) {
            giveUp(text, refused.failure(), part.timestamp());
            return false;
        }
        GrowingUtterance growing = ((Resumed.Growing) resumed).utterance();
        int before = growing.sentences();
        if (characters > settings.maxCharacters()) {
            cut(text, growing, before, List.of(), part.timestamp(), tooManyCharacters());
            return false;
        }
        text.setCharacters((int) characters);
        Growth growth = growing.append(more);
        if (place.getLast()) {
            growth = then(growth, growing::close);
        } else if (place.getFlush()) {
            growth = then(growth, growing::flush);
        }
        if (growth instanceof Growth.Refused refused) {
            giveUp(text, refused.failure(), part.timestamp());
            return false;
        }
        List<Sentence> sentences = ((Growth.Sentences) growth).sentences();
        if (growing.isTooLong()) {
            cut(text, growing, before, sentences, part.timestamp(), tooLong());
            return false;
        }
        if (place.getLast()) {
            emit(
                    text,
                    segments(text, growing).last(sentences, before, part.timestamp(), UtteranceEnding.SPOKEN),
                    part.timestamp());
            end(text);
            return false;
        }
        if (!sentences.isEmpty()) {
            emit(text, segments(text, growing).more(sentences, before, part.timestamp()), part.timestamp());
        }
        growing.save(text);
        texts.put(text);
        return true;
    }

    private interface Step {
        Growth take();
    }

    private static Growth then(Growth first, Step step) {
        if (!(first instanceof Growth.Sentences some)) {
            return first;
        }
        Growth second = step.take();
        if (!(second instanceof Growth.Sentences more)) {
            return second;
        }
        List<Sentence> all = new ArrayList<>(some.sentences());
        all.addAll(more.sentences());
        return new Growth.Sentences(all);
    }

    private Failure tooManyCharacters() {
        return new Failure(
                FailureReason.TEXT_TOO_LONG,
                "the parts have more than " + settings.maxCharacters()
                        + " characters (maxCharacters); what is over them" + " is not spoken");
    }

    private Failure tooLong() {
        return new Failure(
                FailureReason.TEXT_TOO_LONG,
                "the parts would take more than " + settings.maxSpokenSeconds()
                        + " s to speak (maxSpokenSeconds); what is" + " over them is not spoken");
    }

    private static Segments segments(OpenText text, GrowingUtterance growing) {
        return new Segments(
                growing.by().orElseThrow(),
                growing.options(),
                text.getUtteranceId(),
                text.getAttempt(),
                OpenTexts.source(text),
                text.getEventTimestamp());
    }

    private void emit(OpenText text, List<Segment> segments, long timestamp) {
        segments.forEach(segment -> outlet.emit(text, segment, timestamp));
    }

    /** Ends a text before its last part, with all that has come of it. */
    private void cut(
            OpenText text,
            GrowingUtterance growing,
            int before,
            List<Sentence> sentences,
            long timestamp,
            Failure why) {
        List<Sentence> all = new ArrayList<>(sentences);
        if (growing.close() instanceof Growth.Sentences rest) {
            all.addAll(rest.sentences());
        }
        if (before > 0 || !all.isEmpty()) {
            emit(text, segments(text, growing).last(all, before, timestamp, UtteranceEnding.CUT), timestamp);
        }
        outlet.fail(text, timestamp, why);
        end(text);
    }

    /** Nobody can speak it, or not any more. */
    void giveUp(OpenText text, Failure why, long timestamp) {
        outlet.fail(text, timestamp, why);
        if (text.getSegments() > 0) {
            outlet.emit(text, Segments.failed(text), timestamp);
        }
        close(text, Integer.MAX_VALUE);
    }

    private void end(OpenText text) {
        int left = close(text, text.getNextPart());
        if (left > 0) {
            String detail = left + " parts behind part " + (text.getNextPart() - 1) + ", the last one, are not spoken";
            outlet.fail(text, text.getChangedAt(), new Failure(FailureReason.PART_REFUSED, detail));
        }
    }

    /** @param done parts that are nothing new when they come again */
    int close(OpenText text, int done) {
        seen.done(OpenTexts.name(text), done);
        return texts.close(text);
    }

    /** Ends a text whose next part does not come. */
    void cutOff(OpenText text, Failure why, long nowMs) {
        try {
            if (planner.resume(text, routes) instanceof Resumed.Growing open) {
                GrowingUtterance growing = open.utterance();
                cut(text, growing, growing.sentences(), List.of(), nowMs, why);
            } else {
                giveUp(text, why, nowMs);
            }
        } catch (KafkaException | StateRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the end of a text broke this stage", Unworded.of(e));
            giveUp(text, Failure.internal(e), nowMs);
        }
    }
}
