package sori.evaluate;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.acoustic.Precision;
import sori.graph.PitchGain;
import sori.vocoder.NeuralVocoder;
import sori.vocoder.Vocoder;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/**
 * How far a voice's pitch moves within a sentence, as its own vocoder hears it in what the voice speaks and in mels of recordings of
 * the same texts. A model that is trained on mean errors speaks the mean of all melodies, which is flatter than any of them (the
 * variance of trajectories: Toda and Tokuda 2007, "A speech parameter generation algorithm considering global variance").
 *
 * @param recordedSemitones standard deviation within a sentence, mean over the sentences
 * @param spokenSemitones likewise
 * @param levelLogHz mean of what is spoken, natural logarithm of Hz
 */
public record PitchRange(double recordedSemitones, double spokenSemitones, double levelLogHz) {
    static final double LARGEST_GAIN = 1.5;
    static final double SMALLEST_GAIN = 1 / LARGEST_GAIN;

    private static final String VOCODER = "vocoder";
    private static final String LIVENED = "livened";

    private static final double SEMITONES = 12 / Math.log(2);

    /** Frames of a sentence that say anything about its melody. */
    private static final int FEWEST_VOICED = 10;

    /**
     * Has a voice speak.
     *
     * @param prompts with recordings
     * @return nothing if the voice's vocoder hears no pitch
     * @throws IOException also if a side has no sentence with ten voiced frames
     */
    public static Optional<PitchRange> of(VoicePackage voice, List<Prompt> prompts)
            throws IOException, InterruptedException {
        try (Voice opened = Voice.open(voice.directory(), VoiceOptions.DEFAULT.withPrecision(Precision.FP32))) {
            Vocoder vocoder = opened.vocoder();
            if (!(vocoder instanceof NeuralVocoder neural)) {
                return Optional.empty();
            }
            List<float[]> spoken = new ArrayList<>();
            for (SpokenSentence sentence :
                    Speaker.of(opened).speak(prompts, () -> {}).sentences()) {
                spoken.add(neural.voicedLogHz(sentence.mel()));
            }
            List<float[]> recorded = prompts.stream()
                    .map(prompt ->
                            neural.voicedLogHz(prompt.recorded().orElseThrow().mel()))
                    .toList();
            return Optional.of(new PitchRange(semitones(recorded), semitones(spoken), mean(spoken)));
        }
    }

    /** By how much the pitch has to move farther, within bounds: what hardly moves would be made to jump. */
    public double gain(double strength) {
        double whole = Math.min(LARGEST_GAIN, Math.max(SMALLEST_GAIN, recordedSemitones / spokenSemitones));
        return Math.pow(whole, strength);
    }

    /**
     * Writes the vocoder's graph anew, which makes a new version of the voice.
     *
     * @param sentences that were spoken
     * @param strength 1 for the recordings' range, 0.5 for half of the way there
     */
    public void into(VoicePackage voice, String version, int sentences, double strength) throws IOException {
        ModelProto plain = ModelProto.parseFrom(voice.bytes(VoicePackage.VOCODER));
        byte[] lively = PitchGain.of(plain, gain(strength), levelLogHz).toByteArray();
        Files.write(voice.directory().resolve(VoicePackage.VOCODER), lively);
        Map<String, Object> how = new LinkedHashMap<>();
        how.put("gain", Math.round(1000 * gain(strength)) / 1000.0);
        how.put("sentences", sentences);
        how.put("strength", strength);
        Map<String, Object> facts = new LinkedHashMap<>(voice.manifest().provenance());
        Map<String, Object> vocoder = vocoder(voice); // whoever exports another vocoder writes this anew
        vocoder.put(LIVENED, how);
        facts.put(VOCODER, vocoder);
        VoicePackageWriter.withVocoder(
                voice,
                version,
                voice.manifest().vocoder(),
                voice.manifest().license(),
                facts,
                voice.manifest().figures());
    }

    /** Whether this was done to the package's vocoder, which then hears recordings too as livelier than they are. */
    public static boolean isLivened(VoicePackage voice) {
        return vocoder(voice).containsKey(LIVENED);
    }

    private static Map<String, Object> vocoder(VoicePackage voice) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (voice.manifest().provenance().get(VOCODER) instanceof Map<?, ?> known) {
            known.forEach((key, value) -> facts.put(String.valueOf(key), value));
        }
        return facts;
    }

    private static double mean(List<float[]> sentences) {
        double sum = 0;
        long count = 0;
        for (float[] sentence : sentences) {
            for (float logHz : sentence) {
                sum += logHz;
            }
            count += sentence.length;
        }
        return sum / count;
    }

    private static double semitones(List<float[]> sentences) throws IOException {
        double sum = 0;
        int count = 0;
        for (float[] sentence : sentences) {
            if (sentence.length >= FEWEST_VOICED) {
                sum += SEMITONES * deviation(sentence);
                count++;
            }
        }
        if (sum == 0) {
            throw new IOException("no sentence of the list has a pitch that moves, so there is nothing to go by");
        }
        return sum / count;
    }

    private static double deviation(float[] values) {
        double mean = mean(List.of(values));
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
