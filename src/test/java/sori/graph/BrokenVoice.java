package sori.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.text.SymbolTable;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** Packages that are whole and in order, and whose voice is not. Stateless. */
public final class BrokenVoice {
    private static final long SEED = 1;
    private static final String PACE = "attentionRnn.bias_ih";

    /** Six symbols a step in place of one in three steps: more than a listener could follow. */
    private static final float RUSH = 18;

    /** Nine symbols a step: more than the usual window lets by. */
    private static final float LEAP = 27;

    private BrokenVoice() {}

    /** Its mel frames are no numbers. */
    public static VoicePackage notANumber(Path directory, String name, String version) throws IOException {
        return write(directory, name, version, weights -> weights.values("mel.mean")[3] = Float.NaN);
    }

    /** Its decoder finds no end. */
    public static VoicePackage endless(Path directory, String name, String version) throws IOException {
        return write(directory, name, version, weights -> weights.values("gate.bias")[0] = -1e6f);
    }

    /** Its decoder rushes through a text, and would end at once. */
    public static VoicePackage hasty(Path directory, String name, String version) throws IOException {
        return write(directory, name, version, weights -> {
            endAtOnce(weights);
            weights.values(PACE)[paceOf(weights)] *= RUSH;
        });
    }

    /** Its decoder looks at every ninth symbol only. */
    public static VoicePackage leaping(Path directory, String name, String version) throws IOException {
        return write(directory, name, version, weights -> weights.values(PACE)[paceOf(weights)] *= LEAP);
    }

    /** Its decoder reads soundly, and ends as soon as these limits let it. */
    public static VoicePackage abrupt(Path directory, String name, String version, AttentionLimits limits)
            throws IOException {
        return sign(
                directory,
                write(directory, name, version, BrokenVoice::endAtOnce).manifest(),
                limits);
    }

    /** Without attention nothing keeps it from ending at once. */
    public static VoicePackage hastyWithoutAttention(Path directory, String name, String version) throws IOException {
        VoiceManifest sound = TinyVoice.write(directory, name, version, SEED, Cell.GRU, Alignment.NONE)
                .manifest();
        return write(directory, sound, BrokenVoice::endAtOnce);
    }

    private static void endAtOnce(AcousticWeights weights) {
        Arrays.fill(weights.values("gate.weight"), 0);
        weights.values("gate.bias")[0] = 1e6f;
    }

    /** Its attention stays at the first symbol. */
    public static VoicePackage stuck(Path directory, String name, String version) throws IOException {
        return write(directory, name, version, weights -> weights.values(PACE)[paceOf(weights)] = 0);
    }

    /** What its first unit, which counts the steps, adds at each. */
    private static int paceOf(AcousticWeights weights) {
        return 2 * weights.shape().attentionRnn();
    }

    /** Its encoder is no graph. */
    public static VoicePackage noGraph(Path directory, String name, String version) throws IOException {
        VoiceManifest sound = TinyVoice.write(directory, name, version, SEED).manifest();
        Files.writeString(directory.resolve(VoicePackage.ENCODER), "no graph");
        return sign(directory, sound, sound.attentionLimits());
    }

    private static VoicePackage write(Path directory, String name, String version, Consumer<AcousticWeights> damage)
            throws IOException {
        return write(directory, TinyVoice.write(directory, name, version, SEED).manifest(), damage);
    }

    private static VoicePackage write(Path directory, VoiceManifest sound, Consumer<AcousticWeights> damage)
            throws IOException {
        AcousticShape shape = sound.shape();
        AcousticWeights weights = TinyWeights.of(shape, sound.symbolTable().indexOf(SymbolTable.END), SEED);
        damage.accept(weights); // after the check that weights are numbers
        AcousticExporter.export(weights, directory);
        return sign(directory, sound, sound.attentionLimits());
    }

    /** Vouches for the files as they are now. */
    private static VoicePackage sign(Path directory, VoiceManifest sound, AttentionLimits limits) throws IOException {
        VoicePackageWriter.Draft draft = new VoicePackageWriter.Draft(
                sound.name(),
                sound.version(),
                sound.language(),
                sound.symbolTable(),
                sound.mel(),
                sound.shape(),
                sound.inferenceDropout(),
                limits,
                sound.embed(),
                sound.vocoder(),
                sound.license(),
                sound.provenance(),
                sound.figures());
        return VoicePackageWriter.write(directory, draft);
    }
}
