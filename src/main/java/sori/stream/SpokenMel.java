package sori.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sori.mel.MelFormat;
import sori.schema.TextEvent;
import sori.stream.UtterancePlanner.Plan;

/**
 * The mel of a text event, made in this process without a topic: since an event's id, text and voice version decide every
 * frame, it is the mel that a pipeline with the same settings and an equal engine makes of it. Immutable.
 *
 * @param samples length of the utterance's audio, to be compared with what was heard
 */
public record SpokenMel(MelFormat format, List<Spoken> sentences, long samples) {
    /** The event is in no topic, as far as the mel goes. */
    private static final Origin NOWHERE = new Origin("", 0, 0);

    /**
     * A sentence.
     *
     * @param firstSample where it begins within the utterance
     * @param symbols indices into the voice's symbol table, the end symbol last; none where nothing was to be spoken
     * @param mel {@code [frames, mels]} row-major, natural log
     * @param attended {@code [frames]} index into {@code symbols} that each frame attended to most; empty for a voice without
     *     attention
     */
    public record Spoken(long firstSample, int[] symbols, float[] mel, int[] attended) {}

    public SpokenMel {
        sentences = List.copyOf(sentences);
    }

    /**
     * Speaks an event up to its mel, and returns when it is done.
     *
     * @param event with an id, and with the voice and version that are to speak it
     * @throws IllegalArgumentException if the event cannot be spoken with these voices, saying why
     */
    public static SpokenMel of(TextEvent event, SpeechSettings settings, Voices voices) {
        Plan plan = new UtterancePlanner(settings, voices)
                .plan(event, Keys.named(String.valueOf(event.getUtteranceId())), Instant.now());
        if (plan instanceof Plan.Refused refused) {
            throw new IllegalArgumentException(refused.failure().detail());
        }
        Plan.Spoken spoken = (Plan.Spoken) plan;
        try (Voices.Lease lease = voices.lease(spoken.by().voice(), spoken.by().version())) {
            if (lease.found() instanceof Voices.Found.Here here) {
                return speak(event, spoken, settings, here.voice());
            }
            throw new IllegalArgumentException("voice " + spoken.by().voice() + "@"
                    + spoken.by().version() + " is not loaded here: " + lease.found());
        }
    }

    private static SpokenMel speak(TextEvent event, Plan.Spoken plan, SpeechSettings settings, SpeakingVoice voice) {
        List<Integer> pausesMs = plan.text().pausesMs();
        MelFormat format = voice.melFormat();
        List<Spoken> spoken = new ArrayList<>();
        long samples = 0;
        for (Rehearsal.Sentence sentence : rehearse(event, plan, voice)) {
            int[] symbols =
                    sentence.symbols().stream().mapToInt(Integer::intValue).toArray();
            int frames = sentence.frames();
            spoken.add(new Spoken(samples, symbols, sentence.mel(), sentence.attended()));
            int askedMs = pausesMs.get(spoken.size() - 1);
            boolean pause = (spoken.size() < pausesMs.size() || askedMs >= 0) && frames > 0;
            samples += (long) frames * format.hopSamples();
            samples += pause ? settings.pauseSamples(format.sampleRateHz(), askedMs) : 0;
        }
        return new SpokenMel(format, spoken, samples);
    }

    private static List<Rehearsal.Sentence> rehearse(TextEvent event, Plan.Spoken plan, SpeakingVoice voice) {
        try {
            return Rehearsal.mel(plan, String.valueOf(event.getUtteranceId()), NOWHERE, voice);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("the engine gave up: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        }
    }
}
