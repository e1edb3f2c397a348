package sori.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.MelBlock;
import sori.mel.MelFormat;
import sori.schema.TextEvent;
import sori.stream.UtterancePlanner.Plan;
import sori.text.Sentence;

/**
 * The mel of a text event, made in this process without a topic: since an event's id, text and voice version decide every
 * frame, it is the mel that a pipeline with the same settings and an equal engine makes of it. Immutable.
 *
 * @param samples length of the utterance's audio, to be compared with what was heard
 */
public record SpokenMel(MelFormat format, List<Spoken> sentences, long samples) {
    private static final long POLL_MS = 2;

    /**
     * A sentence.
     *
     * @param firstSample where it begins within the utterance
     * @param symbols indices into the voice's symbol table, the end symbol last
     * @param mel {@code [frames, mels]} row-major, natural log
     * @param attended {@code [frames]} index into {@code symbols} that each frame attended to most
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
        List<Sentence> sentences = plan.text().sentences();
        List<Integer> pausesMs = plan.text().pausesMs();
        MelFormat format = voice.melFormat();
        List<Spoken> spoken = new ArrayList<>();
        long samples = 0;
        for (int i = 0; i < sentences.size(); i++) {
            int[] symbols = voice.encoder().encode(sentences.get(i).words()).symbols();
            long seed =
                    Seed.of(String.valueOf(event.getUtteranceId()), i, plan.by().version());
            List<MelBlock> blocks =
                    symbols.length > 0 ? speak(voice.engine().submit(new AcousticRequest(symbols, seed))) : List.of();
            Spoken sentence = new Spoken(samples, symbols, mel(blocks), attended(blocks));
            int askedMs = pausesMs.get(i);
            boolean pause = (i < sentences.size() - 1 || askedMs >= 0) && sentence.attended().length > 0;
            samples += (long) sentence.attended().length * format.hopSamples();
            samples += pause ? settings.pauseSamples(format.sampleRateHz(), askedMs) : 0;
            spoken.add(sentence);
        }
        return new SpokenMel(format, spoken, samples);
    }

    private static List<MelBlock> speak(AcousticJob job) {
        List<MelBlock> blocks = new ArrayList<>();
        while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
            boolean gaveUp = job.failure().isPresent(); // asked first: what was finished before it is polled below
            blocks.addAll(job.poll());
            if (gaveUp) {
                throw new IllegalArgumentException(
                        "the engine gave up: " + job.failure().orElse(""));
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                job.cancel();
                throw new IllegalArgumentException("interrupted", e);
            }
        }
        return blocks;
    }

    private static float[] mel(List<MelBlock> blocks) {
        float[] mel =
                new float[blocks.stream().mapToInt(block -> block.mel().length).sum()];
        int at = 0;
        for (MelBlock block : blocks) {
            System.arraycopy(block.mel(), 0, mel, at, block.mel().length);
            at += block.mel().length;
        }
        return mel;
    }

    private static int[] attended(List<MelBlock> blocks) {
        return blocks.stream()
                .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                .toArray();
    }
}
