package sori.evaluate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sori.acoustic.AttentionLimits;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

/**
 * The test list's figures of an exported checkpoint: measured the first time, read from the run's folder ever after, so that nobody
 * is tempted to export until they please.
 */
public final class TestOnce {
    static final String FILE = "tested.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path run;
    private final ListMeasurement measurement;

    public TestOnce(Path run, ListMeasurement measurement) {
        this.run = run;
        this.measurement = measurement;
    }

    /**
     * @param speech the package's graphs, dropout, attention limits and vocoder, and the list: what decides the figures
     * @param figures by mode, as {@link ListMeasurement#measure} gives them
     */
    private record Tested(String speech, String list, Map<String, Map<String, Object>> figures) {}

    /** The figures of a package on a list, by mode. */
    public Map<String, Map<String, Object>> figures(VoicePackage voice, SentenceList list)
            throws IOException, InterruptedException {
        Path file = run.resolve(FILE);
        String speech = speech(voice.manifest());
        String name = list.name() + ", " + list.prompts().size() + " sentences";
        if (Files.isRegularFile(file)) {
            Tested before = JSON.readValue(file.toFile(), new TypeReference<Tested>() {});
            if (before.speech().equals(speech) && before.list().equals(name)) {
                System.out.println("this checkpoint has spoken the list before (" + name + "): " + file);
                return before.figures();
            }
        }
        Map<String, Map<String, Object>> figures = measurement.measure(voice.directory(), list, run);
        Files.write(file, JSON.writeValueAsBytes(new Tested(speech, name, new LinkedHashMap<>(figures))));
        return figures;
    }

    private static String speech(VoiceManifest manifest) {
        StringBuilder speech = new StringBuilder();
        for (String file : new String[] {
            VoicePackage.ENCODER, VoicePackage.DECODER, VoicePackage.POSTNET, VoicePackage.VOCODER, VoicePackage.LEXICON
        }) {
            VoiceManifest.FileEntry entry = manifest.files().get(file);
            speech.append(entry == null ? "" : file + " " + entry.sha256() + ", ");
        }
        speech.append("dropout ").append(manifest.inferenceDropout());
        if (!manifest.attentionLimits().equals(AttentionLimits.DEFAULT)) {
            speech.append(", attention limits ")
                    .append(manifest.attentionLimits().text());
        }
        return speech.toString();
    }
}
