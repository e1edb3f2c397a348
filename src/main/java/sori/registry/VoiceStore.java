package sori.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;
import sori.voice.VoiceRefusedException;

/**
 * The packages of releases on this machine's disk, fetched when they are first asked for. A directory survives restarts and may
 * be shared by processes; its files are verified whenever they are read. Thread-safe.
 */
public final class VoiceStore {
    private static final Logger LOG = LoggerFactory.getLogger(VoiceStore.class);

    private final Path directory;
    private final VoiceCatalog local;
    private final ArtifactReader reader;

    /**
     * @param directory where packages are kept
     * @param local packages that lie on this machine anyway: the very same need not be fetched
     */
    public VoiceStore(Path directory, VoiceCatalog local, KafkaAccess kafka) {
        this.directory = directory;
        this.local = local;
        this.reader = new ArtifactReader(kafka);
    }

    /** Where an application keeps what it knows of signed records. */
    Path memory(String application) {
        return directory.resolve("signed-" + application);
    }

    /**
     * A release's package, whole and verified.
     *
     * @throws ModelRefusedException if the registry holds other bytes than the release vouches for
     * @throws IOException if the disk or the cluster fails
     */
    public VoicePackage fetch(Release release) throws IOException {
        Optional<VoicePackage> here = local(release);
        if (here.isPresent()) {
            return here.get();
        }
        Path home = Files.createDirectories(directory.resolve(release.id().toString()));
        writeManifest(release, home);
        VoicePackage files = VoicePackage.open(home);
        Set<String> broken = broken(files);
        if (!broken.isEmpty()) {
            List<ModelArtifact> wanted = release.artifacts().stream()
                    .filter(artifact -> broken.contains(artifact.getFile()))
                    .toList();
            reader.fetch(release, wanted, home);
        }
        return files;
    }

    /**
     * The package of this machine that is the very same as a release, whole and verified.
     *
     * @throws IOException if the disk fails
     */
    public Optional<VoicePackage> local(Release release) throws IOException {
        for (VoicePackage files : local.voices()) {
            if (release.isOf(files) && broken(files).isEmpty()) {
                return Optional.of(files);
            }
        }
        return Optional.empty();
    }

    private static void writeManifest(Release release, Path home) throws IOException {
        Path manifest = home.resolve(VoicePackage.MANIFEST);
        byte[] bytes = release.record().getManifest().getBytes(StandardCharsets.UTF_8);
        Path unfinished = Files.createTempFile(home, VoicePackage.MANIFEST, ".part");
        Files.write(unfinished, bytes);
        Files.move(unfinished, manifest, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Files that are missing or not what the manifest says. */
    private static Set<String> broken(VoicePackage files) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String file : files.manifest().files().keySet()) {
            try {
                files.verify(file);
            } catch (VoiceRefusedException e) {
                LOG.debug("to be fetched: {}", e.getMessage());
                broken.add(file);
            }
        }
        return Set.copyOf(broken);
    }

    /** Deletes what was fetched of a version that was retired. */
    void forget(ModelId id) throws IOException {
        Path home = directory.resolve(id.toString());
        if (!Files.isDirectory(home)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
