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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
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

    private static final List<String> GRAPHS =
            List.of(VoicePackage.ENCODER, VoicePackage.DECODER, VoicePackage.POSTNET);

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

    /** Each kind in one of the graphs; {@link #whereverItIs} has all of them. */
    @TestFactory
    Stream<DynamicTest> whatHurtsIsRefusedAndTheNextIsTried() throws Exception {
        List<String> kinds = new ArrayList<>(hurting().keySet());
        return kinds.stream().map(kind -> refusal(kind, GRAPHS.get(kinds.indexOf(kind) % GRAPHS.size())));
    }

    @Tag("nightly")
    @TestFactory
    Stream<DynamicTest> whereverItIs() {
        return hurting().keySet().stream().flatMap(kind -> GRAPHS.stream().map(file -> refusal(kind, file)));
    }

    private static Map<String, HostileGraphs.Hurting> hurting() {
        Map<String, HostileGraphs.Hurting> all = new TreeMap<>(HostileGraphs.SEEN);
        all.keySet().removeIf(kind -> !kind.startsWith("aLoopWhose") && !kind.startsWith("aRange"));
        all.putAll(HostileGraphs.UNSEEN);
        return all;
    }

    private DynamicTest refusal(String kind, String file) {
        return DynamicTest.dynamicTest(
                kind + " in " + file,
                () -> refused(kind, file, Objects.requireNonNull(hurting().get(kind))));
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
        TrialLimits limits = new TrialLimits(Duration.ofSeconds(2), 1L << 30);
        assertThatThrownBy(() -> TrialProcess.run(hostile, VoiceOptions.DEFAULT, ALL, limits))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("within 2 s (models.trialSeconds)");
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
