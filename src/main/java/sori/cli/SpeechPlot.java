package sori.cli;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sori.mel.MelFormat;
import sori.plot.AlignmentWeights;
import sori.plot.MelPlot;
import sori.plot.Spectrogram;
import sori.synthesis.Speech;
import sori.text.SymbolTable;

/** The picture of an utterance: its mel, and under it which symbol each frame attended to most, if the voice has attention. */
final class SpeechPlot {
    private SpeechPlot() {}

    /** On the audio's own time axis, pauses between sentences included; their symbols one after the other. */
    static BufferedImage draw(String title, Speech spoken, SymbolTable table) {
        MelFormat format = spoken.format();
        int frames = (int) Math.max(1, (spoken.samples() + format.hopSamples() - 1) / format.hopSamples());
        float[] mel = new float[frames * format.mels()];
        Arrays.fill(mel, (float) Math.log(format.floor()));
        int[] attended = new int[frames];
        Arrays.fill(attended, -1);
        List<String> names = new ArrayList<>();
        for (Speech.Sentence sentence : spoken.sentences()) {
            int first = (int) (sentence.firstSample() / format.hopSamples());
            System.arraycopy(sentence.mel(), 0, mel, first * format.mels(), sentence.mel().length);
            for (int i = 0; i < sentence.attended().length; i++) {
                attended[first + i] = names.size() + sentence.attended()[i];
            }
            for (int symbol : sentence.symbols()) {
                names.add(SymbolTable.label(table.symbol(symbol)));
            }
        }
        Spectrogram spectrogram =
                new Spectrogram(mel, format.mels(), (double) format.hopSamples() / format.sampleRateHz());
        // A voice without attention attends to nothing, nor is there anything in a text that the voice has no symbols
        // for.
        boolean attends = spoken.sentences().stream().anyMatch(sentence -> sentence.attended().length > 0);
        Optional<AlignmentWeights> alignment =
                !attends ? Optional.empty() : Optional.of(AlignmentWeights.ofAttended(attended, names));
        return MelPlot.draw(title, spectrogram, alignment);
    }
}
