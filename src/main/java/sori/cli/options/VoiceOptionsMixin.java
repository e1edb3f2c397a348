package sori.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.Precision;
import sori.cluster.ClusterCheck;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.onnx.Provider;
import sori.stream.RegistryVoices;
import sori.text.EmbedMode;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Which voices a command speaks with, and on what. */
public final class VoiceOptionsMixin {
    @Option(
            names = "--models",
            paramLabel = "DIR",
            defaultValue = "models",
            description = "Where voice packages lie. Default: ${DEFAULT-VALUE}.")
    private Path models;

    @Option(
            names = "--embed",
            paramLabel = "MODE",
            description = "How words enter: ${COMPLETION-CANDIDATES}. Default: the voice's own choice.")
    private @Nullable EmbedMode embed;

    @Option(
            names = "--provider",
            paramLabel = "WHERE",
            defaultValue = "AUTO",
            description = "Where graphs run: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Provider provider;

    @Option(
            names = "--precision",
            paramLabel = "WHAT",
            description = "Numbers of the acoustic model: ${COMPLETION-CANDIDATES}. Default: the topology file's.")
    private @Nullable Precision precision;

    @Option(names = "--workers", paramLabel = "N", description = "Threads of the acoustic engine. Default: 1.")
    private @Nullable Integer workers;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Most sentences in one decoder call of each thread. Default: 16.")
    private @Nullable Integer batch;

    public VoiceCatalog catalog() {
        try {
            return VoiceCatalog.scan(Home.here().find(models));
        } catch (IOException e) {
            throw new Refusal("cannot read the voices under " + models + ": " + e.getMessage(), e);
        }
    }

    /**
     * The packages, verified, before anything is started that would be in vain.
     *
     * @param needed whether there must be one, as for a broker of our own
     * @throws Refusal when one breaks its contract, or there is none, with the reason
     */
    public VoiceCatalog verified(Console console, boolean needed) {
        VoiceCatalog catalog = catalog();
        catalog.broken().forEach((where, why) -> console.warn("passed over " + where + ": " + why));
        if (needed && catalog.voices().isEmpty()) {
            throw new Refusal(none());
        }
        try {
            for (VoicePackage each : catalog.voices()) {
                each.verify();
            }
            return catalog;
        } catch (IOException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The registry's voices, ready to speak, and the topology's topics.
     *
     * @param local from {@link #verified}
     */
    public RegistryVoices join(
            TopologyFile topology, VoiceCatalog local, Cluster cluster, Console console, StopSignal stop) {
        TopicPlan topics = TopicPlan.of(TopicSettings.DEFAULT, List.of(topology));
        ClusterCheck.beforeTopicsAreMade(topology, cluster.access());
        return join(topology, topics, local, cluster, console, stop);
    }

    /** The same with other topics, which the caller has looked at. */
    public RegistryVoices join(
            TopologyFile topology,
            TopicPlan topics,
            VoiceCatalog local,
            Cluster cluster,
            Console console,
            StopSignal stop) {
        return new PipelineVoices(cluster, console, stop::requested)
                .join(
                        topology,
                        topics,
                        local,
                        Home.here().find(models),
                        options(topology.settings().precision()));
    }

    /** What to say, and to do, when there is no voice. */
    public String none() {
        return "there is no usable voice under " + Home.here().find(models) + "; train one with `sori lab`, or name "
                + "another folder with --models";
    }

    /** The same options as a command line has them, for another process. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(
                List.of("--models", Home.here().find(models).toString(), "--provider", provider.name()));
        if (embed != null) {
            arguments.addAll(List.of("--embed", embed.name()));
        }
        if (precision != null) {
            arguments.addAll(List.of("--precision", precision.name()));
        }
        if (workers != null) {
            arguments.addAll(List.of("--workers", workers.toString()));
        }
        if (batch != null) {
            arguments.addAll(List.of("--batch", batch.toString()));
        }
        return arguments;
    }

    public VoiceOptions options() {
        return options(Precision.AUTO);
    }

    /** @param usual what the precision is unless the command line says otherwise */
    private VoiceOptions options(Precision usual) {
        VoiceOptions options =
                VoiceOptions.DEFAULT.withProvider(provider).withPrecision(precision == null ? usual : precision);
        if (embed != null) {
            options = options.withEmbed(embed);
        }
        if (workers != null) {
            options = options.withWorkers(positive("--workers", workers));
        }
        if (batch != null) {
            options = options.withBatch(positive("--batch", batch));
        }
        return options;
    }

    private static int positive(String option, int value) {
        if (value < 1) {
            throw new Refusal(option + " must be at least 1, but is " + value);
        }
        return value;
    }
}
