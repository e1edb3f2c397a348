package sori.registry.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.AttentionLimits;
import sori.acoustic.MelBlock;
import sori.acoustic.SpeechLength;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.text.SpokenWord;
import sori.voice.Voice;

/** A voice is made to speak before it may: what it says is thrown away, and warms it up. Stateless. */
final class VoiceSmokeTest {
    /** Plain words of each language, in spoken form. */
    private static final Map<String, List<String>> SENTENCES = Map.of(
            "en", List.of("hello world.", "one two three four, and the text goes on?"),
            "ko", List.of("안녕하세요.", "하나 둘 셋 넷, 그리고 다섯."));

    /** Of an utterance that nobody sends. */
    private static final long SEED = 1;

    private static final int FRAMES_OF_SILENCE = 40;

    private VoiceSmokeTest() {}

    /**
     * Has the parts that an instance uses work.
     *
     * @param deadline for all of it
     * @throws ModelRefusedException with what is wrong
     */
    static void run(Voice voice, Set<Part> parts, Duration deadline) throws ModelRefusedException {
        long start = System.nanoTime();
        String primary = voice.manifest().language().split("-", -1)[0];
        for (String sentence : SENTENCES.getOrDefault(primary, List.of())) {
            int[] symbols = voice.embedder().encode(words(sentence)).symbols();
            require(symbols.length > 0, "has no symbols for '" + sentence + "'");
            float[] mel = parts.contains(Part.ACOUSTIC)
                    ? speak(voice, symbols, sentence, start + deadline.toNanos())
                    : silence(voice);
            if (parts.contains(Part.VOCODER)) {
                vocode(voice, mel, sentence);
            }
        }
    }

    private static float[] speak(Voice voice, int[] symbols, String sentence, long deadlineNanos)
            throws ModelRefusedException {
        List<MelBlock> blocks =
                blocks(voice.engine().submit(new AcousticRequest(symbols, SEED)), sentence, deadlineNanos);
        int frames = blocks.stream().mapToInt(MelBlock::frames).sum();
        float[] mel = MelBlock.joined(blocks);
        require(allFinite(mel), "makes mel frames that are no numbers of '" + sentence + "'");
        require(!blocks.get(blocks.size() - 1).cut(), "finds no end of '" + sentence + "'");
        double seconds = (double) frames
                * voice.melFormat().hopSamples()
                / voice.melFormat().sampleRateHz();
        require(
                SpeechLength.plausible(seconds, symbols.length),
                "takes " + seconds + " s for the " + symbols.length + " symbols of '" + sentence + "'");
        if (voice.manifest().shape().attends()) {
            requireReadToEnd(blocks, symbols, sentence, voice.manifest().attentionLimits());
        }
        return mel;
    }

    private static void requireReadToEnd(List<MelBlock> blocks, int[] symbols, String sentence, AttentionLimits limits)
            throws ModelRefusedException {
        int furthest = blocks.stream()
                .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                .max()
                .orElse(0);
        require(
                limits.reachesEnd(furthest, symbols.length),
                "never looks at the end of '" + sentence + "': its attention stops at symbol " + furthest + " of "
                        + symbols.length);
    }

    private static List<MelBlock> blocks(AcousticJob job, String sentence, long deadlineNanos)
            throws ModelRefusedException {
        try {
            List<MelBlock> blocks = job.join(Duration.ofNanos(deadlineNanos - System.nanoTime()));
            require(
                    job.failure().isEmpty(),
                    "cannot speak '" + sentence + "': " + job.failure().orElse(""));
            return blocks;
        } catch (TimeoutException e) {
            throw refusal("is not done with '" + sentence + "' in time (models.trialSeconds)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal("was interrupted");
        }
    }

    /** For instances that get their frames from others. */
    private static float[] silence(Voice voice) {
        float[] mel = new float[FRAMES_OF_SILENCE * voice.melFormat().mels()];
        Arrays.fill(mel, (float) Math.log(voice.melFormat().floor()));
        return mel;
    }

    private static void vocode(Voice voice, float[] mel, String sentence) throws ModelRefusedException {
        float[] samples = voice.vocoder().vocode(mel);
        int expected = mel.length / voice.melFormat().mels() * voice.melFormat().hopSamples();
        require(
                samples.length == expected,
                "makes " + samples.length + " samples of '" + sentence + "', not " + expected);
        require(allFinite(samples), "makes samples that are no numbers of '" + sentence + "'");
    }

    private static boolean allFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static List<SpokenWord> words(String sentence) {
        List<SpokenWord> words = new ArrayList<>();
        int at = 0;
        for (String token : sentence.split(" ", -1)) {
            int end = token.length();
            while (end > 1 && !Character.isLetterOrDigit(token.charAt(end - 1))) {
                end--;
            }
            words.add(new SpokenWord(token.substring(0, end), token.substring(end), at, at + token.length()));
            at += token.length() + 1;
        }
        return words;
    }

    private static void require(boolean holds, String complaint) throws ModelRefusedException {
        if (!holds) {
            throw refusal(complaint);
        }
    }

    private static ModelRefusedException refusal(String complaint) {
        return new ModelRefusedException("on trial it " + complaint);
    }
}
