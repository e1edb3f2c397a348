package sori.cli.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.training.acoustic.VoiceLabel;

/** What a package says of whose voice it is. */
final class VoiceLabelOptions {
    @Option(names = "--name", description = "of the voice (in English " + VoiceLabel.TEACHERS_NAME + ")")
    @Nullable
    String name;

    @Option(names = "--release", defaultValue = "1", description = "version of the voice (${DEFAULT-VALUE})")
    String version = "";

    @Option(
            names = "--recordings",
            description =
                    "what was trained on, for the manifest (in English the teacher's reading, as 'dataset speak' makes it)")
    @Nullable
    String recordings;

    @Option(names = "--license", description = "file to copy into the package as its LICENSE (the one that lies there)")
    @Nullable
    Path licenseFile;

    @Option(names = "--license-id", description = "SPDX (in English " + VoiceLabel.TEACHERS_LICENSE + ")")
    @Nullable
    String license;

    VoiceLabel label() {
        return new VoiceLabel(name, version, recordings, licenseFile, license);
    }
}
