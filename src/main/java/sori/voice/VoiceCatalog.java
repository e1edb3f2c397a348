package sori.voice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The voice packages under a directory: {@code <name>/} or {@code <name>/<version>/}. Only manifests are read. Immutable.
 *
 * @param voices by name, then newest first
 * @param broken packages that can't be read, and why
 */
public record VoiceCatalog(List<VoicePackage> voices, Map<Path, String> broken) {
    private static final int DEPTH = 3;

    public VoiceCatalog {
        voices = List.copyOf(voices);
        broken = Map.copyOf(broken);
    }

    /**
     * Reads every manifest under a directory; one that is not there has no voices.
     *
     * @throws IOException if the directory exists but can't be read
     */
    public static VoiceCatalog scan(Path root) throws IOException {
        List<VoicePackage> voices = new ArrayList<>();
        Map<Path, String> broken = new TreeMap<>();
        for (Path manifest : manifests(root)) {
            Path directory = manifest.toAbsolutePath().getParent();
            if (directory == null) {
                continue;
            }
            try {
                voices.add(VoicePackage.open(directory));
            } catch (IOException e) {
                broken.put(directory, String.valueOf(e.getMessage()));
            }
        }
        Comparator<VoicePackage> byName =
                Comparator.comparing(voice -> voice.manifest().name());
        voices.sort(byName.thenComparing(VoiceCatalog::version, VERSIONS.reversed()));
        return new VoiceCatalog(voices, broken);
    }

    private static List<Path> manifests(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, DEPTH)) {
            return files.filter(file -> file.endsWith(VoicePackage.MANIFEST))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** The newest version of a voice. */
    public Optional<VoicePackage> newest(String name) {
        return voices.stream()
                .filter(voice -> voice.manifest().name().equals(name))
                .findFirst();
    }

    /** A very version of a voice. */
    public Optional<VoicePackage> find(String name, String version) {
        return voices.stream()
                .filter(voice ->
                        voice.manifest().name().equals(name) && version(voice).equals(version))
                .findFirst();
    }

    /** The newest version of each voice of a language, by name. */
    public List<VoicePackage> ofLanguage(String language) {
        return voices.stream()
                .filter(voice -> voice.manifest().language().equals(language))
                .filter(voice ->
                        newest(voice.manifest().name()).filter(voice::equals).isPresent())
                .toList();
    }

    private static String version(VoicePackage voice) {
        return voice.manifest().version();
    }

    /** Versions compare number by number: 1.10 is newer than 1.9. */
    public static final Comparator<String> VERSIONS = (a, b) -> {
        String[] left = a.split("\\.", -1);
        String[] right = b.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    };
}
