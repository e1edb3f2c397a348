package sori.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.acoustic.MelBlock;
import sori.text.SpokenWord;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

class TinyVoiceTest {
    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0} words, {1} {2}")
    @CsvSource({
        "1, LSTM, ATTENTION",
        "3, LSTM, ATTENTION",
        "12, LSTM, ATTENTION",
        "60, LSTM, ATTENTION",
        "1, RNN, ATTENTION",
        "30, RNN, ATTENTION",
        "1, GRU, ATTENTION",
        "30, GRU, ATTENTION",
        "1, LSTM, NONE",
        "60, LSTM, NONE",
        "30, RNN, NONE",
        "30, GRU, NONE"
    })
    void itReadsFromLeftToRightAndStopsByItself(int words, Cell cell, Alignment alignment) throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 5, cell, alignment);
        try (Voice voice = Voice.open(directory, VoiceOptions.DEFAULT)) {
            List<SpokenWord> text = new ArrayList<>();
            for (int i = 0; i < words; i++) {
                text.add(new SpokenWord("hello", "", i, i + 1));
            }
            int[] symbols = voice.embedder().encode(text).symbols();
            List<MelBlock> blocks = all(voice.engine().submit(new AcousticRequest(symbols, 1)));
            MelBlock last = blocks.get(blocks.size() - 1);
            assertThat(last.cut()).isFalse();
            int frames = last.frameOffset() + last.frames();
            assertThat(frames).isBetween(5 * symbols.length - 6, 7 * symbols.length + 6);
            int[] attended = blocks.stream()
                    .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                    .toArray();
            if (alignment == Alignment.ATTENTION) {
                assertThat(attended).hasSize(frames).isSorted().startsWith(0).endsWith(symbols.length - 1);
            } else {
                assertThat(attended).isEmpty();
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameFilesAndAnotherSeedOthers() throws Exception {
        VoicePackage one = TinyVoice.write(directory.resolve("a"), "en-tiny", "1", 5);
        VoicePackage same = TinyVoice.write(directory.resolve("b"), "en-tiny", "1", 5);
        VoicePackage other = TinyVoice.write(directory.resolve("c"), "en-tiny", "1", 6);
        assertThat(same.manifest()).isEqualTo(one.manifest());
        assertThat(other.manifest().files().get(VoicePackage.DECODER))
                .isNotEqualTo(one.manifest().files().get(VoicePackage.DECODER));
    }

    @Test
    void thePackageIsSmall() throws IOException {
        TinyVoice.write(directory, "en-tiny", "1", 5);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(200_000);
        }
    }

    private static List<MelBlock> all(AcousticJob job) throws InterruptedException {
        List<MelBlock> blocks = new ArrayList<>();
        while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
            assertThat(job.failure()).isEmpty();
            blocks.addAll(job.poll());
            Thread.sleep(1);
        }
        return blocks;
    }
}
