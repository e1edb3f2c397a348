package sori.voice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticEngine;
import sori.acoustic.EngineLoad;
import sori.acoustic.OnnxAcousticEngine;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.text.EmbedMode;
import sori.text.Lexicon;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.vocoder.Vocoder;

/**
 * One version of a voice, opened and verified. Its parts are loaded when they are first asked for, so that a stage pays for its
 * own part only; {@link #load} loads them all. Thread-safe.
 */
public final class Voice implements AutoCloseable {
    private final VoicePackage files;
    private final VoiceOptions options;
    private final SymbolTable symbols;
    private @Nullable Lexicon lexicon;
    private volatile @Nullable AcousticEngine engine;
    private @Nullable Vocoder vocoder;
    private boolean closed;
    private volatile long memoryBytes;

    private Voice(VoicePackage files, VoiceOptions options) {
        this.files = files;
        this.options = options;
        this.symbols = files.manifest().symbolTable();
    }

    /**
     * Verifies every file of the package.
     *
     * @throws VoiceRefusedException naming the file or field that breaks the package's contract
     */
    public static Voice open(Path directory, VoiceOptions options) throws IOException {
        VoicePackage files = VoicePackage.open(directory);
        files.verify();
        String language = files.manifest().language();
        boolean lexicon = options.embed()
                .filter(mode -> VoiceManifest.needsLexicon(language, mode))
                .isPresent();
        if (lexicon && !files.has(VoicePackage.LEXICON)) {
            throw new VoiceRefusedException("voice " + files.manifest().id() + " has no lexicon to embed words with");
        }
        return new Voice(files, options);
    }

    /**
     * Loads every part now.
     *
     * @throws VoiceRefusedException if a part breaks its contract, or the provider that was asked for can't be used
     */
    public Voice load() throws IOException {
        try {
            lexicon();
            engine();
            vocoder();
            return this;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    public VoiceManifest manifest() {
        return files.manifest();
    }

    public SymbolTable symbols() {
        return symbols;
    }

    public MelFormat melFormat() {
        return manifest().mel();
    }

    /**
     * Empty when the package has none.
     *
     * @throws UncheckedIOException if it can't be read
     */
    public synchronized Lexicon lexicon() {
        if (lexicon == null) {
            lexicon = readLexicon();
        }
        return lexicon;
    }

    private Lexicon readLexicon() {
        if (!files.has(VoicePackage.LEXICON)) {
            return Lexicon.EMPTY;
        }
        try {
            return Lexicon.read(files.directory().resolve(VoicePackage.LEXICON));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new VoiceRefusedException("voice " + manifest().id() + ": " + e.getMessage(), e));
        }
    }

    /** Words to symbols, in the manifest's mode unless the options say otherwise. */
    public SymbolEncoder embedder() {
        EmbedMode mode = options.embed().orElse(manifest().embed());
        return new SymbolEncoder(symbols, mode == EmbedMode.LEXICON ? lexicon() : Lexicon.EMPTY, mode);
    }

    /**
     * The running acoustic engine; belongs to the voice.
     *
     * @throws UncheckedIOException around a {@link VoiceRefusedException} if the graphs or the provider can't be used
     * @throws IllegalStateException if the voice is closed
     */
    public synchronized AcousticEngine engine() {
        requireOpen();
        if (engine == null) {
            engine = startEngine();
        }
        return engine;
    }

    private AcousticEngine startEngine() {
        try {
            OnnxRuntime runtime = OnnxRuntime.start(options.provider());
            return new OnnxAcousticEngine(files.model(runtime, options.precision()), options.engine());
        } catch (GraphRefusedException e) {
            throw new UncheckedIOException(new VoiceRefusedException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What makes samples; belongs to the voice.
     *
     * @throws UncheckedIOException around a {@link VoiceRefusedException} if its graph or the provider can't be used
     * @throws IllegalStateException if the voice is closed
     */
    public synchronized Vocoder vocoder() {
        requireOpen();
        if (vocoder == null) {
            vocoder = loadVocoder();
        }
        return vocoder;
    }

    private Vocoder loadVocoder() {
        try {
            return files.vocoder(OnnxRuntime.start(options.provider()));
        } catch (GraphRefusedException e) {
            throw new UncheckedIOException(new VoiceRefusedException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its acoustic engine has to do; empty where none runs. Never waits. */
    public Optional<EngineLoad> engineLoad() {
        return Optional.ofNullable(engine).map(AcousticEngine::load);
    }

    /** Why it will not speak any more, if one of its graphs did not come to an end and was given up. */
    public synchronized Optional<String> givenUp() {
        Optional<String> silent = Optional.ofNullable(engine).flatMap(AcousticEngine::givenUp);
        return silent.or(() -> Optional.ofNullable(vocoder).flatMap(Vocoder::givenUp));
    }

    /** Notes what somebody measured or estimated. */
    public void takes(long bytes) {
        memoryBytes = bytes;
    }

    /** Memory that it takes, as far as it is known; else 0. */
    public long memoryBytes() {
        return memoryBytes;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("voice " + manifest().id() + " is closed");
        }
    }

    /** Cancels what is being spoken and frees the models. */
    @Override
    public synchronized void close() {
        closed = true;
        if (engine != null) {
            engine.close();
        }
        if (vocoder != null) {
            vocoder.close();
        }
    }
}
