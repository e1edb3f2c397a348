package sori.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.LogOptions;
import sori.cli.options.StopSignal;
import sori.cli.options.TopologyFiles;
import sori.cli.options.VoiceOptionsMixin;
import sori.cluster.AccessPlan;
import sori.cluster.ClusterCheck;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.Topics;
import sori.observe.ShadowObservation;
import sori.registry.Alias;
import sori.registry.Registry;
import sori.schema.ShadowComparison;
import sori.shadow.ShadowApplication;
import sori.shadow.ShadowMetrics;
import sori.stream.RegistryVoices;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;

@Command(
        name = "shadow",
        description =
                "Speak a share of the texts by the voices' shadow versions, where nobody listens, and compare, until "
                        + "Ctrl-C.")
final class ShadowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            defaultValue = "topologies/speech.yaml",
            description = "Whose texts, and with which settings they are spoken; must have all four stages. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Mixin
    private MetricsOptions metrics;

    @Mixin
    private LogOptions logs;

    @Mixin
    private VoiceOptionsMixin voices;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() {
        Console console = logs.console(spec);
        TopologyFile read = topology();
        TopologyFile topology = metrics.applied(
                read.toBuilder().application(read.application() + "-shadow").build());
        TopicPlan topics = TopicPlan.ofModels(TopicSettings.DEFAULT)
                .and(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.TEXT.named(topology.from()))))
                .and(TopicPlan.ofShadow(TopicSettings.DEFAULT));
        VoiceCatalog local = voices.verified(console, !kafka.naming());
        try (StopSignal stop = StopSignal.install();
                ShadowObservation observation = MetricsOptions.shown(topology, console, ShadowObservation::start);
                Cluster cluster = allowed(kafka.open(console), read);
                RegistryVoices speaking = voices.join(topology, topics, local, cluster, console, stop)) {
            if (stop.requested()) {
                return 1;
            }
            try (ShadowApplication shadow = start(topology, speaking, cluster, observation, console)) {
                follow(shadow, speaking, topology, console, stop);
            }
        }
        console.step("stopped");
        return 0;
    }

    private static ShadowApplication start(
            TopologyFile topology,
            RegistryVoices voices,
            Cluster cluster,
            @Nullable ShadowObservation observation,
            Console console) {
        if (observation == null) {
            return ShadowApplication.start(
                    topology, voices, cluster.access(), each -> console.result(line(each)), ShadowMetrics.NONE);
        }
        observation.voices(voices);
        ShadowApplication shadow = ShadowApplication.start(
                topology, voices, cluster.access(), each -> console.result(line(each)), observation.metrics());
        observation.application(shadow);
        return shadow;
    }

    private TopologyFile topology() {
        TopologyFile read = TopologyFiles.read(file);
        if (read.stages().size() < Stage.values().length) {
            throw new Refusal(
                    file + " has not all of normalize, embed, mel, vocode, and a shadow speaks from text to "
                            + "audio; where they are applications of their own, name a file with all four and the same settings");
        }
        return read;
    }

    private static Cluster allowed(Cluster cluster, TopologyFile file) {
        try {
            ClusterCheck.refuseWithout(AccessPlan.ofShadow(file), cluster.access());
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static void follow(
            ShadowApplication shadow, RegistryVoices voices, TopologyFile topology, Console console, StopSignal stop) {
        while (!shadow.ready().isDone() && !stop.await(Duration.ofMillis(20))) {}
        check(shadow);
        console.step(
                "shadowing " + topology.from() + " -> speech.audio.shadow, speech.shadow-comparisons; Ctrl-C ends it");
        @Nullable String said = null;
        while (!stop.await(Duration.ofMillis(200))) {
            check(shadow);
            String now = shadows(voices.registry());
            if (!now.equals(said)) {
                console.step(now);
                said = now;
            }
        }
        console.step("stopping ...");
    }

    private static void check(ShadowApplication shadow) {
        if (shadow.ended().isCompletedExceptionally()) {
            try {
                shadow.ended().join();
            } catch (CompletionException e) {
                throw new Refusal("the shadow stopped: " + Cluster.reason(e), e);
            }
        }
    }

    /** Who is whose shadow. */
    private static String shadows(Registry registry) {
        List<String> shadows = registry.aliases().values().stream()
                .flatMap(aliases -> aliases.find(Alias.SHADOW).stream()
                        .map(alias -> aliases.voice() + "@" + alias.version() + " at "
                                + alias.percent().orElse(0) + " %"))
                .toList();
        return shadows.isEmpty()
                ? "no voice has a shadow; `sori models promote VOICE@VERSION --as shadow --percent 10` names one; "
                        + "waiting for it ..."
                : "speaking where nobody listens: " + String.join(", ", shadows);
    }

    private static String line(ShadowComparison each) {
        String id = each.getUtteranceId() + "  " + each.getVoice() + "@" + each.getShadowVersion() + " beside @"
                + each.getSpokenVersion();
        if (!each.getFailure().isEmpty()) {
            return id + "  " + each.getFailure();
        }
        return String.format(
                Locale.ROOT,
                "%s  length x %s  mel distance %s",
                id,
                CompareCommand.number(each.getDurationRatio()),
                CompareCommand.number(each.getMelDistance()));
    }
}
