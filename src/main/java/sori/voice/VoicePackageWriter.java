package sori.voice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.AcousticShape;
import sori.acoustic.AttentionLimits;
import sori.mel.MelFormat;
import sori.text.EmbedMode;
import sori.text.SymbolTable;

/** Makes a directory of exported files a voice package. Stateless. */
public final class VoicePackageWriter {
    private VoicePackageWriter() {}

    /** The manifest without what is computed from the files. The fields are {@link VoiceManifest}'s. */
    public record Draft(
            String name,
            String version,
            String language,
            SymbolTable symbols,
            MelFormat mel,
            AcousticShape shape,
            double inferenceDropout,
            AttentionLimits attentionLimits,
            EmbedMode embed,
            VocoderSpec vocoder,
            String license,
            Map<String, Object> provenance,
            Map<String, Object> figures) {}

    /**
     * Hashes the package's files and writes the manifest, at once or not at all. {@link VoicePackage#LEXICON} may be absent;
     * {@link VoicePackage#VOCODER} belongs to the package unless the draft's vocoder is Griffin-Lim.
     *
     * @throws IOException if a file is missing or can't be read
     * @throws IllegalArgumentException if the draft contradicts itself, naming the field
     */
    public static VoicePackage write(Path directory, Draft draft) throws IOException {
        Map<String, VoiceManifest.FileEntry> files = new LinkedHashMap<>();
        for (String file : VoicePackage.REQUIRED_FILES) {
            files.put(file, entry(directory.resolve(file)));
        }
        if (Files.exists(directory.resolve(VoicePackage.LEXICON))) {
            files.put(VoicePackage.LEXICON, entry(directory.resolve(VoicePackage.LEXICON)));
        }
        if (!(draft.vocoder() instanceof VocoderSpec.GriffinLim)) {
            files.put(VoicePackage.VOCODER, entry(directory.resolve(VoicePackage.VOCODER)));
        }
        return write(directory, manifest(draft, files));
    }

    /**
     * Adds the int8 graphs that now lie beside a package's files to its manifest.
     *
     * @param provenance how they were made
     */
    public static VoicePackage addInt8(VoicePackage files, Map<String, Object> provenance) throws IOException {
        VoiceManifest old = files.manifest();
        Map<String, VoiceManifest.FileEntry> entries = new LinkedHashMap<>(old.files());
        for (String file : VoicePackage.INT8_FILES) {
            entries.put(file, entry(files.directory().resolve(file)));
        }
        Map<String, Object> facts = new LinkedHashMap<>(old.provenance());
        facts.put("int8", provenance);
        return write(files.directory(), old.with(entries, facts));
    }

    /**
     * Lets a package speak with the {@link VoicePackage#VOCODER} that now lies beside its files. All other files stay, but for
     * {@link VoicePackage#LICENSE}, which may have grown.
     *
     * @param version of the voice from now on
     * @param license SPDX expression for the package from now on
     * @param provenance the whole of it
     * @param figures likewise
     */
    public static VoicePackage withVocoder(
            VoicePackage files,
            String version,
            VocoderSpec vocoder,
            String license,
            Map<String, Object> provenance,
            Map<String, Object> figures)
            throws IOException {
        VoiceManifest old = files.manifest();
        Map<String, VoiceManifest.FileEntry> entries = new LinkedHashMap<>(old.files());
        for (String file : List.of(VoicePackage.VOCODER, VoicePackage.LICENSE)) {
            entries.put(file, entry(files.directory().resolve(file)));
        }
        return write(files.directory(), manifest(draft(old, version, vocoder, license, provenance, figures), entries));
    }

    /**
     * Takes a package's {@link VoicePackage#POSTNET} as it now lies there. Int8 graphs that were made of the old one are deleted.
     *
     * @param version of the voice from now on
     * @param provenance the whole of it
     */
    public static VoicePackage withPostnet(VoicePackage files, String version, Map<String, Object> provenance)
            throws IOException {
        VoiceManifest old = files.manifest();
        Map<String, VoiceManifest.FileEntry> entries = new LinkedHashMap<>(old.files());
        VoicePackage.INT8_FILES.forEach(entries::remove);
        entries.put(VoicePackage.POSTNET, entry(files.directory().resolve(VoicePackage.POSTNET)));
        Draft draft = draft(old, version, old.vocoder(), old.license(), provenance, old.figures());
        VoicePackage changed = write(files.directory(), manifest(draft, entries));
        for (String stale : VoicePackage.INT8_FILES) {
            Files.deleteIfExists(files.directory().resolve(stale));
        }
        return changed;
    }

    /**
     * Makes the same voice once more, with the files that its manifest names, under another version.
     *
     * @param directory of the copy; made if it is missing
     */
    public static VoicePackage copy(VoicePackage files, Path directory, String version) throws IOException {
        VoiceManifest old = files.manifest();
        Files.createDirectories(directory);
        for (String file : old.files().keySet()) {
            Files.write(directory.resolve(file), files.bytes(file));
        }
        Draft draft = draft(old, version, old.vocoder(), old.license(), old.provenance(), old.figures());
        return write(directory, manifest(draft, old.files()));
    }

    private static Draft draft(
            VoiceManifest old,
            String version,
            VocoderSpec vocoder,
            String license,
            Map<String, Object> provenance,
            Map<String, Object> figures) {
        return new Draft(
                old.name(),
                version,
                old.language(),
                old.symbolTable(),
                old.mel(),
                old.shape(),
                old.inferenceDropout(),
                old.attentionLimits(),
                old.embed(),
                vocoder,
                license,
                provenance,
                figures);
    }

    private static VoicePackage write(Path directory, VoiceManifest manifest) throws IOException {
        Path unfinished = directory.resolve(VoicePackage.MANIFEST + ".part");
        Files.write(unfinished, ManifestJson.write(manifest));
        Files.move(
                unfinished,
                directory.resolve(VoicePackage.MANIFEST),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        return new VoicePackage(directory, manifest);
    }

    private static VoiceManifest.FileEntry entry(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return new VoiceManifest.FileEntry(VoicePackage.sha256(bytes), bytes.length);
    }

    private static VoiceManifest manifest(Draft draft, Map<String, VoiceManifest.FileEntry> files) {
        return new VoiceManifest(
                VoiceManifest.FORMAT_VERSION,
                draft.name(),
                draft.version(),
                draft.language(),
                draft.symbols().symbols(),
                draft.symbols().sha256(),
                draft.mel(),
                draft.shape(),
                draft.inferenceDropout(),
                draft.attentionLimits(),
                draft.embed(),
                draft.vocoder(),
                files,
                draft.license(),
                draft.provenance(),
                draft.figures());
    }
}
