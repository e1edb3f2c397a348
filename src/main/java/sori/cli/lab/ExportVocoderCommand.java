package sori.cli.lab;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.onnx.GraphRefusedException;
import sori.training.vocoder.VocoderExport;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

/** {@code ./sori lab export-vocoder}: a voice package speaks with another vocoder from now on, under a version of its own. */
@Command(
        name = "export-vocoder",
        mixinStandardHelpOptions = true,
        description = "Puts a trained vocoder into a voice package, which gets a new version.")
final class ExportVocoderCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--voice", required = true, description = "folder of the package")
    Path voice = Path.of("");

    @Option(names = "--release", required = true, description = "new version of the voice")
    String version = "";

    @Option(names = "--figures", description = "JSON whose entries replace those of the manifest's figures")
    @Nullable
    Path figures;

    @Override
    public Integer call() throws IOException, GraphRefusedException {
        VoicePackage voicePackage = VoicePackage.open(voice);
        voicePackage.verify();
        VoiceManifest old = voicePackage.manifest();
        if (old.version().equals(version)) {
            System.err.println("not exported: the package is version " + version
                    + " already; another vocoder makes other samples and needs a new one");
            return 1;
        }
        if (!VocoderExport.into(voicePackage, version, files.folders(), figures(old))) {
            return 1;
        }
        System.out.println("voice " + old.name() + "@" + version + " in " + voice);
        return 0;
    }

    private Map<String, Object> figures(VoiceManifest old) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(old.figures());
        if (figures != null) {
            all.putAll(JSON.readValue(figures.toFile(), new TypeReference<Map<String, Object>>() {}));
        }
        return all;
    }
}
