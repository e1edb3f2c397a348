package sori.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.KafkaOptions;
import sori.cli.options.TopologyFiles;
import sori.cluster.AccessPlan;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.TopicSpec;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

@Command(
        name = "topics",
        description = "Show, make or check the topics that topology files need.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TopicsCommand.Plan.class, TopicsCommand.Create.class, TopicsCommand.Check.class})
final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of plan, create, check is missing");
    }

    /** Which topics, and how they are laid out. */
    static final class PlanOptions {
        @Option(
                names = "--topology",
                paramLabel = "FILE",
                defaultValue = "topologies/speech.yaml",
                description = "Whose topics; may be given several times. Default: ${DEFAULT-VALUE}.")
        private List<Path> files;

        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "12",
                description = "Of every topic, for good: another count moves keys and breaks their order. "
                        + "Default: ${DEFAULT-VALUE}.")
        private int partitions;

        @Option(
                names = "--replication",
                paramLabel = "N",
                defaultValue = "-1",
                description = "Copies; -1 leaves it to the broker. Default: ${DEFAULT-VALUE}.")
        private int replication;

        @Option(
                names = "--retention-hours",
                paramLabel = "N",
                defaultValue = "168",
                description = "How long records are kept. Default: ${DEFAULT-VALUE}.")
        private int retentionHours;

        @Option(names = "--shadow", description = "Also those that `sori shadow` writes.")
        private boolean shadow;

        List<AccessPlan> access() {
            List<TopologyFile> read = files.stream().map(TopologyFiles::read).toList();
            List<AccessPlan> access = new ArrayList<>(AccessPlan.of(read));
            if (shadow) {
                read.stream()
                        .filter(file -> file.stages().size() == Stage.values().length)
                        .forEach(file -> access.add(AccessPlan.ofShadow(file)));
            }
            return access;
        }

        TopicPlan plan() {
            try {
                TopicSettings settings = new TopicSettings(
                        partitions, replication, retentionHours, TopicSettings.DEFAULT.maxMessageBytes());
                TopicPlan plan = TopicPlan.of(
                        settings, files.stream().map(TopologyFiles::read).toList());
                return shadow ? plan.and(TopicPlan.ofShadow(settings)) : plan;
            } catch (IllegalArgumentException e) {
                throw new Refusal(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(
            name = "plan",
            description = "Print the topics with their settings, or everybody's rights; asks no cluster.")
    static final class Plan implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private PlanOptions options;

        @Option(
                names = "--acls",
                description = "The least rights of each application, and of those who write to it, listen, cancel, and "
                        + "publish voices: a table, and the commands that grant them.")
        private boolean acls;

        @Option(names = "--json", description = "Rights as JSON.")
        private boolean json;

        @Override
        public Integer call() throws JsonProcessingException {
            Console console = new Console(spec);
            if (acls) {
                AccessListing listing = new AccessListing(options.access());
                (json ? List.of(listing.json()) : listing.lines()).forEach(console::result);
                return 0;
            }
            if (json) {
                throw new ParameterException(spec.commandLine(), "--json goes with --acls");
            }
            List<TopicSpec> topics = options.plan().topics();
            String row = "%-48s %10s %11s  %s";
            console.result(String.format(Locale.ROOT, row, "topic", "partitions", "replication", "settings"));
            for (TopicSpec topic : topics) {
                String copies = topic.replication() < 0 ? "broker's" : String.valueOf(topic.replication());
                Map<String, String> settings = new TreeMap<>(topic.settings());
                String written = settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
                console.result(String.format(Locale.ROOT, row, topic.name(), topic.partitions(), copies, written));
            }
            return 0;
        }
    }

    @Command(name = "create", description = "Create the topics that are missing; leaves the others as they are.")
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private PlanOptions options;

        @Mixin
        private KafkaOptions kafka;

        @Override
        public Integer call() {
            Console console = new Console(spec);
            TopicPlan plan = options.plan();
            try (Cluster cluster = kafka.open(console)) {
                int created = cluster.create(plan);
                console.result(
                        "created " + created + " topics; " + (plan.topics().size() - created) + " were there");
            }
            return 0;
        }
    }

    @Command(name = "check", description = "Compare the cluster's topics with the plan; exit code 1 when they differ.")
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private PlanOptions options;

        @Mixin
        private KafkaOptions kafka;

        @Override
        public Integer call() throws InterruptedException {
            Console console = new Console(spec);
            TopicPlan plan = options.plan();
            try (Cluster cluster = kafka.open(console);
                    Admin admin = cluster.access().admin()) {
                List<String> differences = plan.check(admin);
                differences.forEach(console::result);
                if (differences.isEmpty()) {
                    console.result("all " + plan.topics().size() + " topics are as planned");
                }
                return differences.isEmpty() ? 0 : 1;
            } catch (ExecutionException e) {
                throw new Refusal("cannot look at the topics: " + Cluster.reason(e), e);
            }
        }
    }
}
