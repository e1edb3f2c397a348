package sori.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.plot.AlignmentWeights;
import sori.plot.MelPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.text.SymbolTable;

/** A recording with the times of its phones, to be looked at. Stateless. */
public final class AlignmentPicture {
    private AlignmentPicture() {}

    /** The phones under a spectrogram of the whole recording. */
    public static void draw(Path corpus, String id, Path file) throws IOException {
        Corpus.Utterance drawn = Corpus.read(corpus).utterances().stream()
                .filter(utterance -> utterance.id().equals(id))
                .findFirst()
                .orElseThrow();
        MelFormat format = MelFormat.DEFAULT;
        float[] mel = new MelExtractor(format).extract(Preparation.DEFAULT.samples(drawn.wav(), format.sampleRateHz()));
        double hop = (double) format.hopSamples() / format.sampleRateHz();
        List<String> symbols = new ArrayList<>();
        int[] spoken = new int[mel.length / format.mels()];
        Arrays.fill(spoken, -1);
        for (TimedWord word : drawn.words()) {
            double from = word.startSeconds();
            for (TimedPhone phone : word.phones()) {
                for (int t = (int) (from / hop); t < Math.min(spoken.length, phone.endSeconds() / hop); t++) {
                    spoken[t] = symbols.size();
                }
                from = phone.endSeconds();
                symbols.add(SymbolTable.label(phone.symbol()));
            }
        }
        String title = String.format(Locale.ROOT, "%s: %s", drawn.id(), drawn.text());
        AlignmentWeights alignment = AlignmentWeights.ofAttended(spoken, symbols);
        Png.write(MelPlot.draw(title, new Spectrogram(mel, format.mels(), hop), Optional.of(alignment)), file);
    }
}
