package sori.synthesis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.synthesis.UtterancePlanner.Plan;
import sori.synthesis.Voices.Found;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * Speaks a whole utterance in the caller's thread, without Kafka: plan, segments, symbols, mel, audio. Since an event's id, text and voice
 * version decide every sample, it is the very audio that a pipeline with the same settings and an equal engine makes of the event.
 * Thread-safe: utterances of several threads share the engine's batches.
 */
public final class Synthesizer implements AutoCloseable {
    static {
        GeneratedSchemas.trust();
    }

    private static final Duration VOICE_POLL = Duration.ofMillis(50);

    /** An event that is in no topic. */
    private static final SourceOffset NOWHERE = new SourceOffset("", 0, 0);

    private final Voices voices;
    private final SpeechSettings settings;
    private final UtterancePlanner planner;
    private final Runnable closing;

    /** @param voices stay the caller's */
    public Synthesizer(Voices voices, SpeechSettings settings) {
        this(voices, settings, () -> {});
    }

    private Synthesizer(Voices voices, SpeechSettings settings, Runnable closing) {
        this.voices = voices;
        this.settings = settings;
        this.planner = new UtterancePlanner(settings, voices);
        this.closing = closing;
    }

    /**
     * Opens a voice package, and loads it when it first speaks.
     *
     * @param voice folder of one package, such as {@code models/en-kathleen}
     * @throws IOException if it is no voice, or breaks its contract, saying how
     */
    public static Synthesizer open(Path voice) throws IOException {
        VoicePackage files = VoicePackage.open(voice);
        CatalogVoices voices = new CatalogVoices(new VoiceCatalog(List.of(files), Map.of()), VoiceOptions.DEFAULT);
        SpeechSettings settings =
                SpeechSettings.DEFAULT.withLanguage(files.manifest().language());
        return new Synthesizer(voices, settings, voices::close);
    }

    /**
     * Speaks a text.
     *
     * @throws CannotSpeakException saying why
     */
    public Speech speak(String text) throws CannotSpeakException, InterruptedException {
        return speak(TextEvent.newBuilder().setText(text).build(), audio -> {});
    }

    /**
     * Speaks a text event.
     *
     * @param listener gets each chunk as soon as it is made
     * @throws CannotSpeakException saying why
     */
    public Speech speak(TextEvent event, Consumer<AudioChunk> listener)
            throws CannotSpeakException, InterruptedException {
        return speak(event, UtterancePlanner.keyless(event), NOWHERE, listener);
    }

    /**
     * Speaks a text event as it lies in a topic.
     *
     * @param key the record's: one key is spoken by one version, where several share the work
     * @param source names the utterance if the event does not
     * @param listener gets each chunk as soon as it is made
     * @throws CannotSpeakException saying why
     */
    public Speech speak(TextEvent event, byte[] key, SourceOffset source, Consumer<AudioChunk> listener)
            throws CannotSpeakException, InterruptedException {
        Plan.Spoken plan = plan(event, key);
        try (Voices.Lease lease = voices.lease(plan.by().voice(), plan.by().version())) {
            Found.Here voice = await(lease, plan.by());
            String id = Optional.ofNullable(event.getUtteranceId())
                    .filter(given -> !given.isBlank())
                    .orElseGet(source::id);
            List<SymbolSequence> sentences = new ArrayList<>();
            for (Segment segment : Segments.of(plan, id, 0, source, 0)) {
                SymbolSequence symbols =
                        SegmentEncoding.encoded(segment, voice.voice().encoder());
                require(SegmentEncoding.tooLarge(symbols));
                sentences.add(symbols);
            }
            return speak(sentences, voice, listener);
        }
    }

    private static void require(Optional<Failure> nothing) throws CannotSpeakException {
        if (nothing.isPresent()) {
            throw new CannotSpeakException(nothing.get());
        }
    }

    private Plan.Spoken plan(TextEvent event, byte[] key) throws CannotSpeakException {
        Plan plan = planner.plan(event, key, Instant.now());
        if (plan instanceof Plan.Refused refused) {
            throw new CannotSpeakException(refused.failure());
        }
        return (Plan.Spoken) plan;
    }

    private Found.Here await(Voices.Lease lease, Voices.Choice.Chosen by)
            throws CannotSpeakException, InterruptedException {
        Found found = lease.found();
        long start = System.nanoTime();
        long limitNanos = Duration.ofSeconds(settings.voiceWaitSeconds()).toNanos();
        while (found instanceof Found.Coming && System.nanoTime() - start < limitNanos) {
            Thread.sleep(VOICE_POLL.toMillis());
            found = lease.found();
        }
        if (found instanceof Found.Here here) {
            return here;
        }
        String why = found instanceof Found.Coming coming
                ? "voice " + by.voice() + "@" + by.version() + " did not come within " + settings.voiceWaitSeconds()
                        + " s: " + coming.why()
                : found.whyNot();
        throw new CannotSpeakException(new Failure(FailureReason.UNKNOWN_VOICE, why));
    }

    private Speech speak(List<SymbolSequence> sentences, Found.Here voice, Consumer<AudioChunk> listener)
            throws CannotSpeakException, InterruptedException {
        SpeechRecorder recorder = new SpeechRecorder(voice.voice(), listener);
        MelWork mel = new MelWork(0, Optional.empty());
        VocodeWork vocode =
                new VocodeWork(0, settings, settings.maxRecordBytes(), Runnable::run, false, Optional.empty());
        try {
            sentences.forEach(sentence -> mel.begin(sentence, voice));
            for (SymbolSequence sentence : sentences) {
                recorder.begin(sentence, vocode.nextSentence());
                boolean done = false;
                while (!done) {
                    mel.await();
                    Progress<MelChunk> frames = mel.poll();
                    recorder.mel(frames);
                    for (MelChunk chunk : frames.outputs()) {
                        vocode.begin(chunk, voice);
                        recorder.audio(vocode.poll());
                    }
                    done = frames.done();
                }
            }
            return recorder.speech();
        } finally {
            mel.cancel();
        }
    }

    /** Closes the voice that {@link #open} has opened. */
    @Override
    public void close() {
        closing.run();
    }
}
