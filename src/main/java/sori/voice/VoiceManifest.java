package sori.voice;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import sori.acoustic.AcousticShape;
import sori.acoustic.AttentionLimits;
import sori.mel.MelFormat;
import sori.text.EmbedMode;
import sori.text.Language;
import sori.text.SymbolTable;

/**
 * What a voice package says of itself, as {@code voice.json} holds it. Consistent in itself by construction; whether the files
 * are what it says is for {@link VoicePackage} to find out.
 *
 * @param formatVersion of this manifest: {@link #FORMAT_VERSION}
 * @param name of the voice, such as {@code en-slt}: lower-case letters, digits and hyphens
 * @param version of the voice: numbers joined by dots; the higher is the newer
 * @param language BCP 47
 * @param symbols in the order of the embedding table
 * @param symbolsSha256 as {@link SymbolTable#sha256} has it
 * @param mel format of the spectrograms that the acoustic model makes and the vocoder takes
 * @param shape sizes of the acoustic model
 * @param inferenceDropout of the prenet while speaking, 0 to 0.5
 * @param attentionLimits that its attention is held to; left out of the file where they are the usual ones
 * @param embed how words enter unless the user says otherwise
 * @param vocoder what makes samples
 * @param files name to what the file must be
 * @param license SPDX expression for the package
 * @param provenance where the voice comes from: corpus, trainer, steps, seed
 * @param figures what was measured on the test list
 */
