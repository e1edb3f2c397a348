package sori.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sori.acoustic.AttentionExtremes;
import sori.acoustic.AttentionLimits;
import sori.acoustic.EngineOptions;
import sori.acoustic.OnnxAcousticEngine;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * Where a voice's attention goes on a list when nothing holds it, and how much room the voice's limits leave for that. Sentences
 * that found no end or are far too long or short don't count: limits are there to end these.
 *
 * @param limits of the voice
 * @param sentences that count, in all modes together
 * @param extremes of these
 * @param beyond mode and id of those among them that the limits would have changed
 */
public record AttentionRoom(AttentionLimits limits, int sentences, AttentionExtremes extremes, List<String> beyond) {
    private static final int NAMED = 5;

    /** @param voice folder of a package whose model has attention */
    public static AttentionRoom measure(Path voice, List<Prompt> prompts, Precision precision)
            throws IOException, InterruptedException {
        VoicePackage files = VoicePackage.open(voice);
        AttentionLimits limits = files.manifest().attentionLimits();
        int sentences = 0;
        AttentionExtremes all = AttentionExtremes.NONE;
        List<String> beyond = new ArrayList<>();
        for (EmbedMode mode : files.manifest().modes()) {
            for (SpokenSentence spoken : speak(files, mode, precision, prompts)) {
                if (spoken.ordinary()) {
                    AttentionExtremes one = AttentionExtremes.of(
                            spoken.attention().orElseThrow().attended(),
                            spoken.symbols().length,
                            files.manifest().shape().framesPerStep());
                    sentences++;
                    all = all.and(one);
                    if (one.beyond(limits)) {
                        beyond.add(mode.name().toLowerCase(Locale.ROOT) + "/"
                                + spoken.utterance().id());
                    }
                }
            }
        }
        return new AttentionRoom(limits, sentences, all, beyond);
    }

    private static List<SpokenSentence> speak(
            VoicePackage files, EmbedMode mode, Precision precision, List<Prompt> prompts)
            throws IOException, InterruptedException {
        VoiceOptions options = VoiceOptions.DEFAULT.withEmbed(mode);
        try (Voice voice = Voice.open(files.directory(), options);
                OnnxAcousticEngine free = new OnnxAcousticEngine(
                        files.model(OnnxRuntime.start(options.provider()), precision, AttentionLimits.NONE),
                        EngineOptions.DEFAULT)) {
            return Speaker.of(voice, free).speak(prompts, () -> {}).sentences();
        } catch (GraphRefusedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Limits that leave room for this speech; the voice's own if they do. */
    public AttentionLimits needed() {
        return extremes.widened(limits);
    }

    /** For a file of figures. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("limits", limits.text());
        figures.put("sentences", sentences);
        if (sentences > 0) {
            figures.put("backSymbols", extremes.backSymbols());
            figures.put("aheadSymbols", extremes.aheadSymbols());
            figures.put("endSymbols", extremes.endSymbols());
            figures.put("stalledFrames", extremes.stalledFrames());
            figures.put("beyondLimits", beyond.size());
        }
        return figures;
    }

    /** What was measured, and what is to be done. */
    public String summary() {
        if (sentences == 0) {
            return "attention without limits: no sentence ended by itself, so there is nothing to choose limits by";
        }
        String measured = String.format(
                Locale.ROOT,
                "attention without limits, %d sentences that ended by themselves: at most %d symbols back, %d ahead,"
                        + " %d left at the end, %d frames without getting on; the voice's limits are %s",
                sentences,
                extremes.backSymbols(),
                extremes.aheadSymbols(),
                extremes.endSymbols(),
                extremes.stalledFrames(),
                limits.text());
        if (needed().equals(limits)) {
            return measured;
        }
        String who = beyond.isEmpty()
                ? "none of them, but it comes near"
                : beyond.size() + " of them: " + String.join(", ", beyond.subList(0, Math.min(NAMED, beyond.size())))
                        + (beyond.size() > NAMED ? ", ..." : "");
        return measured + "\nwarning: these would have changed " + who
                + ". A few that stray are what limits are for; if the voice speaks like that, export or import it with --attention-limits "
                + needed().text();
    }
}
