package sori.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import sori.schema.AudioChunk;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.CatalogVoices;
import sori.stream.DeliveryAudit;
import sori.stream.KafkaAccess;
import sori.stream.SpeechApplication;
import sori.stream.SpeechPublisher;
import sori.stream.Stage;
import sori.stream.TopicEnds;
import sori.stream.TopicPlan;
import sori.stream.TopicReader;
import sori.stream.TopicSettings;
import sori.stream.Topics;
import sori.stream.TopologyFile;

/**
 * Two instances and a broker as processes, a steady stream of events, and kill -9 at random moments; then the account. Used by
 * one thread.
 */
final class Soak implements AutoCloseable {
    private static final TopicSettings LAYOUT = TopicSettings.DEFAULT.withPartitions(4);
    private static final int KEYS = 8;
    private static final Duration TICK = Duration.ofMillis(20);

    /** Longer than broker and instances need to come back together on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Plan plan;
    private final VoiceOptionsMixin voices;
    private final Console console;
    private final Path directory;
    private final Random random;
    private final List<TextEvent> events;
    private final List<ChildProcess> instances = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final Set<String> ended = new HashSet<>();
    private ChildProcess broker;
    private KafkaAccess kafka;
    private int published;
    private int kills;
    private int deaths;
    private double brokerRestartSeconds;
    private double longestSilenceSeconds;
    private boolean removable;

    /**
     * What is to be done.
     *
     * @param rate events a second
     * @param seed decides texts, moments and victims
     * @param file from which the instances read the topology
     */
    record Plan(int utterances, int kills, double rate, long seed, Path file, TopologyFile topology) {
        /** A run of the same events in which nothing happens, beside the other's topics. */
        TopologyFile undisturbed() {
            return new TopologyFile(
                    topology.application() + "-undisturbed",
                    topology.stages(),
                    topology.from(),
                    "undisturbed.audio",
                    "undisturbed.failures",
                    List.of(),
                    topology.guarantee(),
                    topology.threads(),
                    topology.commitIntervalMs(),
                    topology.settings());
        }

        /** Events that may be out before a kill, so that none hits an idle pipeline. */
        int allowance(int killsDone) {
            return killsDone >= kills ? utterances : (int) ((long) utterances * (killsDone + 1) / (kills + 1));
        }
    }

    private Soak(Plan plan, VoiceOptionsMixin voices, Console console, Path directory) {
        this.plan = plan;
        this.voices = voices;
        this.console = console;
        this.directory = directory;
        this.random = new Random(plan.seed());
        this.events = SoakTexts.of(plan.utterances(), plan.seed());
        this.broker = startBroker();
        this.kafka = KafkaAccess.of(awaitBroker());
    }

    /** Starts a broker in a new directory. */
    static Soak open(Plan plan, VoiceOptionsMixin voices, Console console) throws IOException {
        Path parent = Files.createDirectories(Home.here().state().resolve("soak"));
        Soak soak = new Soak(plan, voices, console, Files.createTempDirectory(parent, "run-"));
        console.step("a broker of its own answers; everything lies under " + soak.directory);
        return soak;
    }

    /** Does it all, and says what is wrong with what came out. */
    List<String> run(StopSignal stop) throws Exception {
        createTopics();
        for (int i = 0; i < 2; i++) {
            instances.add(startInstance(i));
        }
        disturb(stop);
        List<String> violations = new ArrayList<>(awaitCommittedOffsets());
        instances.forEach(ChildProcess::close);
        Map<String, String> undisturbed = speakUndisturbed(stop);
        violations.addAll(DeliveryAudit.of(kafka, plan.topology()).violations(ids(), undisturbed));
        removable = violations.isEmpty();
        account(violations.size());
        return violations;
    }

    List<Figure> figures() {
        return figures;
    }

    private List<String> ids() {
        return events.stream().map(TextEvent::getUtteranceId).toList();
    }

