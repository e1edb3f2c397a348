package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.mel.MelFormat;
import sori.stream.SpokenMel;
import sori.text.SymbolTable;

/** What a picture of speech shows. */
class SpeechPlotTest {
    private static final int FRAMES = 40;

    private static BufferedImage draw(int[] attended) {
        MelFormat format = MelFormat.DEFAULT;
        SpokenMel.Spoken sentence =
                new SpokenMel.Spoken(0, new int[] {5, 6, 7}, new float[FRAMES * format.mels()], attended);
        SpokenMel spoken = new SpokenMel(format, List.of(sentence), (long) FRAMES * format.hopSamples());
        return SpeechPlot.draw("hello", spoken, SymbolTable.english());
    }

    @Test
    void theAlignmentIsUnderTheMelIfTheVoiceHasOne() {
        BufferedImage with = draw(new int[FRAMES]);
        BufferedImage without = draw(new int[0]);
        assertThat(without.getWidth()).isEqualTo(with.getWidth());
        assertThat(without.getHeight()).isLessThan(with.getHeight() - 100);
    }
}
