package sori.graph;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.mel.MelFormat;
import sori.text.EmbedMode;
import sori.text.Language;
import sori.text.SymbolTable;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/**
 * Makes voice packages that nobody trained, for tests and for trying the pipeline: random sounds, but of a plausible length, read
 * from left to right, and ended by themselves. Under 200 KB. The same arguments give the same bytes. Stateless.
 */
public final class TinyVoice {
    private static final double INFERENCE_DROPOUT = 0.5;
    private static final String WORDS = """
            a\tAH0
            hello\tHH AH0 L OW1
            one\tW AH1 N
            speech\tS P IY1 CH
            text\tT EH1 K S T
            the\tDH AH0
            two\tT UW1
            world\tW ER1 L D
            """;
    private static final String LICENSE = """
            Made of random numbers by a program; nobody's work.
            To the extent possible, all rights are waived (CC0-1.0).
            """;

    private TinyVoice() {}

    /**
     * Writes a whole package into a directory, which is made if it is missing. It speaks English, words enter as characters, and a
     * lexicon of a few words is there too.
     *
     * @param name of the voice, such as {@code en-tiny}
     * @param version of the voice, such as {@code 1}
     * @param seed decides every weight
     */
    public static VoicePackage write(Path directory, String name, String version, long seed) throws IOException {
        return write(directory, name, version, seed, Cell.LSTM, Alignment.ATTENTION, Language.EN);
    }

    /** The same as another member of the family: one without attention does not read its text, only its length is right. */
    public static VoicePackage write(
            Path directory, String name, String version, long seed, Cell cell, Alignment alignment) throws IOException {
        return write(directory, name, version, seed, cell, alignment, Language.EN);
    }

    /**
     * The same of another language.
     *
     * @param language Korean enters as it sounds, and needs no lexicon
     */
    public static VoicePackage write(
            Path directory, String name, String version, long seed, Cell cell, Alignment alignment, Language language)
            throws IOException {
        SymbolTable symbols = language.symbols();
        MelFormat mel = MelFormat.DEFAULT;
        AcousticShape shape = AcousticShape.tiny(symbols.size(), mel.mels()).with(cell, alignment);
        AcousticExporter.export(TinyWeights.of(shape, symbols.indexOf(SymbolTable.END), seed), directory);
        if (language.needsLexicon()) {
            try (OutputStream lexicon =
                    new GZIPOutputStream(Files.newOutputStream(directory.resolve(VoicePackage.LEXICON)))) {
                lexicon.write(WORDS.getBytes(StandardCharsets.UTF_8));
            }
        }
        Files.writeString(directory.resolve(VoicePackage.LICENSE), LICENSE);
        VoicePackageWriter.Draft draft = new VoicePackageWriter.Draft(
                name,
                version,
                language.tag(),
                symbols,
                mel,
                shape,
                INFERENCE_DROPOUT,
                AttentionLimits.DEFAULT,
                language.needsLexicon() ? EmbedMode.CHARACTERS : EmbedMode.LEXICON,
                VocoderSpec.DEFAULT,
                "CC0-1.0",
                Map.of("corpus", "none: random weights", "seed", seed),
                Map.of());
        return VoicePackageWriter.write(directory, draft);
    }
}
