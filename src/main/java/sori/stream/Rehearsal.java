package sori.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AttentionLimits;
import sori.acoustic.SpeechLength;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.Segment;
import sori.schema.ShadowFigures;
import sori.schema.SymbolSequence;
import sori.stream.UtterancePlanner.Plan;
import sori.vocoder.VocoderStream;

/**
 * An utterance spoken from its sentences to its audio in this process, without a topic, by the code of the stages: the very
 * audio that a pipeline with the same settings and an equal engine makes.
 *
 * @param limits that the voice is held to
 * @param sentences in order
 * @param audio in order, as the vocode stage would write it
 * @param melNanos wall time from symbols to mel frames
 * @param vocodeNanos wall time from mel frames to samples
 */
record Rehearsal(
        MelFormat format,
        AttentionLimits limits,
        List<Sentence> sentences,
        List<AudioChunk> audio,
        long melNanos,
        long vocodeNanos) {
    private static final long POLL_MS = 1;

    /** Flickering back by one symbol is how attention looks where two sounds meet. */
    private static final int FLICKER = 1;

    /**
     * A sentence on its way.
     *
     * @param symbols the end symbol last; none where nothing is to be spoken
     * @param chunks its mel
     */
    record Sentence(List<Integer> symbols, List<MelChunk> chunks) {
        /** {@code [frames, mels]} row-major, natural log. */
        float[] mel() {
            float[] mel = new float[0];
            for (MelChunk chunk : chunks) {
                float[] more = MelFrames.of(chunk);
                mel = Arrays.copyOf(mel, mel.length + more.length);
                System.arraycopy(more, 0, mel, mel.length - more.length, more.length);
            }
            return mel;
        }

        int frames() {
            return chunks.stream().mapToInt(MelChunk::getFrames).sum();
        }

        /** {@code [frames]} index into {@code symbols} that each frame attended to most; empty without attention. */
        int[] attended() {
            return chunks.stream()
                    .flatMap(chunk -> chunk.getAttended().stream())
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private boolean cut() {
            return chunks.stream().anyMatch(chunk -> chunk.getStatus() == MelStatus.CUT);
        }

        /** Without attention the length alone tells. */
        private boolean unreached(MelFormat format, AttentionLimits limits) {
            int[] attended = attended();
            if (attended.length == 0) {
                return !SpeechLength.plausible(frames(), symbols.size(), format);
            }
            int furthest = Arrays.stream(attended).max().orElse(0);
            return !limits.reachesEnd(furthest, symbols.size());
        }

        private int backwardFrames() {
            int backward = 0;
            int furthest = 0;
            for (int symbol : attended()) {
                backward += symbol < furthest - FLICKER ? 1 : 0;
                furthest = Math.max(furthest, symbol);
            }
            return backward;
        }
    }

    /**
     * Speaks, and returns when it is done.
     *
     * @throws IllegalStateException if the engine gives up, saying why
     */
    static Rehearsal of(
            Plan.Spoken plan, String utteranceId, Origin origin, SpeakingVoice voice, SpeechSettings settings)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Sentence> sentences = mel(plan, utteranceId, origin, voice);
        long between = System.nanoTime();
        List<AudioChunk> audio = vocode(sentences, voice, settings);
        return new Rehearsal(
                voice.melFormat(),
                voice.attentionLimits(),
                sentences,
                audio,
                between - start,
                System.nanoTime() - between);
    }

    /**
     * The same up to the mel.
     *
     * @throws IllegalStateException if the engine gives up, saying why
     */
    static List<Sentence> mel(Plan.Spoken plan, String utteranceId, Origin origin, SpeakingVoice voice)
            throws InterruptedException {
        List<Sentence> sentences = new ArrayList<>();
        for (Segment segment : NormalizeProcessor.segments(plan, utteranceId, 0, origin)) {
            sentences.add(speak(SegmentEncoding.encoded(segment, voice.encoder()), voice));
        }
        return sentences;
    }

    private static Sentence speak(SymbolSequence sentence, SpeakingVoice voice) throws InterruptedException {
        List<Integer> symbols = sentence.getSymbols();
        MelJob job = symbols.isEmpty()
                ? MelJob.withoutEngine(sentence, 0)
                : MelJob.submit(sentence, 0, new Voices.Found.Here(voice));
        List<MelChunk> chunks = new ArrayList<>(job.poll(0, false));
        try {
            while (!job.ended()) {
                Thread.sleep(POLL_MS);
                chunks.addAll(job.poll(0, false));
            }
        } catch (InterruptedException e) {
            job.cancel();
            throw e;
        }
        if (chunks.get(chunks.size() - 1).getStatus() == MelStatus.FAILED) {
            throw new IllegalStateException(job.failure().map(Failure::detail).orElse("a sentence failed"));
        }
        return new Sentence(symbols, chunks);
    }

    private static List<AudioChunk> vocode(List<Sentence> sentences, SpeakingVoice voice, SpeechSettings settings) {
        MelFormat format = voice.melFormat();
        AudioWriter writer = new AudioWriter(0, format.sampleRateHz(), settings, Optional.empty());
        List<AudioChunk> audio = new ArrayList<>();
        for (Sentence sentence : sentences) {
            WordMarks marks = new WordMarks(writer.samples(), format.hopSamples());
            VocoderStream stream = voice.vocoder().stream();
            for (MelChunk chunk : sentence.chunks()) {
                float[] samples = stream.push(MelFrames.of(chunk));
                float[] rest = chunk.getEndOfSegment() ? stream.end() : new float[0];
                float[] both = Arrays.copyOf(samples, samples.length + rest.length);
                System.arraycopy(rest, 0, both, samples.length, rest.length);
                marks.add(chunk);
                audio.addAll(writer.write(chunk, both, marks));
            }
        }
        return audio;
    }

    /** Length of the utterance, pauses included. */
    long samples() {
        @Nullable AudioChunk last = audio.isEmpty() ? null : audio.get(audio.size() - 1);
        return last == null ? 0 : last.getStartSample() + last.getAudio().remaining() / Short.BYTES;
    }

    double seconds() {
        return (double) samples() / format.sampleRateHz();
    }

    ShadowFigures figures() {
        List<Sentence> spoken = sentences.stream()
                .filter(sentence -> !sentence.symbols().isEmpty())
                .toList();
        return new ShadowFigures(
                samples(),
                format.sampleRateHz(),
                msPerSecond(melNanos),
                msPerSecond(vocodeNanos),
                spoken.size(),
                spoken.stream().mapToInt(Sentence::frames).sum(),
                (int) spoken.stream().filter(Sentence::cut).count(),
                (int) spoken.stream()
                        .filter(sentence -> sentence.unreached(format, limits))
                        .count(),
                spoken.stream().mapToInt(Sentence::backwardFrames).sum());
    }

    private double msPerSecond(long nanos) {
        return samples() == 0 ? 0 : nanos / 1e6 / seconds();
    }
}
