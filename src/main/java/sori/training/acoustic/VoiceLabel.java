package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sori.text.Language;
import sori.voice.VoicePackage;

/**
 * What a package says of whose voice it is. English has usual answers, the teacher's; for another language they must be given.
 *
 * @param recordings what was trained on
 * @param licenseFile to copy into the package; the one that lies there if absent
 * @param license SPDX
 */
public record VoiceLabel(
        @Nullable String name,
        String version,
        @Nullable String recordings,
        @Nullable Path licenseFile,
        @Nullable String license) {
    public static final String TEACHERS_NAME = "en-slt";
    public static final String TEACHERS_LICENSE = "Apache-2.0 AND MIT-Festival AND BSD-3-Clause AND LicenseRef-WordNet";

    /** @throws IOException naming the first option that is missing */
    public void check(Language language) throws IOException {
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

    String title() {
        return Objects.requireNonNullElse(name, TEACHERS_NAME);
    }

    /** SPDX. */
    String licenseId() {
        return Objects.requireNonNullElse(license, TEACHERS_LICENSE);
    }

    /** {@code name@version}. */
    String id() {
        return title() + "@" + version;
    }

    void copyLicense(Path directory) throws IOException {
        if (licenseFile != null) {
            Files.copy(licenseFile, directory.resolve(VoicePackage.LICENSE), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
