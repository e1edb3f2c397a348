package sori.voice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import sori.acoustic.AcousticModel;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.vocoder.GriffinLim;
import sori.vocoder.HifiGan;
import sori.vocoder.NeuralVocoder;
import sori.vocoder.Vocoder;

/**
 * A directory with a readable manifest. Its files are read through {@link #bytes}, which holds them against the manifest.
 * Immutable; the directory must not change while it is used, but for the user's {@link #WORDS}.
 */
public record VoicePackage(Path directory, VoiceManifest manifest) {
    public static final String MANIFEST = "voice.json";
    public static final String ENCODER = "encoder.onnx";
    public static final String DECODER = "decoder.onnx";
    public static final String POSTNET = "postnet.onnx";
    public static final String ENCODER_INT8 = "encoder-int8.onnx";
    public static final String DECODER_INT8 = "decoder-int8.onnx";
    public static final String POSTNET_INT8 = "postnet-int8.onnx";
    public static final String VOCODER = "vocoder.onnx";
    public static final String LEXICON = "lexicon.tsv.gz";
    public static final String LICENSE = "LICENSE";

    /** The user's own words beside the package's files: no part of it, and free to change. */
    public static final String WORDS = "words.txt";

    private static final int PIECE_BYTES = 1 << 16;

    /** Three graphs at once, and what is made of them until they are loaded, must fit. */
    private static final int HEAP_PART = 6;

    /** The acoustic model's variant for fast 8-bit products: all of it or none. */
    static final List<String> INT8_FILES = List.of(ENCODER_INT8, DECODER_INT8, POSTNET_INT8);

    static final List<String> REQUIRED_FILES = List.of(ENCODER, DECODER, POSTNET, LICENSE);

