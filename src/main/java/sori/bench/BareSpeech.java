package sori.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticEngine;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.MelBlock;
import sori.synthesis.SpeakingVoice;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.vocoder.VocoderStream;

/** The engine, with the vocoder or without, spoken to directly: what the pipeline is made of, less Kafka. For one thread. */
final class BareSpeech implements AutoCloseable {
    private static final long POLL_NANOS = 1_000_000;

    /** The engine takes sentences in their order: of a long backlog only the first ones can have anything new. */
    private static final int WATCHED = 64;

    private final SpeakingVoice voice;
    private final ExecutorService vocoding;

    /** @param vocoderThreads which vocode different sentences side by side */
    BareSpeech(SpeakingVoice voice, int vocoderThreads) {
        this.voice = voice;
        this.vocoding = Executors.newFixedThreadPool(vocoderThreads);
    }

    /**
     * What was made, and in what time.
     *
     * @param cpuSeconds of the whole process
     */
    record Result(long frames, double audioSeconds, double wallSeconds, double cpuSeconds) {
        double framesPerSecond() {
            return frames / wallSeconds;
        }

        double timesRealTime() {
            return audioSeconds / wallSeconds;
        }

        double cpuPerAudioSecond() {
            return cpuSeconds / audioSeconds;
        }
    }

    /** The sentences of a text as the engine takes them. */
    static List<AcousticRequest> requests(Normalizer reader, SpeakingVoice voice, List<String> texts) {
        List<AcousticRequest> requests = new ArrayList<>();
        for (String text : texts) {
            for (Sentence sentence : reader.normalize(text)) {
                int[] symbols = voice.encoder().encode(sentence.words()).symbols();
                requests.add(new AcousticRequest(symbols, requests.size()));
            }
        }
        return requests;
    }

    /** Mel frames only of all, submitted at once. */
    Result decode(List<AcousticRequest> requests) {
        Stopwatch watch = new Stopwatch();
        long frames = await(submit(requests, false));
        return new Result(frames, 0, watch.wallSeconds(), watch.cpuSeconds());
    }

    /** Mel frames and samples of all, submitted at once. */
    Result speak(List<AcousticRequest> requests) {
        Stopwatch watch = new Stopwatch();
        List<Spoken> spoken = submit(requests, true);
        long frames = await(spoken);
        long samples = 0;
        for (Spoken sentence : spoken) {
            samples += sentence.samples.join();
        }
        double audioSeconds = (double) samples / voice.melFormat().sampleRateHz();
        return new Result(frames, audioSeconds, watch.wallSeconds(), watch.cpuSeconds());
    }

    private List<Spoken> submit(List<AcousticRequest> requests, boolean vocode) {
        AcousticEngine engine = voice.engine();
        return requests.stream()
                .map(request -> new Spoken(engine.submit(request), vocode))
                .toList();
    }

    private long await(List<Spoken> spoken) {
        List<Spoken> open = new ArrayList<>(spoken);
        while (!open.isEmpty()) {
            boolean moved = false;
            for (Spoken sentence : open.subList(0, Math.min(WATCHED, open.size()))) {
                moved |= sentence.poll();
            }
            open.removeIf(sentence -> sentence.ended);
            if (!moved) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        return spoken.stream().mapToLong(sentence -> sentence.frames).sum();
    }

    @Override
    public void close() {
        vocoding.shutdownNow();
    }

    /** A sentence on its way. */
    private final class Spoken {
        private final AcousticJob job;
        private final boolean vocode;
        private @Nullable VocoderStream stream;
        private CompletableFuture<Long> samples = CompletableFuture.completedFuture(0L);
        private long frames;
        private boolean ended;

        private Spoken(AcousticJob job, boolean vocode) {
            this.job = job;
            this.vocode = vocode;
        }

        /** Whether there was anything new. */
        private boolean poll() {
            job.failure().ifPresent(reason -> {
                throw new IllegalStateException("the engine gave up: " + reason);
            });
            List<MelBlock> blocks = job.poll();
            for (MelBlock block : blocks) {
                frames += block.frames();
                ended |= block.last();
                if (vocode) {
                    samples = samples.thenApplyAsync(made -> made + vocode(block), vocoding);
                }
            }
            return !blocks.isEmpty();
        }

        private long vocode(MelBlock block) {
            VocoderStream speaking = stream == null ? voice.vocoder().stream() : stream;
            long made = speaking.push(block.mel()).length;
            stream = block.last() ? null : speaking;
            return block.last() ? made + speaking.end().length : made;
        }
    }
}
