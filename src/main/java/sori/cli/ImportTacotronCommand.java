package sori.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.cli.lab.AttentionLimitsOption;
import sori.config.Refusal;
import sori.importer.NvidiaTacotron2;
import sori.importer.SourceParity;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.text.EmbedMode;
import sori.text.SymbolTable;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** {@code ./sori import nvidia-tacotron2}: three ONNX files become a voice package, if it computes what they compute. */
@Command(
        name = "nvidia-tacotron2",
        description = {
            "Makes a voice package of the three parts in which NVIDIA's DeepLearningExamples export Tacotron 2.",
            "The weights are lifted out of the files into Sori's own graphs, and both are run side by side on random input, without"
                    + " dropout; nothing is written if they differ by more than 1e-4. The table must be the published one of 148"
                    + " symbols; words enter as characters, and Griffin-Lim is the vocoder. Export in single precision, with the"
                    + " decoder's loop outside (--no-loop)."
        })
final class ImportTacotronCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ENCODER", description = "encoder.onnx")
    private Path encoder = Path.of("");

    @Parameters(index = "1", paramLabel = "DECODER", description = "decoder_iter.onnx")
    private Path decoder = Path.of("");

    @Parameters(index = "2", paramLabel = "POSTNET", description = "postnet.onnx")
    private Path postnet = Path.of("");

    @Option(names = "--out", required = true, description = "folder of the package, which must not hold one yet")
    private Path out = Path.of("");

    @Option(names = "--license", required = true, description = "text file: the licence of the weights")
    private Path license = Path.of("");

    @Option(names = "--license-id", required = true, description = "SPDX expression of that licence")
    private String licenseId = "";

    @Option(names = "--name", defaultValue = "en-imported", description = "of the voice (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--release", defaultValue = "1", description = "version of the voice (${DEFAULT-VALUE})")
    private String version = "";

    @Option(
            names = "--dropout",
            defaultValue = "0.5",
            description = "of the prenet while speaking, 0 to 0.5 (${DEFAULT-VALUE}, as the originals have it)")
    private double dropout;

    @Mixin
    private AttentionLimitsOption limits = new AttentionLimitsOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(license)) {
            throw new Refusal("there is no licence file " + license);
        }
        if (Files.exists(out.resolve(VoicePackage.MANIFEST))) {
            throw new Refusal(out + " holds a voice package already; choose another folder with --out");
        }
        try {
            NvidiaTacotron2 model = NvidiaTacotron2.read(encoder, decoder, postnet);
            VoicePackageWriter.Draft draft = draft(model.weights().shape());
            AcousticModel.Files graphs = model.graphs();
            SourceParity parity = model.parity(graphs);
            report(parity);
            if (!parity.holds()) {
                throw new Refusal(
                        "not imported: the files compute something else than a Tacotron 2 with their weights");
            }
            draft.provenance().put("parity", parity.worst());
            write(graphs, draft);
        } catch (GraphRefusedException | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private void report(SourceParity parity) {
        PrintWriter lines = spec.commandLine().getOut();
        lines.printf(
                Locale.ROOT,
                "largest difference between the originals and Sori's graphs: encoder %.1e, decoder %.1e, postnet %.1e (bound %.0e)%n",
                parity.encoder(),
                parity.decoder(),
                parity.postnet(),
                SourceParity.BOUND);
        lines.flush();
    }

    private VoicePackageWriter.Draft draft(AcousticShape shape) {
        SymbolTable symbols = SymbolTable.nvidia();
        if (shape.symbols() != symbols.size()) {
            throw new Refusal(encoder + ": expected an embedding of " + symbols.size()
                    + " symbols, as NVIDIA's text front end has, found " + shape.symbols());
        }
        MelFormat mel = MelFormat.DEFAULT;
        if (shape.mels() != mel.mels()) {
            throw new Refusal(decoder + ": expected frames of " + mel.mels() + " mels, found " + shape.mels());
        }
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("source", "Tacotron 2 in NVIDIA's three-part ONNX export, weights lifted out");
        return new VoicePackageWriter.Draft(
                name,
                version,
                "en",
                symbols,
                mel,
                shape,
                dropout,
                limits.limits(),
                EmbedMode.CHARACTERS,
                VocoderSpec.DEFAULT,
                licenseId,
                provenance,
                Map.of());
    }

    private void write(AcousticModel.Files graphs, VoicePackageWriter.Draft draft) throws IOException {
        Files.createDirectories(out);
        Files.write(out.resolve(VoicePackage.ENCODER), graphs.encoder());
        Files.write(out.resolve(VoicePackage.DECODER), graphs.decoder());
        Files.write(out.resolve(VoicePackage.POSTNET), graphs.postnet());
        Files.copy(license, out.resolve(VoicePackage.LICENSE), StandardCopyOption.REPLACE_EXISTING);
        VoicePackage written = VoicePackageWriter.write(out, draft);
        PrintWriter lines = spec.commandLine().getOut();
        lines.println("voice " + written.manifest().id() + " in " + out);
        lines.flush();
    }
}