public record VoiceManifest(
        int formatVersion,
        String name,
        String version,
        String language,
        List<String> symbols,
        String symbolsSha256,
        MelFormat mel,
        AcousticShape shape,
        double inferenceDropout,
        AttentionLimits attentionLimits,
        EmbedMode embed,
        VocoderSpec vocoder,
        Map<String, FileEntry> files,
        String license,
        Map<String, Object> provenance,
        Map<String, Object> figures) {

    public static final int FORMAT_VERSION = 1;

    /** Of {@code voice.json}; the one that comes along has 5 KB. */
    public static final int MOST_JSON_BYTES = 1 << 20;

    static final int MOST_JSON_DEPTH = 32;
    static final int MOST_JSON_STRING = 20_000;

    /** In characters: names, versions, languages and symbols are short. */
    public static final int MOST_NAME = 64;

    private static final int MOST_LICENSE = 1_000;

    /** Of a package. */
    static final int MOST_FILES = 64;

    /** Of a file: several times a Tacotron 2 as it was published. */
    public static final long MOST_FILE_BYTES = 512L << 20;

    /** Of all files together: voices that are larger are no voices. */
    public static final long MOST_BYTES = 1L << 30;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})*");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * What a file must be.
     *
     * @param sha256 of its bytes, in hexadecimal
     * @param bytes its length
     */
    public record FileEntry(String sha256, long bytes) {
        public FileEntry {
            require(
                    "files.sha256",
                    sha256.length() == 64 && SHA_256.matcher(sha256).matches(),
                    "is not 64 hexadecimal digits: " + sha256);
            require(
                    "files.bytes",
                    bytes >= 0 && bytes <= MOST_FILE_BYTES,
                    "is " + bytes + ", not in 0.." + MOST_FILE_BYTES);
        }
    }

    /** @throws IllegalArgumentException naming the field and what is wrong with it */
    public VoiceManifest {
        symbols = List.copyOf(symbols);
        files = Map.copyOf(files);
        require("formatVersion", formatVersion == FORMAT_VERSION, "is " + formatVersion + ", not " + FORMAT_VERSION);
        requireShort("name", name, MOST_NAME);
        require("name", NAME.matcher(name).matches(), "is not lower-case letters, digits and hyphens: '" + name + "'");
        requireVersion(version);
        requireShort("language", language, MOST_NAME);
        require("language", LANGUAGE.matcher(language).matches(), "is no BCP 47 tag: '" + language + "'");
        require(
                "symbols",
                symbols.size() <= AcousticShape.MOST_SYMBOLS,
                "has " + symbols.size() + " entries, more than " + AcousticShape.MOST_SYMBOLS);
        symbols.forEach(symbol -> requireShort("symbols", symbol, MOST_NAME));
        String hash = new SymbolTable(symbols).sha256();
        require("symbolsSha256", symbolsSha256.equals(hash), "is not the hash of the symbols, which is " + hash);
        require("shape.symbols", shape.symbols() == symbols.size(), "is not the number of symbols: " + symbols.size());
        require("shape.mels", shape.mels() == mel.mels(), "is not mel.mels: " + mel.mels());
        require("inferenceDropout", inferenceDropout >= 0 && inferenceDropout <= 0.5, "is not in 0..0.5");
        require(
                "attentionLimits",
                shape.attends() || attentionLimits.equals(AttentionLimits.DEFAULT),
                "stands beside a shape without attention: leave it out");
        require(
                "attentionLimits.stalledFrames",
                attentionLimits.stalledFrames() >= shape.framesPerStep(),
                "is less than shape.framesPerStep, " + shape.framesPerStep() + ": no step could stay at a symbol");
        require("files", files.size() <= MOST_FILES, "has " + files.size() + " entries, more than " + MOST_FILES);
        long bytes = 0; // no overflow: so few files of bounded lengths
        for (FileEntry file : files.values()) {
            bytes += file.bytes();
        }
        require("files", bytes <= MOST_BYTES, "have " + bytes + " bytes together, more than " + MOST_BYTES);
        for (String file : files.keySet()) {
            requireShort("files", file, MOST_NAME);
            require("files", FILE.matcher(file).matches(), "has the name '" + file + "', which is no plain file name");
        }
        for (String file : VoicePackage.REQUIRED_FILES) {
            require("files", files.containsKey(file), "lacks " + file);
        }
        require(
                "files",
                !needsLexicon(language, embed) || files.containsKey(VoicePackage.LEXICON),
                "lacks " + VoicePackage.LEXICON);
        boolean bare = vocoder instanceof VocoderSpec.GriffinLim;
        require("files", bare || files.containsKey(VoicePackage.VOCODER), "lacks " + VoicePackage.VOCODER);
        require(
                "vocoder.shape",
                !(vocoder instanceof VocoderSpec.Neural made) || made.shape().fits(mel),
                "does not fit the mel format");
        require(
                "vocoder.hopSamples",
                !(vocoder instanceof VocoderSpec.HifiGan made) || made.hopSamples() == mel.hopSamples(),
                "is not mel.hopSamples: " + mel.hopSamples());
        requireShort("license", license, MOST_LICENSE);
        require("license", !license.isBlank(), "is empty");
    }

    /**
     * Reads a manifest that lies in no package.
     *
     * @param origin names it in messages
     * @throws VoiceRefusedException naming the field that is broken
     */
    public static VoiceManifest read(String origin, String json) throws VoiceRefusedException {
        return ManifestJson.read(origin, json.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if it can't be a voice's version */
    public static void requireVersion(String version) {
        requireShort("version", version, MOST_NAME);
        require("version", VERSION.matcher(version).matches(), "is not numbers joined by dots: '" + version + "'");
    }

    /** Before anything else is done with a text, such as matching it. */
    private static void requireShort(String field, String text, int most) {
        require(field, text.length() <= most, "has " + text.length() + " characters, more than " + most);
    }

    static void require(String field, boolean holds, String complaint) {
        if (!holds) {
            throw new IllegalArgumentException("field " + field + " " + complaint);
        }
    }

    /** Whether words can enter in a mode only with a lexicon. */
    static boolean needsLexicon(String language, EmbedMode mode) {
        return mode == EmbedMode.LEXICON
                && Language.of(language).map(Language::needsLexicon).orElse(true);
    }

    /** How words can enter: as phones only with a lexicon, where the language needs one. */
    public List<EmbedMode> modes() {
        return Arrays.stream(EmbedMode.values())
                .filter(mode -> !needsLexicon(language, mode) || files.containsKey(VoicePackage.LEXICON))
                .toList();
    }

    /** The same with other files and another provenance. */
    VoiceManifest with(Map<String, FileEntry> otherFiles, Map<String, Object> otherProvenance) {
        return new VoiceManifest(
                formatVersion,
                name,
                version,
                language,
                symbols,
                symbolsSha256,
                mel,
                shape,
                inferenceDropout,
                attentionLimits,
                embed,
                vocoder,
                otherFiles,
                license,
                otherProvenance,
                figures);
    }

    public SymbolTable symbolTable() {
        return new SymbolTable(symbols);
    }

    /** {@code name@version}. */
    public String id() {
        return name + "@" + version;
    }
}
