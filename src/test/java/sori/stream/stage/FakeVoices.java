package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import sori.acoustic.AcousticEngine;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.AttentionLimits;
import sori.acoustic.MelBlock;
import sori.mel.MelFormat;
import sori.schema.FailureReason;
import sori.synthesis.SpeakingVoice;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.Voices;
import sori.text.EmbedMode;
import sori.text.GrowingText;
import sori.text.Language;
import sori.text.Lexicon;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.vocoder.Vocoder;
import sori.vocoder.VocoderStream;

/**
 * One English voice, "fake" version "1", that needs no model: three frames a symbol, whose value tells symbol and seed; the
 * vocoder repeats each frame's value. The engine works only when told to, unless it is eager. Words "boom", "endless" and
 * "mute" break normalizing, the decoder's end, and the engine.
 */
public final class FakeVoices implements Voices, SpeakingVoice, AcousticEngine, Vocoder {
    public static final MelFormat FORMAT = new MelFormat(1000, 64, 10, 64, 2, 0, 500, 1e-5);
    public static final int FRAMES_PER_SYMBOL = 3;

    public final List<AcousticRequest> submitted = Collections.synchronizedList(new ArrayList<>());
    public final Deque<FakeJob> waiting = new ConcurrentLinkedDeque<>();
    public boolean eager = true;
    /** Whether the vocoder gives a frame's samples as soon as the next frame comes, and not all at the end. */
    public boolean streaming;

    /** Versions that are known and not loaded yet. */
    public final Set<String> coming = ConcurrentHashMap.newKeySet();

    /** Versions that will not speak. */
    public final Set<String> rejected = ConcurrentHashMap.newKeySet();

    /** Versions that somebody holds, once for each lease. */
    public final List<String> leased = Collections.synchronizedList(new ArrayList<>());

    /** The version that new utterances get. */
    public String speaking = "1";

    public Supplier<Normalizer> normalizers = Splitter::new;
    public String fingerprint = "fake";
    int cancelled;

    public final class FakeJob implements AcousticJob {
        private final AcousticRequest request;
        private final List<MelBlock> ready = new ArrayList<>();
        private Optional<String> failure = Optional.empty();
        private int spoken;
        private boolean hurried;

        private FakeJob(AcousticRequest request) {
            this.request = request;
        }

        /** Whether others go first. */
        boolean bulk() {
            return request.bulk() && !hurried;
        }

        void work() {
            if (says("mute")) {
                failure = Optional.of("the engine broke");
                return;
            }
            workUpTo(request.symbols().length);
        }

        /** Speaks more symbols, until so many are spoken. */
        void workUpTo(int end) {
            int symbols = request.symbols().length;
            for (int i = spoken; i < end; i++) {
                float value = ((request.symbols()[i] * 31 + request.seed()) % 1000) / 1000f;
                float[] mel = new float[FRAMES_PER_SYMBOL * FORMAT.mels()];
                int[] attended = new int[FRAMES_PER_SYMBOL];
                Arrays.fill(mel, value);
                Arrays.fill(attended, i);
                boolean last = i == symbols - 1;
                ready.add(new MelBlock(
                        i * FRAMES_PER_SYMBOL, FRAMES_PER_SYMBOL, mel, attended, last, last && says("endless")));
            }
            spoken = end;
        }

        /** Speaks one more symbol; whether that was the last. */
        public boolean workOnce() {
            workUpTo(spoken + 1);
            return spoken == request.symbols().length;
        }

        private boolean says(String word) {
            int[] symbols =
                    encoder().encode(List.of(new SpokenWord(word, "", 0, 1))).symbols();
            return Arrays.equals(symbols, request.symbols());
        }

        @Override
        public List<MelBlock> poll() {
            List<MelBlock> blocks = List.copyOf(ready);
            ready.clear();
            return blocks;
        }

        @Override
        public Optional<String> failure() {
            return failure;
        }

        @Override
        public boolean await(Duration limit) {
            return !ready.isEmpty() || failure.isPresent();
        }

        @Override
        public void hurry() {
            hurried = true;
        }

        @Override
        public void cancel() {
            cancelled++;
        }
    }

    /** Finishes the oldest waiting job. */
    public void workOnOldest() {
        waiting.removeFirst().work();
    }

    /** Finishes the newest waiting job. */
    public void workOnNewest() {
        waiting.removeLast().work();
    }

