package sori.stream.intake;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.FailureReason;
import sori.schema.OpenText;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.schema.WaitingText;
import sori.stream.stage.Unworded;
import sori.stream.store.OpenTexts;
import sori.stream.store.SeenUtterances;
import sori.stream.store.StateRefusedException;
import sori.synthesis.Failure;
import sori.synthesis.Routes;
import sori.synthesis.Segments;
import sori.synthesis.SpeechSettings;
import sori.synthesis.UtterancePlanner;
import sori.text.Language;
import sori.trace.CarriedHeaders;

/**
 * Speaks texts that come in parts: each sentence as soon as no later part can change it, and the end when the last part has come, or
 * when the next one has not for too long. For one stream thread.
 */
final class LiveTexts {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTexts.class);

    /** Of one text: so many are more than anybody types. */
    private static final int MOST_PARTS = 20_000;

    /** How far a part may be ahead of the one that is waited for. */
    private static final int MOST_AHEAD = 1000;

    /** Between two looks at the time-outs, which are a second apart: longer, and the thread was held up. */
    private static final Duration HELD_UP = Duration.ofSeconds(5);

    /** Of one call: what is left has its turn a second later. */
    private static final int MOST_TIMED_OUT = 2000;

    private final OpenTexts texts;
    private final SpeechSettings settings;
    private final UtterancePlanner planner;
    private final SeenUtterances seen;
    private final PartReading reading;
    private final PartReading.Outlet outlet;
    private final Clock clock;
    /** From when on parts are read as they come. */
    private long readingSinceMs;

    private long lookedAtMs;

    LiveTexts(
            OpenTexts texts,
            SpeechSettings settings,
            UtterancePlanner planner,
            SeenUtterances seen,
            Routes routes,
            PartReading.Outlet outlet,
            Clock clock) {
        this.texts = texts;
        this.settings = settings;
        this.planner = planner;
        this.seen = seen;
        this.reading = new PartReading(texts, settings, planner, seen, routes, outlet);
        this.outlet = outlet;
        this.clock = clock;
        this.readingSinceMs = clock.millis();
        this.lookedAtMs = readingSinceMs;
    }

    /**
     * Takes a part of the open text of its key, or one that opens a text.
     *
     * @return whether the key has no open text behind it
     */
    boolean take(TextArrival part) {
        TextPart place = Objects.requireNonNull(part.event().getPart());
        Optional<OpenText> open = texts.open(part.key());
        Optional<String> wrong = wrong(part.event(), place);
        if (wrong.isPresent()) {
            refuse(part, wrong.get());
        } else if (open.isPresent()) {
            come(open.get(), part, place);
        } else if (place.getIndex() == 0 || !seen.isDone(part.name(), place.getIndex(), clock.millis())) {
            if (place.getIndex() > 0 && seen.isKnown(part.name(), clock.millis())) {
                refuse(part, "the utterance has ended before part " + place.getIndex());
            } else {
                come(begun(part), part, place);
            }
        }
        return texts.open(part.key()).isEmpty();
    }

    private void refuse(TextArrival part, String why) {
        outlet.fail(part, new Failure(FailureReason.PART_REFUSED, why));
    }

    private static Optional<String> wrong(TextEvent event, TextPart place) {
        if (event.getUtteranceId() == null || event.getUtteranceId().isBlank()) {
            return Optional.of("a part of a text needs the utteranceId that it shares with the others");
        }
        if (place.getIndex() < 0 || place.getIndex() >= MOST_PARTS) {
            return Optional.of("part.index is " + place.getIndex() + ", not in 0.." + (MOST_PARTS - 1));
        }
        return event.getSsml()
                ? Optional.of("SSML cannot come in parts, as its elements end where nobody knows yet; send it whole")
                : Optional.empty();
    }

    /** A text of which nothing is known but that a part of it came. */
    private OpenText begun(TextArrival part) {
        return OpenText.newBuilder()
                .setKey(ByteBuffer.wrap(part.key().get()))
                .setUtteranceId(part.name().id())
                .setSourceTopic(part.source().topic())
                .setSourcePartition(part.source().partition())
                .setSourceOffset(part.source().offset())
                .setEventTimestamp(part.timestamp())
                .setChangedAt(clock.millis())
                .setHeaders(CarriedHeaders.kept(part.headers()))
                .build();
    }

    /** A part of an open text, whether it is its turn or not. */
    private void come(OpenText text, TextArrival part, TextPart place) {
        int ahead = place.getIndex() - text.getNextPart();
        if (ahead < 0) {
            return; // it came before
        }
        if (ahead > MOST_AHEAD) {
            refuse(
                    part,
                    "part " + place.getIndex() + " is too far ahead of part " + text.getNextPart()
                            + ", which is waited for");
            return;
        }
        if (ahead > 0) {
            text.setChangedAt(clock.millis());
            texts.put(text);
            texts.keepPart(part.key(), place.getIndex(), part.waiting());
            return;
        }
        boolean goesOn = grow(text, part);
        while (goesOn) {
            Optional<WaitingText> next = texts.takePart(part.key(), text.getNextPart());
            goesOn = next.isPresent() && grow(text, TextArrival.of(next.get()));
        }
    }

    /** @return whether the text is still open */
    private boolean grow(OpenText text, TextArrival part) {
        TextPart place = Objects.requireNonNull(part.event().getPart());
        boolean first = text.getNextPart() == 0;
        if (first && !begin(text, part)) {
            return false;
        }
        text.setChangedAt(clock.millis());
        text.setNextPart(place.getIndex() + 1);
        if (!first && contradicts(text, part.event())) {
            refuse(
                    part,
                    "part " + place.getIndex() + " asks for another voice, language or options than part 0: it is not"
                            + " spoken; only part 0 may name them");
            part = new TextArrival(
                    part.name(),
                    TextEvent.newBuilder(part.event()).setText("").build(),
                    part.source(),
                    part.timestamp(),
                    part.headers());
        }
        try {
            return reading.read(text, part, place);
        } catch (KafkaException | StateRefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a part of a text broke this stage", Unworded.of(e));
            reading.giveUp(text, Failure.internal(e), part.timestamp());
            return false;
        }
    }

    /** Takes over what part 0 says. */
    private boolean begin(OpenText text, TextArrival part) {
        TextEvent event = part.event();
        SeenUtterances.Seen met = seen.meet(part.name(), part.source(), SeenUtterances.Chosen.NOBODY, clock.millis());
        if (met.taken()) {
            String detail = "the id was taken by the event at " + met.by().id();
            outlet.fail(part, new Failure(FailureReason.DUPLICATE, detail));
            texts.close(text);
            return false;
        }
        Optional<Failure> refusal = planner.refusal(event, clock.instant());
        if (refusal.isPresent()) {
            outlet.fail(part, refusal.get());
            reading.close(text, Integer.MAX_VALUE);
            return false;
        }
        text.setSourceTopic(part.source().topic());
        text.setSourcePartition(part.source().partition());
        text.setSourceOffset(part.source().offset());
        text.setEventTimestamp(part.timestamp());
        text.setHeaders(CarriedHeaders.kept(part.headers()));
        text.setAttempt(met.attempt());
        text.setLanguage(event.getLanguage());
        text.setVoice(event.getVoice());
        text.setVoiceVersion(event.getVoiceVersion());
        text.setOptions(event.getOptions());
        return true;
    }

    private static boolean contradicts(OpenText text, TextEvent part) {
        return (part.getLanguage() != null && !isOfLanguage(text, part.getLanguage()))
                || (part.getVoice() != null && !names(part.getVoice(), part.getVoiceVersion(), text))
                || (part.getVoice() == null && part.getVoiceVersion() != null)
                || (!part.getOptions().isEmpty() && !part.getOptions().equals(text.getOptions()));
    }

    private static boolean isOfLanguage(OpenText text, String part) {
        return text.getLanguage() != null && Language.canonical(part).equals(Language.canonical(text.getLanguage()));
    }

    /** Whether a part names the voice that part 0 named, or that was chosen for it. */
    private static boolean names(String voice, @Nullable String version, OpenText text) {
        String[] parts = voice.split("@", 2);
        String asked = parts.length == 2 ? parts[1] : version;
        boolean sameVoice =
                text.getVoice() != null && text.getVoice().split("@", 2)[0].equals(parts[0]);
        return sameVoice && (asked == null || text.getVoiceVersion() == null || asked.equals(text.getVoiceVersion()));
    }

    /**
     * Ends the texts whose next part has not come for too long. Only time in which parts were read counts: after a start, or while the
     * thread was held up, they may lie in the topic.
     *
     * @return their keys
     */
    List<Bytes> timeOut() {
        long nowMs = clock.millis();
        Duration patience = Duration.ofSeconds(settings.partTimeoutSeconds());
        if (nowMs - lookedAtMs > HELD_UP.toMillis()) {
            readingSinceMs = nowMs;
        }
        lookedAtMs = nowMs;
        List<Bytes> ended = new ArrayList<>();
        if (nowMs - readingSinceMs < patience.toMillis()) {
            return ended;
        }
        for (OpenText text : texts.unchangedSince(nowMs - patience.toMillis(), MOST_TIMED_OUT)) {
            Failure why = new Failure(
                    FailureReason.PART_MISSING,
                    "part " + text.getNextPart() + " did not come within " + patience.toSeconds()
                            + " s (partTimeoutSeconds)");
            if (text.getNextPart() == 0) {
                outlet.fail(text, nowMs, why);
                texts.close(text);
            } else {
                reading.cutOff(text, why, nowMs);
            }
            ended.add(OpenTexts.key(text));
        }
        return ended;
    }

    /** Ends an open text that is cancelled, also one of which only later parts than the first have come. */
    void cancel(OpenText text) {
        long nowMs = clock.millis();
        if (text.getNextPart() == 0) {
            text.setAttempt(seen.meet(OpenTexts.name(text), OpenTexts.source(text), SeenUtterances.Chosen.NOBODY, nowMs)
                    .attempt());
        }
        outlet.emit(text, Segments.cancelled(text), nowMs);
        reading.close(text, Integer.MAX_VALUE);
    }

    /** A part of a text that is cancelled and not open: the first of them is answered. */
    void answer(TextArrival part) {
        if (seen.isKnown(part.name(), clock.millis())) {
            return;
        }
        seen.meet(part.name(), part.source(), SeenUtterances.Chosen.NOBODY, clock.millis());
        outlet.emit(begun(part), Segments.cancelled(begun(part)), part.timestamp());
        seen.done(part.name(), Integer.MAX_VALUE);
    }
}
