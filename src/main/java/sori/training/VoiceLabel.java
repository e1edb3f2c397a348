package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.text.Language;
import sori.voice.VoicePackage;

/** What a package says of whose voice it is. English has usual answers, the teacher's; for another language they must be given. */
final class VoiceLabel {
    private static final String TEACHERS_NAME = "en-slt";
    private static final String TEACHERS_LICENSE =
            "Apache-2.0 AND MIT-Festival AND BSD-3-Clause AND LicenseRef-WordNet";

    @Option(names = "--name", description = "of the voice (in English " + TEACHERS_NAME + ")")
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

    @Option(names = "--license-id", description = "SPDX (in English " + TEACHERS_LICENSE + ")")
    @Nullable
    String license;

    /** @throws IOException naming the first option that is missing */
    void check(Language language) throws IOException {
        if (language != Language.EN) {
            require(name, language, "--name, such as " + language.tag() + "-mine");
            require(recordings, language, "--recordings, what it was trained on");
            require(license, language, "--license-id, the SPDX expression of its recordings");
        }
    }

    private static void require(@Nullable String given, Language language, String option) throws IOException {
        if (given == null) {
            throw new IOException("a voice of " + language.title() + " needs " + option);
        }
    }

    String name() {
        return Objects.requireNonNullElse(name, TEACHERS_NAME);
    }

    String license() {
        return Objects.requireNonNullElse(license, TEACHERS_LICENSE);
    }

    /** {@code name@version}. */
    String id() {
        return name() + "@" + version;
    }

    void copyLicense(Path directory) throws IOException {
        if (licenseFile != null) {
            Files.copy(licenseFile, directory.resolve(VoicePackage.LICENSE), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