    @Override
    public Choice choose(String language, Optional<String> name, Optional<String> version, byte[] key) {
        if (!Language.primary(language).equals("en")) {
            return new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, UtterancePlanner.noVoiceFor(language));
        }
        String wanted = version.orElse(speaking);
        return name.orElse("fake").equals("fake") && wanted.equals(speaking)
                ? new Choice.Chosen("fake", wanted, normalizers.get())
                : new Choice.Refused(FailureReason.UNKNOWN_VOICE, "no voice " + name.orElse("") + "@" + wanted);
    }

    @Override
    public Optional<String> languageOf(String name) {
        return name.equals("fake") ? Optional.of("en") : Optional.empty();
    }

    @Override
    public Lease lease(String name, String version) {
        String id = name + "@" + version;
        leased.add(id);
        return new Lease() {
            @Override
            public Found found() {
                return coming.contains(id)
                        ? new Found.Coming(id + " is on its way")
                        : Set.of("fake@1", "fake@2").contains(id) && !rejected.contains(id)
                                ? new Found.Here(FakeVoices.this)
                                : new Found.Refused("voice " + id + " is not here");
            }

            @Override
            public void close() {
                assertThat(leased.remove(id)).as("a lease is closed once").isTrue();
            }
        };
    }

    /** Sentences end at full stops, words at spaces. */
    private static final class Splitter implements Normalizer {
        @Override
        public String language() {
            return "en";
        }

        @Override
        public GrowingText resume(GrowingText.State state) {
            return new GrowingSplitter(this, state);
        }

        @Override
        public List<Sentence> normalize(String text) {
            if (text.contains("boom")) {
                throw new IllegalStateException("boom");
            }
            List<Sentence> sentences = new ArrayList<>();
            List<SpokenWord> words = new ArrayList<>();
            int start = -1;
            for (int i = 0; i <= text.length(); i++) {
                char c = i < text.length() ? text.charAt(i) : '.';
                if (c != ' ' && c != '.') {
                    start = start < 0 ? i : start;
                } else if (start >= 0) {
                    words.add(new SpokenWord(text.substring(start, i), "", start, i));
                    start = -1;
                }
                if (c == '.' && !words.isEmpty()) {
                    sentences.add(new Sentence(words));
                    words.clear();
                }
            }
            return sentences;
        }
    }

    /** A growing text is final up to its last full stop. */
    private static final class GrowingSplitter implements GrowingText {
        private final Splitter splitter;
        private State state;

        GrowingSplitter(Splitter splitter, State state) {
            this.splitter = splitter;
            this.state = state;
        }

        private List<Sentence> read(int end) {
            List<Sentence> sentences = splitter.normalize(state.pending().substring(0, end)).stream()
                    .map(sentence -> new Sentence(sentence.words().stream()
                            .map(word -> new SpokenWord(
                                    word.spoken(),
                                    word.punctuation(),
                                    state.offset() + word.sourceStart(),
                                    state.offset() + word.sourceEnd()))
                            .toList()))
                    .toList();
            boolean begun = state.begun() || !sentences.isEmpty();
            state = new State(state.offset() + end, state.pending().substring(end), begun);
            return sentences;
        }

        @Override
        public List<Sentence> append(String part) {
            state = new State(state.offset(), state.pending() + part, state.begun());
            return read(state.pending().lastIndexOf('.') + 1);
        }

        @Override
        public List<Sentence> flush() {
            return read(state.pending().length());
        }

        @Override
        public List<Sentence> close() {
            return flush();
        }

        @Override
        public State state() {
            return state;
        }
    }

    @Override
    public SymbolEncoder encoder() {
        return new SymbolEncoder(SymbolTable.english(), Lexicon.EMPTY, EmbedMode.CHARACTERS);
    }

    @Override
    public AttentionLimits attentionLimits() {
        return AttentionLimits.DEFAULT;
    }

    @Override
    public AcousticEngine engine() {
        return this;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public AcousticJob submit(AcousticRequest request) {
        submitted.add(request);
        FakeJob job = new FakeJob(request);
        if (eager) {
            job.work();
        } else {
            waiting.add(job);
        }
        return job;
    }

    @Override
    public Vocoder vocoder() {
        return this;
    }

    @Override
    public VocoderStream stream() {
        return streaming ? new OneFrameBehind(new float[0]) : Vocoder.super.stream();
    }

    @Override
    public VocoderStream resume(byte[] state) {
        return streaming
                ? new OneFrameBehind(new float[] {ByteBuffer.wrap(state).getFloat()})
                : Vocoder.super.resume(state);
    }

    private final class OneFrameBehind implements VocoderStream {
        private float[] held;

        private OneFrameBehind(float[] held) {
            this.held = held;
        }

        @Override
        public float[] push(float[] mel) {
            int last = mel.length / FORMAT.mels() - 1;
            if (last < 0) {
                return new float[0];
            }
            float[] ready = Arrays.copyOf(held, held.length + last);
            for (int frame = 0; frame < last; frame++) {
                ready[held.length + frame] = mel[frame * FORMAT.mels()];
            }
            held = new float[] {mel[last * FORMAT.mels()]};
            return samples(ready);
        }

        @Override
        public float[] end() {
            return samples(held);
        }

        @Override
        public byte[] state() {
            return ByteBuffer.allocate(Float.BYTES).putFloat(held[0]).array();
        }

        private float[] samples(float[] frames) {
            float[] mel = new float[frames.length * FORMAT.mels()];
            for (int i = 0; i < mel.length; i++) {
                mel[i] = frames[i / FORMAT.mels()];
            }
            return vocode(mel);
        }
    }

    @Override
    public float[] vocode(float[] mel) {
        float[] samples = new float[mel.length / FORMAT.mels() * FORMAT.hopSamples()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = mel[i / FORMAT.hopSamples() * FORMAT.mels()];
        }
        return samples;
    }

    @Override
    public MelFormat melFormat() {
        return FORMAT;
    }

    @Override
    public Optional<String> givenUp() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
