package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import me.tongfei.progressbar.ProgressBar;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.MelBlock;
import sori.audio.Wav;
import sori.text.EncodedSentence;
import sori.text.SpokenWord;
import sori.voice.Voice;

/**
 * Has a voice speak held-out sentences freely, as the pipeline would, and counts what goes wrong.
 *
 * @param spoken sentences
 * @param stopped of them ended by their own gate
 * @param reached of them attended to the last word
 * @param audioSeconds in all
 * @param durationRatio spoken length over the recordings' length; empty for sentences that nobody recorded
 */
record HeldOut(int spoken, int stopped, int reached, double audioSeconds, OptionalDouble durationRatio) {
    private static final long SEED = 20;
    private static final long POLL_MS = 2;

    /**
     * Writes {@code <id>.wav} per sentence, and {@code list.tsv} (WAV path, tab, words) for a recogniser.
     *
     * @param recordedSeconds length of all recordings together, for the ratio
     */
    static HeldOut speak(Voice voice, List<Corpus.Utterance> sentences, OptionalDouble recordedSeconds, Path directory)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        StringBuilder list = new StringBuilder();
        int stopped = 0;
        int reached = 0;
        double seconds = 0;
        try (ProgressBar bar = new ProgressBar("speaking", sentences.size())) {
            for (Corpus.Utterance sentence : sentences) {
                EncodedSentence encoded = voice.embedder().encode(words(sentence.text()));
                List<MelBlock> blocks = blocks(voice, encoded.symbols());
                MelBlock end = blocks.get(blocks.size() - 1);
                stopped += end.cut() ? 0 : 1;
                reached += reachesEnd(blocks, encoded.symbols().length) ? 1 : 0;
                float[] samples = voice.vocoder().vocode(joined(blocks));
                Path wav = directory.resolve(sentence.id() + ".wav");
                new Wav(samples, voice.melFormat().sampleRateHz()).write(wav);
                list.append(wav.toAbsolutePath())
                        .append('\t')
                        .append(sentence.text())
                        .append('\n');
                seconds += (double) samples.length / voice.melFormat().sampleRateHz();
                bar.step();
            }
        }
        Files.writeString(directory.resolve("list.tsv"), list);
        OptionalDouble ratio = recordedSeconds.isPresent()
                ? OptionalDouble.of(seconds / recordedSeconds.getAsDouble())
                : OptionalDouble.empty();
        return new HeldOut(sentences.size(), stopped, reached, seconds, ratio);
    }

    /** The text as the embed stage sees it: words with the punctuation after them. */
    static List<SpokenWord> words(String text) {
        List<SpokenWord> words = new ArrayList<>();
        int at = 0;
        for (String token : text.split(" ")) {
            int letters = token.length();
            while (letters > 1 && ",.?!;:".indexOf(token.charAt(letters - 1)) >= 0) {
                letters--;
            }
            words.add(new SpokenWord(token.substring(0, letters), token.substring(letters), at, at + token.length()));
            at += token.length() + 1;
        }
        return words;
    }

    private static List<MelBlock> blocks(Voice voice, int[] symbols) throws IOException, InterruptedException {
        AcousticJob job = voice.engine().submit(new AcousticRequest(symbols, SEED));
        List<MelBlock> blocks = new ArrayList<>();
        while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
            blocks.addAll(job.poll());
            if (job.failure().isPresent()) {
                throw new IOException("the engine gave up: " + job.failure().get());
            }
            Thread.sleep(POLL_MS);
        }
        return blocks;
    }

    /** Whether the last frames look at the last tenth of the symbols. */
    private static boolean reachesEnd(List<MelBlock> blocks, int symbols) {
        int[] attended = blocks.get(blocks.size() - 1).attendedSymbol();
        return attended[attended.length - 1] >= symbols - 1 - Math.max(2, symbols / 10);
    }

    private static float[] joined(List<MelBlock> blocks) {
        float[] mel = new float[blocks.stream().mapToInt(b -> b.mel().length).sum()];
        int at = 0;
        for (MelBlock block : blocks) {
            System.arraycopy(block.mel(), 0, mel, at, block.mel().length);
            at += block.mel().length;
        }
        return mel;
    }

    String summary() {
        String counts = String.format(
                Locale.ROOT,
                "%d sentences, %.1f s of audio: %d stopped by themselves, %d reached the last word",
                spoken,
                audioSeconds,
                stopped,
                reached);
        return durationRatio.isEmpty()
                ? counts
                : counts + String.format(Locale.ROOT, ", %.2f of the recordings' length", durationRatio.getAsDouble());
    }
}
