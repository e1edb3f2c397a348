package sori.registry.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;
import sori.onnx.HostileGraphs;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.registry.StatusTeller;
import sori.voice.HostileVoice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Packages that keep every rule that can be looked at, and hurt whoever loads them: only a process of its own does. */
class TrialProcessTest {
    private static final Set<Part> ALL = EnumSet.allOf(Part.class);
    private static final TrialLimits LIMITS = new TrialLimits(Duration.ofSeconds(20), 300L << 20);

    @TempDir
    private Path folder;

    private VoicePackage sound() throws Exception {
        return TinyVoice.write(folder.resolve("sound"), "en-tiny", "1", 1);
    }

    private static long run(VoicePackage files) throws Exception {
        return TrialProcess.run(files, VoiceOptions.DEFAULT, ALL, LIMITS);
    }

    @Test
    void aSoundVoicePassesAndItsMemoryIsKnown() throws Exception {
        assertThat(run(sound())).isBetween(1L << 20, LIMITS.memoryBytes());
    }

    @Test
    void nothingIsLeftOfATrial() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = trials(temporary);
        run(sound());
        assertThat(trials(temporary)).isEqualTo(before);
    }

    private static long trials(Path temporary) throws Exception {
        try (Stream<Path> paths = Files.list(temporary)) {
            return paths.filter(path -> path.getFileName().toString().startsWith("sori-trial-"))
                    .count();
        }
    }

    @TestFactory
    Stream<DynamicTest> whatHurtsIsRefusedAndTheNextIsTried() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : List.of(VoicePackage.ENCODER, VoicePackage.DECODER, VoicePackage.POSTNET)) {
            HostileGraphs.UNSEEN.forEach((kind, hurting) ->
                    tests.add(DynamicTest.dynamicTest(kind + " in " + file, () -> refused(kind, file, hurting))));
            HostileGraphs.SEEN.forEach((kind, hurting) -> {
                if (kind.startsWith("aLoopWhose") || kind.startsWith("aRange")) {
                    tests.add(DynamicTest.dynamicTest(kind + " in " + file, () -> refused(kind, file, hurting)));
                }
            });
        }
        return tests.stream();
    }

    private void refused(String kind, String file, HostileGraphs.Hurting hurting) throws Exception {
        VoicePackage sound = TinyVoice.write(folder.resolve(kind + file), "en-tiny", "1", 1);
        VoicePackage hostile = HostileVoice.with(sound, file, hurting.in(sound.bytes(file)));
        long before = StatusTeller.residentBytes();
        assertThatThrownBy(() -> run(hostile))
                .isInstanceOf(ModelRefusedException.class)
                .message()
                .contains(hurting.complaint())
                .hasSizeBetween(20, 2000);
        assertThat(StatusTeller.residentBytes() - before)
                .as("what it cost the process that goes on")
                .isLessThan(200L << 20);
    }

    /** Also where the machine is so busy that it is tried again later, it is given up for now. */
    @Test
    void whatIsNotLoadedInTimeIsGivenUp() throws Exception {
        VoicePackage sound = sound();
        VoicePackage hostile = HostileVoice.with(
                sound, VoicePackage.ENCODER, HostileGraphs.SLOW_TO_LOAD.in(sound.bytes(VoicePackage.ENCODER)));
        TrialLimits limits = new TrialLimits(Duration.ofSeconds(5), 1L << 30);
        assertThatThrownBy(() -> TrialProcess.run(hostile, VoiceOptions.DEFAULT, ALL, limits))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("within 5 s (models.trialSeconds)");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void aVersionThatTakesMoreThanItMayIsRefusedThoughItIsSound() throws Exception {
        VoicePackage sound = sound();
        assertThatThrownBy(() -> TrialProcess.run(
                        sound, VoiceOptions.DEFAULT, ALL, new TrialLimits(Duration.ofSeconds(60), 1 << 20)))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("models.maxVersionBytes");
    }
}
