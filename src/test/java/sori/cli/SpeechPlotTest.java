package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.acoustic.AttentionLimits;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.Records;
import sori.synthesis.Speech;
import sori.text.SymbolTable;

/** What a picture of speech shows. */
class SpeechPlotTest {
    private static final int FRAMES = 40;

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static BufferedImage draw(int[] attended) {
        MelFormat format = MelFormat.DEFAULT;
        MelChunk chunk = Records.mel("u1", 0)
                .setFrames(FRAMES)
                .setMels(format.mels())
                .setMel(ByteBuffer.allocate(Float.BYTES * FRAMES * format.mels()))
                .setAttended(IntStream.of(attended).boxed().toList())
                .build();
        AudioChunk audio = Records.audio("u1", 0)
                .setSampleRateHz(format.sampleRateHz())
                .setAudio(ByteBuffer.allocate(Short.BYTES * FRAMES * format.hopSamples()))
                .setLast(true)
                .build();
        Speech.Sentence sentence = new Speech.Sentence(0, List.of(5, 6, 7), List.of(chunk));
        Speech speech = new Speech(format, AttentionLimits.DEFAULT, List.of(sentence), List.of(audio), 0, 0);
        return SpeechPlot.draw("hello", speech, SymbolTable.english());
    }

    @Test
    void theAlignmentIsUnderTheMelIfTheVoiceHasOne() {
        BufferedImage with = draw(new int[FRAMES]);
        BufferedImage without = draw(new int[0]);
        assertThat(without.getWidth()).isEqualTo(with.getWidth());
        assertThat(without.getHeight()).isLessThan(with.getHeight() - 100);
    }
}