    private void createTopics() throws ExecutionException, InterruptedException {
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(LAYOUT, List.of(plan.topology(), plan.undisturbed())).create(admin);
        }
    }

    private ChildProcess startBroker() {
        return ChildProcess.start(directory.resolve("broker"), List.of("broker"));
    }

    private String awaitBroker() {
        awaitOrRefuse("the broker", () -> broker.output().contains("Kafka answers"));
        awaitOrRefuse("the broker's address", () -> address().isPresent());
        return address().orElseThrow();
    }

    private Optional<String> address() {
        return broker.output().lines().filter(line -> line.startsWith("127.0.0.1:")).findFirst();
    }

    private ChildProcess startInstance(int index) {
        List<String> arguments = new ArrayList<>(
                List.of("run", "--topology", plan.file().toString(), "--bootstrap", kafka.bootstrap()));
        arguments.addAll(voices.arguments());
        return ChildProcess.start(directory.resolve("instance-" + index), arguments);
    }

    private static boolean isReady(ChildProcess instance) {
        return instance.output().contains("Ctrl-C ends it");
    }

    /** Publishes and kills until every event has come to its end, or nothing moves any more. */
    private void disturb(StopSignal stop) throws InterruptedException {
        awaitOrRefuse("the first instance", () -> instances.stream().anyMatch(Soak::isReady));
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, Topics.TEXT.named(plan.topology().from()));
                TopicReader<AudioChunk> audio =
                        TopicReader.fromBeginning(kafka, Topics.AUDIO.named(plan.topology().to()));
                TopicReader<SpeechFailure> failures = TopicReader.fromBeginning(
                        kafka, Topics.FAILURES.named(plan.topology().failures()))) {
            long nextEvent = System.nanoTime();
            long lastProgress = System.nanoTime();
            long nextKill = Long.MAX_VALUE;
            while (ended.size() < events.size() && seconds(lastProgress) < PATIENCE.toSeconds()) {
                refuseIfStopped(stop);
                if (published < plan.allowance(kills) && System.nanoTime() >= nextEvent) {
                    publish(publisher);
                    nextEvent += (long) (1e9 / plan.rate());
                }
                if (hear(audio, failures, ended)) {
                    longestSilenceSeconds = Math.max(longestSilenceSeconds, seconds(lastProgress));
                    lastProgress = System.nanoTime();
                    if (nextKill == Long.MAX_VALUE && kills < plan.kills()) {
                        nextKill = System.nanoTime() + (long) (random.nextDouble() * 3e9);
                    }
                }
                if (System.nanoTime() >= nextKill) {
                    kill();
                    nextKill = Long.MAX_VALUE;
                    nextEvent = Math.max(nextEvent, System.nanoTime());
                }
                reviveTheDead();
            }
        }
    }

    private void publish(SpeechPublisher publisher) {
        TextEvent event = events.get(published);
        publisher.publish(event, Optional.of("key-" + published % KEYS));
        published++;
    }

    /** Whether an utterance came to its end meanwhile. */
    private boolean hear(TopicReader<AudioChunk> audio, TopicReader<SpeechFailure> failures, Set<String> ends) {
        int before = ends.size();
        audio.poll(TICK).stream().filter(AudioChunk::getLast).forEach(chunk -> ends.add(chunk.getUtteranceId()));
        // What fails later than at the door ends with a chunk.
        failures.poll(Duration.ZERO).stream()
                .filter(failure -> failure.getStage().equals(Stage.NORMALIZE.title()))
                .forEach(failure -> ends.add(String.valueOf(failure.getUtteranceId())));
        if (ends.size() / 20 > before / 20) {
            console.step(ends.size() + " of " + events.size() + " utterances, " + kills + " kills");
        }
        return ends.size() > before;
    }

    private void kill() {
        if (plan.kills() >= 2 && kills == plan.kills() / 2) {
            console.step("kill -9 of the broker");
            broker.kill();
            long start = System.nanoTime();
            broker = startBroker();
            awaitBroker();
            brokerRestartSeconds = seconds(start);
            console.step(String.format(Locale.ROOT, "the broker answers again after %.1f s", brokerRestartSeconds));
        } else {
            int victim = random.nextInt(instances.size());
            console.step("kill -9 of instance " + victim);
            instances.get(victim).kill();
            instances.set(victim, startInstance(victim));
        }
        kills++;
    }

    /** An instance that ends by itself, for want of a broker say, is started again as any supervisor would. */
    private void reviveTheDead() {
        for (int i = 0; i < instances.size(); i++) {
            if (!instances.get(i).alive()) {
                deaths++;
                console.warn("instance " + i + " ended by itself: "
                        + instances.get(i).output().lines().reduce((a, b) -> b).orElse(""));
                instances.set(i, startInstance(i));
            }
        }
    }

    private List<String> awaitCommittedOffsets() throws Exception {
        try (Admin admin = kafka.admin()) {
            TopicEnds ends = new TopicEnds(admin);
            long start = System.nanoTime();
            while (seconds(start) < 60) {
                if (ends.consumed(plan.topology().from(), plan.topology().application())
                        && ends.settled(plan.topology().to())
                        && ends.settled(plan.topology().failures())) {
                    return List.of();
                }
                Thread.sleep(200);
            }
        }
        return List.of("the group's committed offsets do not reach the end of " + plan.topology().from()
                + ", or a transaction stays open");
    }

    private Map<String, String> speakUndisturbed(StopSignal stop) throws Exception {
        console.step("speaking the same events undisturbed ...");
        TopologyFile topology = plan.undisturbed();
        try (CatalogVoices opened = voices.open(topology.stages(), console);
                SpeechApplication application =
                        new SpeechApplication(topology, opened, kafka, directory.resolve("undisturbed"))) {
            application.start();
            awaitEnds(topology, stop);
        }
        return DeliveryAudit.of(kafka, topology).outcomes();
    }

    private void awaitEnds(TopologyFile topology, StopSignal stop) {
        Set<String> spoken = new HashSet<>();
        try (TopicReader<AudioChunk> audio = TopicReader.fromBeginning(kafka, Topics.AUDIO.named(topology.to()));
                TopicReader<SpeechFailure> failures =
                        TopicReader.fromBeginning(kafka, Topics.FAILURES.named(topology.failures()))) {
            long lastProgress = System.nanoTime();
            while (spoken.size() < events.size() && seconds(lastProgress) < PATIENCE.toSeconds()) {
                refuseIfStopped(stop);
                if (hear(audio, failures, spoken)) {
                    lastProgress = System.nanoTime();
                }
            }
        }
    }

    private static void refuseIfStopped(StopSignal stop) {
        if (stop.requested()) {
            throw new Refusal("stopped before the end");
        }
    }

    private void account(int violations) {
        Map<String, Object> conditions = Map.of(
                "guarantee",
                plan.topology().guarantee().title(),
                "instances",
                instances.size(),
                "eventsPerSecond",
                plan.rate());
        figures.add(new Figure("soak.instance_deaths", conditions, deaths, "processes"));
        figures.add(new Figure("soak.longest_silence", conditions, longestSilenceSeconds, "s"));
        if (brokerRestartSeconds > 0) {
            figures.add(new Figure("soak.broker_restart", conditions, brokerRestartSeconds, "s"));
        }
        figures.add(new Figure("soak.utterances", conditions, ended.size(), "utterances"));
        figures.add(new Figure("soak.kills", conditions, kills, "kills"));
        figures.add(new Figure("soak.violations", conditions, violations, "violations"));
    }

    private void awaitOrRefuse(String what, BooleanSupplier arrived) {
        long start = System.nanoTime();
        while (!arrived.getAsBoolean()) {
            if (seconds(start) > PATIENCE.toSeconds()) {
                throw new Refusal(what + " did not come up within " + PATIENCE.toSeconds() + " s; see " + directory);
            }
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("interrupted", e);
            }
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    /** Ends the processes, and removes what they wrote when all was well. */
    @Override
    public void close() throws IOException {
        instances.forEach(ChildProcess::close);
        broker.close();
        if (!removable) {
            console.warn("what the processes wrote stays in " + directory);
        } else {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
