package sori.synthesis;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import sori.text.Language;
import sori.text.Normalizer;
import sori.voice.VoiceManifest;

/** Who reads texts in which language, each voice's with the user's own words beside it. Thread-safe. */
public final class Readers {
    private final Map<String, Normalizer> normalizers;
    private final Map<Path, WordsFile> words = new ConcurrentHashMap<>();

    /** @param normalizers one for each language that is to be spoken */
    public Readers(List<Normalizer> normalizers) {
        this.normalizers = normalizers.stream().collect(Collectors.toMap(Normalizer::language, Function.identity()));
    }

    /** A reader for every language that Sori can read. */
    public static Readers ofAllLanguages() {
        return new Readers(
                Arrays.stream(Language.values()).map(Language::normalizer).toList());
    }

    public boolean canRead(String language) {
        return normalizers.containsKey(language);
    }

    /**
     * Reads for a voice.
     *
     * @param file of the user's words, which need not be there
     */
    public Optional<Normalizer> of(VoiceManifest voice, Path file) {
        Normalizer plain = normalizers.get(voice.language());
        return plain == null
                ? Optional.empty()
                : Optional.of(words.computeIfAbsent(file, path -> new WordsFile(path, voice.symbolTable(), plain))
                        .normalizer());
    }

    /** Of a BCP 47 tag: en of en-GB. */
    public static String primary(String language) {
        return Language.primary(language);
    }
}
