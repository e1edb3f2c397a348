package sori.shadow;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Codec;
import sori.kafka.UtteranceName;
import sori.mel.MelDistance;
import sori.schema.AudioChunk;
import sori.schema.ShadowComparison;
import sori.schema.TextEvent;
import sori.stream.intake.TextIntake;
import sori.stream.stage.Unworded;
import sori.synthesis.CannotSpeakException;
import sori.synthesis.Failure;
import sori.synthesis.SourceOffset;
import sori.synthesis.Speech;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Synthesizer;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.UtterancePlanner.Plan;
import sori.synthesis.Voices;

/**
 * What a shadow makes of one text record: nothing, or audio and a comparison. What nobody could speak anyway is passed over, for the
 * pipeline reports it. For one thread.
 */
final class ShadowTrial {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowTrial.class);

    private final Synthesizer synthesizer;
    private final Shadows shadows;
    private final Clock clock;
    private final UtterancePlanner planner;
    private final TextIntake intake;
    private final int maxRecordBytes;

    /** Which version is a voice's shadow. */
    interface Shadows {
        /** The version that speaks a key's texts where nobody listens, if one does. */
        Optional<String> of(String voice, Bytes key);
    }

    /** @param audio of the shadow; none if it could not speak */
    record Tried(Bytes key, List<AudioChunk> audio, ShadowComparison comparison) {}

    /** @param codec of the texts */
    ShadowTrial(SpeechSettings settings, Voices voices, Shadows shadows, Clock clock, Codec<TextEvent> codec) {
        this.intake = new TextIntake(codec);
        this.maxRecordBytes = settings.maxRecordBytes();
        this.synthesizer = new Synthesizer(voices, settings);
        this.shadows = shadows;
        this.clock = clock;
        this.planner = new UtterancePlanner(settings, voices);
    }

    /** @param record of a text topic */
    Optional<Tried> of(ConsumerRecord<Bytes, byte[]> record) throws InterruptedException {
        Optional<TextEvent> read = intake.read(record.key(), record.value(), maxRecordBytes);
        if (read.isEmpty()) {
            return Optional.empty(); // what the pipeline refuses is nothing to compare
        }
        TextEvent event = read.get();
        SourceOffset origin = new SourceOffset(record.topic(), record.partition(), record.offset());
        @Nullable String named = event.getUtteranceId();
        String id = named == null || named.isBlank() ? origin.id() : named;
        @Nullable Bytes given = record.key();
        Bytes key = given == null ? UtteranceName.bytes(id) : given;
        // The shadow may come late; what had not expired when it was written was heard.
        Instant written = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        if (!(plan(event, key, written) instanceof Plan.Spoken plan)) {
            return Optional.empty();
        }
        Optional<String> version = shadows.of(plan.by().voice(), key)
                .filter(each -> !each.equals(plan.by().version()));
        if (version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(compare(new Text(event, id, key, origin), plan, version.get()));
    }

    private record Text(TextEvent event, String id, Bytes key, SourceOffset origin) {
        /** The same, to be spoken by one version whenever that is. */
        TextEvent pinned(String voice, String version) {
            return TextEvent.newBuilder(event)
                    .setVoice(voice)
                    .setVoiceVersion(version)
                    .setExpiresAt(null)
                    .build();
        }
    }

    private Plan plan(TextEvent event, Bytes key, Instant when) {
        try {
            return planner.plan(event, key.get(), when);
        } catch (RuntimeException e) {
            return new Plan.Refused(Failure.internal(e));
        }
    }

    /** An attempt to speak; without speech it has a reason. */
    private record Attempt(Optional<Speech> speech, String failure) {}

    private Tried compare(Text text, Plan.Spoken plan, String shadowVersion) throws InterruptedException {
        String voice = plan.by().voice();
        Attempt spoken = speak(text, voice, plan.by().version());
        Attempt shadow = speak(text, voice, shadowVersion);
        ShadowComparison.Builder comparison = ShadowComparison.newBuilder()
                .setUtteranceId(text.id())
                .setVoice(voice)
                .setSpokenVersion(plan.by().version())
                .setShadowVersion(shadowVersion)
                .setSpoken(spoken.speech().map(SpeechFigures::of).orElse(null))
                .setShadow(shadow.speech().map(SpeechFigures::of).orElse(null))
                .setFailure((shadow.failure() + " " + spoken.failure()).strip())
                .setComparedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setSourceTopic(text.origin().topic())
                .setSourcePartition(text.origin().partition())
                .setSourceOffset(text.origin().offset());
        if (spoken.speech().isPresent() && shadow.speech().isPresent()) {
            relate(spoken.speech().get(), shadow.speech().get(), comparison);
        }
        List<AudioChunk> audio = shadow.speech().map(Speech::audio).orElse(List.of());
        return new Tried(text.key(), audio, comparison.build());
    }

    private Attempt speak(Text text, String voice, String version) throws InterruptedException {
        String id = voice + "@" + version;
        try {
            Speech speech =
                    synthesizer.speak(text.pinned(voice, version), text.key().get(), text.origin(), audio -> {});
            return new Attempt(Optional.of(speech), "");
        } catch (CannotSpeakException e) {
            return new Attempt(Optional.empty(), id + ": " + e.getMessage() + ".");
        } catch (RuntimeException e) {
            LOG.warn("{} cannot speak {}", id, text.id(), Unworded.of(e));
            return new Attempt(Optional.empty(), id + ": " + e.getMessage() + ".");
        }
    }

    private static void relate(Speech spoken, Speech shadow, ShadowComparison.Builder comparison) {
        if (spoken.samples() > 0 && shadow.samples() > 0) {
            comparison.setDurationRatio(shadow.seconds() / spoken.seconds());
        }
        int sentences = Math.min(spoken.sentences().size(), shadow.sentences().size());
        MelDistance distance = MelDistance.NONE;
        for (int i = 0; i < sentences && spoken.format().equals(shadow.format()); i++) {
            float[] mel = shadow.sentences().get(i).mel();
            distance = distance.plus(MelDistance.of(
                    mel, spoken.sentences().get(i).mel(), spoken.format().mels()));
        }
        if (distance.steps() > 0) {
            comparison.setMelDistance(distance.mean());
        }
    }
}