    /**
     * Reads the manifest; {@link #verify} looks at the rest.
     *
     * @throws VoiceRefusedException if there is none, or it is broken, naming the field
     */
    public static VoicePackage open(Path directory) throws IOException {
        Path file = directory.resolve(MANIFEST);
        try {
            long size = Files.size(file);
            if (size > VoiceManifest.MOST_JSON_BYTES) {
                throw new VoiceRefusedException(
                        file + " has " + size + " bytes, more than " + VoiceManifest.MOST_JSON_BYTES);
            }
            return new VoicePackage(directory, ManifestJson.read(file.toString(), Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new VoiceRefusedException(directory + " is no voice package: it has no " + MANIFEST, e);
        }
    }

    /**
     * Holds every file against the manifest.
     *
     * @throws VoiceRefusedException naming the first file that is missing or not what the manifest says
     */
    public void verify() throws IOException {
        for (String file : new TreeSet<>(manifest.files().keySet())) {
            verify(file);
        }
    }

    /**
     * Holds one file against the manifest, a piece at a time.
     *
     * @throws VoiceRefusedException if the file is missing, of another size, or other bytes
     */
    public void verify(String file) throws IOException {
        Path path = ofRightSize(file);
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        requireHash(file, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * The bytes of a file, which are what the manifest vouches for.
     *
     * @throws VoiceRefusedException if the file is missing, of another size, other bytes, or too large for the Java heap
     */
    public byte[] bytes(String file) throws IOException {
        Path path = ofRightSize(file);
        long size = Files.size(path);
        if (size > Runtime.getRuntime().maxMemory() / HEAP_PART) {
            throw new VoiceRefusedException(named(file) + " has " + size + " bytes, more than 1/" + HEAP_PART
                    + " of this process's Java heap: give it more, as with SORI_JAVA_OPTS=-Xmx4g");
        }
        byte[] bytes = Files.readAllBytes(path);
        requireHash(file, sha256(bytes));
        return bytes;
    }

    /** The size first: a file of any length must not fill the memory. */
    private Path ofRightSize(String file) throws IOException {
        VoiceManifest.FileEntry entry = entry(file);
        Path path = directory.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new VoiceRefusedException(named(file) + " is missing");
        }
        long size = Files.size(path);
        if (size != entry.bytes()) {
            throw new VoiceRefusedException(
                    named(file) + " has " + size + " bytes; the manifest says " + entry.bytes());
        }
        return path;
    }

    private VoiceManifest.FileEntry entry(String file) throws VoiceRefusedException {
        VoiceManifest.FileEntry entry = manifest.files().get(file);
        if (entry == null) {
            throw new VoiceRefusedException(named(file) + " is not in the manifest");
        }
        return entry;
    }

    private void requireHash(String file, String sha256) throws VoiceRefusedException {
        String vouched = entry(file).sha256();
        if (!sha256.equals(vouched)) {
            throw new VoiceRefusedException(
                    named(file) + " has the SHA-256 " + sha256 + "; the manifest says " + vouched);
        }
    }

    boolean has(String file) {
        return manifest.files().containsKey(file);
    }

    /**
     * The precision that is used where this one is asked for: {@link Precision#AUTO} becomes int8 if the package has it and the
     * runtime multiplies 8-bit integers fast, else fp32.
     *
     * @throws VoiceRefusedException if int8 is asked for and can't be had, with the reason
     */
    public Precision precision(Precision wanted, OnnxRuntime runtime) throws VoiceRefusedException {
        boolean packaged = INT8_FILES.stream().allMatch(this::has);
        if (wanted == Precision.AUTO) {
            return packaged && runtime.fastInt8() ? Precision.INT8 : Precision.FP32;
        }
        if (wanted == Precision.INT8 && !packaged) {
            throw new VoiceRefusedException("voice " + manifest.id()
                    + " has no int8 graphs: add them with `sori lab quantize`, or use precision auto or fp32");
        }
        if (wanted == Precision.INT8 && !runtime.exactInt8()) {
            throw new VoiceRefusedException(
                    "precision int8 needs a processor with VNNI, as older ones cut off sums of 8-bit"
                            + " products; use precision auto or fp32");
        }
        return wanted;
    }

    /**
     * The precision that is used with these options here.
     *
     * @throws VoiceRefusedException if they cannot be met, with the reason
     */
    public Precision precision(VoiceOptions options) throws VoiceRefusedException {
        try {
            return precision(options.precision(), OnnxRuntime.start(options.provider()));
        } catch (GraphRefusedException e) {
            throw new VoiceRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The graphs to speak with: {@link #model(OnnxRuntime, Precision, AttentionLimits)} within the voice's limits. */
    public AcousticModel model(OnnxRuntime runtime, Precision wanted) throws IOException {
        return model(runtime, wanted, manifest.attentionLimits());
    }

    /**
     * Loads the graphs and holds them against the manifest's shape.
     *
     * @param limits to which its attention is held, if it has one
     * @throws VoiceRefusedException naming the file that is not what the manifest says, or breaks the graphs' contract
     */
    public AcousticModel model(OnnxRuntime runtime, Precision wanted, AttentionLimits limits) throws IOException {
        Precision precision = precision(wanted, runtime);
        AcousticModel.Files files = precision == Precision.INT8
                ? new AcousticModel.Files(bytes(ENCODER_INT8), bytes(DECODER_INT8), bytes(POSTNET_INT8))
                : new AcousticModel.Files(bytes(ENCODER), bytes(DECODER), bytes(POSTNET));
        try {
            return AcousticModel.load(runtime, manifest.shape(), manifest.inferenceDropout(), precision, files, limits);
        } catch (GraphRefusedException e) {
            throw new VoiceRefusedException("voice " + manifest.id() + ": " + e.getMessage(), e);
        }
    }

    /**
     * What makes samples, by the manifest.
     *
     * @throws VoiceRefusedException if the vocoder's graph is not what the manifest says, or breaks its contract
     */
    public Vocoder vocoder(OnnxRuntime runtime) throws IOException {
        if (manifest.vocoder() instanceof VocoderSpec.GriffinLim spec) {
            return new GriffinLim(manifest.mel(), spec.iterations(), spec.momentum());
        }
        try {
            if (manifest.vocoder() instanceof VocoderSpec.HifiGan) {
                return HifiGan.load(runtime, manifest.mel(), bytes(VOCODER));
            }
            VocoderSpec.Neural spec = (VocoderSpec.Neural) manifest.vocoder();
            return NeuralVocoder.load(runtime, spec.shape(), manifest.mel(), bytes(VOCODER));
        } catch (GraphRefusedException e) {
            throw new VoiceRefusedException("voice " + manifest.id() + ": " + e.getMessage(), e);
        }
    }

    private String named(String file) {
        return "voice " + manifest.id() + ": " + directory.resolve(file);
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
