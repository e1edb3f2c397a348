package sori.evaluate;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.Precision;
import sori.graph.MelContrast;
import sori.graph.SharpenedPostnet;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/**
 * Details that a voice speaks too faintly, against recordings of the same texts, and the filter behind its postnet that lifts them.
 *
 * @param gains of the coefficients of a cosine series over the bands, two for each wave
 */
public record Sharpening(double[] gains) {
    public static boolean isSharpened(VoicePackage voice) throws IOException {
        return SharpenedPostnet.isSharpened(ModelProto.parseFrom(voice.bytes(VoicePackage.POSTNET)));
    }

    /**
     * Has a package speak, and puts the filter behind its postnet, which makes a new version of it. Its int8 graphs go.
     *
     * @param prompts with recordings
     * @param strength 1 for the recordings' variance, 0.5 for half of the way there
     */
    public static Sharpening of(VoicePackage voice, String version, List<Prompt> prompts, double strength)
            throws IOException, InterruptedException {
        MelContrast contrast = MelContrast.of(
                prompts.stream()
                        .map(prompt -> prompt.recorded().orElseThrow().mel())
                        .toList(),
                spoken(voice, prompts),
                voice.manifest().mel().mels(),
                strength);
        ModelProto postnet = ModelProto.parseFrom(voice.bytes(VoicePackage.POSTNET));
        byte[] sharpened = SharpenedPostnet.of(
                        postnet, contrast, voice.manifest().mel().floor())
                .toByteArray();
        Files.write(voice.directory().resolve(VoicePackage.POSTNET), sharpened);
        VoicePackageWriter.withPostnet(voice, version, provenance(voice, prompts.size(), strength));
        return new Sharpening(contrast.gains());
    }

    /** By how much details of so many waves across the bands are lifted. */
    public double gainOfWaves(int waves) {
        return gains[Math.min(2 * waves, gains.length - 1)];
    }

    private static List<float[]> spoken(VoicePackage voice, List<Prompt> prompts)
            throws IOException, InterruptedException {
        try (Voice opened = Voice.open(voice.directory(), VoiceOptions.DEFAULT.withPrecision(Precision.FP32))) {
            return Speaker.of(opened).speak(prompts, () -> {}).sentences().stream()
                    .map(SpokenSentence::mel)
                    .toList();
        }
    }

    private static Map<String, Object> provenance(VoicePackage voice, int spoken, double strength) {
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("sentences", spoken);
        how.put("strength", strength);
        Map<String, Object> facts = new LinkedHashMap<>(voice.manifest().provenance());
        facts.put("sharpened", how);
        facts.remove("int8");
        return facts;
    }
}
