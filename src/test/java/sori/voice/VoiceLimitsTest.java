package sori.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticRequest;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.acoustic.MelBlock;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.text.SymbolTable;

/** Voices with limits of their own for their attention. */
class VoiceLimitsTest {
    private static final String BEFORE = "\"embed\"";
    private static final String SOUND = limits(4, 8, 3, 200);
    private static final int SYMBOLS = 41;

    @TempDir
    private Path directory;

    private static String limits(int back, int ahead, int end, int stalled) {
        return "{\"backSymbols\": " + back + ", \"aheadSymbols\": " + ahead + ", \"endSymbols\": " + end
                + ", \"stalledFrames\": " + stalled + "}";
    }

    /** Puts limits into the manifest, as a user would. */
    private void limit(String limits) throws Exception {
        Path manifest = directory.resolve(VoicePackage.MANIFEST);
        String json = Files.readString(manifest);
        assertThat(json).contains(BEFORE);
        Files.writeString(manifest, json.replaceFirst(BEFORE, "\"attentionLimits\": " + limits + ", " + BEFORE));
    }

    private VoiceManifest manifest() throws Exception {
        return VoicePackage.open(directory).manifest();
    }

    @Test
    void theUsualLimitsStandInNoManifest() throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 1);
        String usual = Files.readString(directory.resolve(VoicePackage.MANIFEST));
        assertThat(usual).doesNotContain("attentionLimits");
        assertThat(manifest().attentionLimits()).isEqualTo(AttentionLimits.DEFAULT);
        limit(limits(4, 6, 2, 128));
        assertThat(new String(ManifestJson.write(manifest()), StandardCharsets.UTF_8))
                .isEqualTo(usual);
    }

    @Test
    void othersAreKeptThroughWhateverIsMadeOfThePackage() throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 1);
        limit(SOUND);
        AttentionLimits own = new AttentionLimits(4, 8, 3, 200);
        assertThat(manifest().attentionLimits()).isEqualTo(own);
        assertThat(ManifestJson.read("again", ManifestJson.write(manifest()))).isEqualTo(manifest());
        VoicePackage copy = VoicePackageWriter.copy(VoicePackage.open(directory), directory.resolve("copy"), "2");
        assertThat(VoicePackage.open(copy.directory()).manifest().attentionLimits())
                .isEqualTo(own);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"backSymbols\": 4, \"aheadSymbols\": 0, \"endSymbols\": 2, \"stalledFrames\": 9}|at attentionLimits: aheadSymbols is 0, not in 1..1000000",
                "{\"backSymbols\": 4, \"aheadSymbols\": 7, \"endSymbols\": 2, \"stalledFrames\": 9}|at attentionLimits: backSymbols and aheadSymbols are 4 and 7",
                "{\"backSymbols\": 4, \"aheadSymbols\": 6, \"endSymbols\": 2}|at attentionLimits.stalledFrames: the field is missing",
                "{\"backSymbols\": 4, \"aheadSymbols\": 6, \"endSymbols\": 2, \"stalledFrames\": 9, \"stalledFrame\": 9}|at attentionLimits.stalledFrame: the field is unknown (did you mean 'stalledFrames'?)",
                "{\"backSymbols\": 4, \"aheadSymbols\": 6, \"endSymbols\": 2, \"stalledFrames\": 1}|field attentionLimits.stalledFrames is less than shape.framesPerStep, 2",
                "null|attentionLimits: the field is null",
            })
    void limitsThatCanNotBeAreRefusedWithTheFieldsName(String limits, String reason) throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 1);
        limit(limits);
        assertThatThrownBy(this::manifest)
                .isInstanceOf(VoiceRefusedException.class)
                .hasMessageContaining("voice.json")
                .hasMessageContaining(reason);
    }

    @Test
    void whereThereIsNoAttentionThereIsNothingToLimit() throws Exception {
        TinyVoice.write(directory, "en-tiny", "1", 1, Cell.GRU, Alignment.NONE);
        limit(SOUND);
        assertThatThrownBy(this::manifest)
                .isInstanceOf(VoiceRefusedException.class)
                .hasMessageContaining("field attentionLimits stands beside a shape without attention");
    }

    @Test
    void aVoiceEndsAsEarlyAsItsLimitsLetIt() throws Exception {
        BrokenVoice.abrupt(directory, "en-abrupt", "1", AttentionLimits.DEFAULT);
        int[] usual = attended();
        assertThat(usual[usual.length - 1]).isEqualTo(SYMBOLS - 1 - 2);
        limit(limits(4, 6, 5, 128));
        int[] early = attended();
        assertThat(early[early.length - 1]).isEqualTo(SYMBOLS - 1 - 5);
        assertThat(early).as("up to there it is the same").isEqualTo(Arrays.copyOf(usual, early.length));
    }

    @Test
    void aVoiceThatLeapsKeepsItsPlaceInAWindowAsWide() throws Exception {
        BrokenVoice.leaping(directory, "en-leaping", "1");
        assertThatThrownBy(this::attended).hasMessageContaining("the voice lost its place");
        limit(limits(4, 10, 2, 128));
        int[] attended = attended();
        assertThat(largestStep(attended)).isBetween(8, 10);
        assertThat(attended[attended.length - 1]).isGreaterThanOrEqualTo(SYMBOLS - 1 - 2);
    }

    private static int largestStep(int[] attended) {
        int largest = 0;
        for (int i = 1; i < attended.length; i++) {
            largest = Math.max(largest, attended[i] - attended[i - 1]);
        }
        return largest;
    }

    /** What the voice, as it lies there, looks at while it speaks. */
    private int[] attended() throws Exception {
        try (Voice voice = Voice.open(directory, VoiceOptions.DEFAULT)) {
            int[] text = new int[SYMBOLS];
            Arrays.fill(text, voice.symbols().indexOf("a"));
            text[SYMBOLS - 1] = voice.symbols().indexOf(SymbolTable.END);
            AcousticJob job = voice.engine().submit(new AcousticRequest(text, 1));
            List<MelBlock> blocks = new ArrayList<>();
            while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
                job.failure().ifPresent(failure -> {
                    throw new IllegalStateException(failure);
                });
                blocks.addAll(job.poll());
                Thread.sleep(1);
            }
            return blocks.stream()
                    .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                    .toArray();
        }
    }
}
