package sori.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.config.Refusal;
import sori.importer.HifiGanGenerator;
import sori.onnx.GraphRefusedException;
import sori.voice.VocoderSpec;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** {@code ./sori import hifigan}: a voice package speaks with a vocoder from elsewhere from now on. */
@Command(
        name = "hifigan",
        description = {
            "Puts a HiFi-GAN that was trained elsewhere into a voice package, which gets a new version.",
            "The file takes mels [batch, bands, frames] and gives samples [batch, 1, hop * frames] or [batch, hop * frames], under"
                    + " any names. It is run once before anything is written. It must have been trained on the package's mel format:"
                    + " that can't be seen in the file. A sentence is heard when all of it is spoken."
        })
final class ImportHifiGanCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the generator's ONNX file")
    private Path file = Path.of("");

    @Option(names = "--into", required = true, description = "folder of the package")
    private Path voice = Path.of("");

    @Option(names = "--release", required = true, description = "new version of the voice")
    private String version = "";

    @Option(names = "--license", required = true, description = "text file: the licence of the weights")
    private Path license = Path.of("");

    @Option(names = "--license-id", required = true, description = "SPDX expression of that licence")
    private String licenseId = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(license)) {
            throw new Refusal("there is no licence file " + license);
        }
        VoicePackage files = VoicePackage.open(voice);
        files.verify();
        VoiceManifest old = files.manifest();
        if (old.version().equals(version)) {
            throw new Refusal("the package is version " + version
                    + " already; another vocoder makes other samples and needs a new one: give another --release");
        }
        try {
            byte[] graph = HifiGanGenerator.vocoder(file, old.mel());
            // Refused before a file is touched, if the version or the licence is none.
            VoiceManifest.requireVersion(version);
            write(files, graph);
        } catch (GraphRefusedException | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
        PrintWriter lines = spec.commandLine().getOut();
        lines.println("voice " + old.name() + "@" + version + " in " + voice);
        lines.flush();
        return 0;
    }

    private void write(VoicePackage files, byte[] graph) throws IOException {
        VoiceManifest old = files.manifest();
        Files.write(voice.resolve(VoicePackage.VOCODER), graph);
        String notice = "\nThe vocoder (" + VoicePackage.VOCODER + "):\n\n" + Files.readString(license);
        Files.writeString(voice.resolve(VoicePackage.LICENSE), notice, StandardOpenOption.APPEND);
        Map<String, Object> provenance = new LinkedHashMap<>(old.provenance());
        provenance.put("vocoder", Map.of("source", "HiFi-GAN from elsewhere, as " + file.getFileName()));
        VoicePackageWriter.withVocoder(
                files,
                version,
                new VocoderSpec.HifiGan(old.mel().hopSamples()),
                old.license().equals(licenseId) ? licenseId : "(" + old.license() + ") AND (" + licenseId + ")",
                provenance,
                Map.of()); // the old ones were measured with another vocoder
    }
}
