package sori.registry.trial;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.text.Language;
import sori.voice.Voice;
import sori.voice.VoiceOptions;

/** Which voices may speak. */
class VoiceSmokeTestTest {
    @TempDir
    private Path directory;

    private void run() throws Exception {
        try (Voice voice = Voice.open(directory, VoiceOptions.DEFAULT)) {
            VoiceSmokeTest.run(voice, EnumSet.allOf(Part.class), TrialLimits.DEFAULT.deadline());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"LSTM, ATTENTION", "GRU, ATTENTION", "RNN, NONE"})
    void aVoiceThatReadsToTheEndMay(Cell cell, Alignment alignment) throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 1, cell, alignment);
        assertThatCode(this::run).doesNotThrowAnyException();
    }

    @Test
    void oneThatMayStopEarlierMay() throws Exception {
        BrokenVoice.abrupt(directory, "en-abrupt", "1", new AttentionLimits(4, 6, 5, 128));
        assertThatCode(this::run).doesNotThrowAnyException();
    }

    @Test
    void koreanIsTriedInKorean() throws Exception {
        TinyVoice.write(directory, "ko-tiny", "1", 1, Cell.LSTM, Alignment.ATTENTION, Language.KO);
        assertThatCode(this::run).doesNotThrowAnyException();
    }

    @Test
    void oneWithoutAttentionThatIsFarTooShortMayNot() throws Exception {
        BrokenVoice.hastyWithoutAttention(directory, "en-tiny", "1");
        assertThatThrownBy(this::run)
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("for the 13 symbols of 'hello world.'");
    }
}
