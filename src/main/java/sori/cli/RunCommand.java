package sori.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.stream.Guarantee;
import sori.stream.RegistryVoices;
import sori.stream.TopologyFile;
import sori.voice.VoiceCatalog;

@Command(name = "run", description = "Run a topology file's stages until Ctrl-C.")
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            defaultValue = "topologies/speech.yaml",
            description = "Which stages, between which topics. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Option(
            names = "--guarantee",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES}. Default: the topology file's.")
    private @Nullable Guarantee guarantee;

    @Option(
            names = "--stay",
            description =
                    "Stay a member of the group while this instance restarts (static membership): its partitions wait "
                            + "for it as long as a session lasts, instead of moving at once. With groupProtocol: classic.")
    private boolean stays;

    @Mixin
    private VoiceOptionsMixin voices;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() {
        Console console = new Console(spec);
        TopologyFile read = TopologyFiles.read(file);
        TopologyFile topology = guarantee == null ? read : read.withGuarantee(guarantee);
        VoiceCatalog local = voices.verified(console, !kafka.naming());
        try (StopSignal stop = StopSignal.install();
                Cluster cluster = kafka.open(console);
                RegistryVoices speaking = voices.join(topology, local, cluster, console, stop);
                RunningPipeline pipeline = RunningPipeline.start(topology, cluster, speaking, console, stop, stays)) {
            if (!stop.requested()) {
                console.step("running: " + topology.from() + " -> " + topology.to() + " at "
                        + cluster.access().bootstrap() + "; Ctrl-C ends it");
            }
            while (!stop.await(Duration.ofMillis(200))) {
                pipeline.check();
            }
            console.step("stopping ...");
        }
        console.step("stopped");
        return 0;
    }
}
