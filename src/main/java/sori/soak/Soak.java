package sori.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import sori.bench.Figure;
import sori.client.SpeechPublisher;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.AudioChunk;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.DeliveryAudit;
import sori.stream.Owed;
import sori.stream.RegistryVoices;
import sori.stream.SpeechApplication;
import sori.stream.TopicEnds;
import sori.stream.WireCodecs;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

/** A steady stream of events, kill -9 at random moments, and then the account. Used by one thread. */
public final class Soak {
    private static final TopicSettings LAYOUT = TopicSettings.DEFAULT.withPartitions(4);
    private static final Duration TICK = Duration.ofMillis(20);

    /** A kill comes so soon after the utterance whose end called for it. */
    private static final double LONGEST_WAIT_SECONDS = 1;

    /** Of so many cancels some come in time. */
    private static final int MANY_WISHES = 20;

    /** Nothing moves any more: longer than a busy machine needs to come back after a kill. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final SoakPlan plan;
    private final SoakProcesses processes;
    private final Voices voices;
    private final Narrator narrator;
    private final BooleanSupplier givenUp;
    private final KafkaAccess kafka;
    private final Codecs codecs;
    private final Random random;
    private final List<SoakScript> events;
    private final Set<UtteranceName> ended = new HashSet<>();
    private int published;
    private int wishes;
    private int stopped;
    private long inTrace;
    private int kills;
    private int instanceKills;
    private double brokerRestartSeconds;
    private double longestSilenceSeconds;

    /** The voices that are spoken with. */
    public interface Voices {
        /** Puts them into a cluster's registry. */
        void publish(KafkaAccess kafka) throws IOException;

        /** For an application in this process, ready to speak. */
        RegistryVoices join(TopologyFile topology, KafkaAccess kafka) throws IOException;
    }

    /** @param givenUp whether the user wants an end */
    public Soak(SoakPlan plan, SoakProcesses processes, Voices voices, Narrator narrator, BooleanSupplier givenUp) {
        this.plan = plan;
        this.processes = processes;
        this.voices = voices;
        this.narrator = narrator;
        this.givenUp = givenUp;
        this.kafka = processes.kafka();
        this.codecs = WireCodecs.of(plan.first(), kafka);
        this.random = new Random(plan.seed());
        this.events = SoakScript.of(plan.utterances(), plan.seed(), plan.first().controlled());
    }

    /** Does it all, and says what is wrong with what came out, one line each. */
    public List<String> run() throws Exception {
        try (Admin admin = kafka.admin()) {
            List<TopologyFile> all = new ArrayList<>(plan.topologies());
            all.add(plan.undisturbed());
            TopicPlan.of(LAYOUT, all).create(admin);
        }
        voices.publish(kafka);
        processes.startInstances();
        Map<UtteranceName, Owed> owed = disturb();
        List<String> violations = new ArrayList<>(unfinishedBusiness());
        processes.stopInstances();
        speakUndisturbed();
        DeliveryAudit heard = DeliveryAudit.of(kafka, plan.last());
        stopped = heard.cuts().size();
        inTrace = heard.inTrace(owed);
        violations.addAll(heard.violations(owed, DeliveryAudit.of(kafka, plan.undisturbed(), heard.cuts())));
        if (wishes >= MANY_WISHES && stopped == 0) {
            violations.add("of " + wishes + " cancels none has stopped anything");
        }
        return violations;
    }

    /** Publishes and kills until every event has come to its end, or nothing moves any more; returns what is owed. */
    private Map<UtteranceName, Owed> disturb() {
        TopologyFile first = plan.first();
        Topic<SpeechControl> control = first.controlled() ? Topics.CONTROL.named(first.control()) : Topics.CONTROL;
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, texts(first), control.framed(codecs));
                Ends ends = new Ends(plan.last(), ended)) {
            SoakSender sender = new SoakSender(publisher);
            long start = System.nanoTime();
            long lastProgress = start;
            long nextEvent = start;
            int endsBeforeKill = plan.endsBeforeKill(kills, random);
            Optional<Long> nextKill = Optional.empty();
            while (ended.size() < events.size() && seconds(lastProgress) < PATIENCE.toSeconds()) {
                if (published < plan.allowance(kills) && System.nanoTime() >= nextEvent) {
                    sender.begin(events.get(published++), System.nanoTime());
                    nextEvent += (long) (1e9 / plan.rate());
                }
                sender.act(System.nanoTime());
                if (ends.hear()) {
                    longestSilenceSeconds = Math.max(longestSilenceSeconds, seconds(lastProgress));
                    lastProgress = System.nanoTime();
                    if (nextKill.isEmpty() && kills < plan.kills() && ended.size() >= endsBeforeKill) {
                        nextKill =
                                Optional.of(lastProgress + (long) (random.nextDouble() * LONGEST_WAIT_SECONDS * 1e9));
                    }
                }
                if (nextKill.isPresent() && System.nanoTime() >= nextKill.get()) {
                    kill();
                    nextKill = Optional.empty();
                    endsBeforeKill = plan.endsBeforeKill(kills, random);
                    nextEvent = Math.max(nextEvent, System.nanoTime());
                }
                processes.reviveTheDead();
            }
            wishes = sender.wishes();
            return sender.owed();
        }
    }

    private Topic<TextEvent> texts(TopologyFile topology) {
        return Topics.TEXT.named(topology.from()).framed(codecs);
    }

    private void kill() {
        if (plan.hitsBroker(kills)) {
            brokerRestartSeconds = processes.killBroker();
        } else {
            processes.killInstance(plan.victim(instanceKills), random.nextInt(processes.instancesEach()));
            instanceKills++;
        }
        kills++;
    }

    /** Which utterances have come to their end, as a listener hears it. */
    private final class Ends implements AutoCloseable {
        private final TopicReader<AudioChunk> audio;
        private final TopicReader<SpeechFailure> failures;
        private final Set<UtteranceName> names;

        private Ends(TopologyFile topology, Set<UtteranceName> names) {
            this.audio = TopicReader.fromBeginning(
                    kafka, Topics.AUDIO.named(topology.to()).framed(codecs));
            this.failures = TopicReader.fromBeginning(
                    kafka, Topics.FAILURES.named(topology.failures()).framed(codecs));
            this.names = names;
        }

        /** Whether there are more than before. */
        boolean hear() {
            if (givenUp.getAsBoolean()) {
                throw new Refusal("stopped before the end");
            }
            int before = names.size();
            audio.pollPlaced(TICK).stream()
                    .filter(placed -> placed.value().getLast())
                    .forEach(placed -> names.add(
                            UtteranceName.of(placed.key(), placed.value().getUtteranceId())));
            // What fails later than at the door ends with a chunk.
            failures.pollPlaced(Duration.ZERO).stream()
                    .filter(placed -> placed.value().getStage().equals(Stage.NORMALIZE.title()))
                    .forEach(placed -> names.add(UtteranceName.of(
                            placed.key(), String.valueOf(placed.value().getUtteranceId()))));
            if (names.size() / 20 > before / 20) {
                narrator.step(names.size() + " of " + events.size() + " utterances, " + kills + " kills");
            }
            return names.size() > before;
        }

        @Override
        public void close() {
            audio.close();
            failures.close();
        }
    }

    /** What the applications have not committed, though everything is spoken. */
    private List<String> unfinishedBusiness() throws Exception {
        List<String> unfinished = List.of("nothing was asked");
        try (Admin admin = kafka.admin()) {
            TopicEnds ends = new TopicEnds(kafka, admin);
            for (long start = System.nanoTime(); seconds(start) < 60 && !unfinished.isEmpty(); Thread.sleep(200)) {
                unfinished = unfinishedBusiness(ends);
            }
        }
        return unfinished;
    }

    private List<String> unfinishedBusiness(TopicEnds ends) throws Exception {
        List<String> unfinished = new ArrayList<>();
        for (TopologyFile each : plan.topologies()) {
            if (!ends.consumed(each.from(), each.application())) {
                unfinished.add("the offsets that " + each.application() + " has committed do not reach the end of "
                        + each.from());
            }
            for (String topic : List.of(each.to(), each.failures())) {
                if (!ends.settled(topic)) {
                    unfinished.add("a transaction stays open in " + topic);
                }
            }
        }
        return unfinished;
    }

    /** The same texts, each whole, when nothing happens. */
    private void speakUndisturbed() throws Exception {
        narrator.step("speaking the same texts undisturbed ...");
        TopologyFile topology = plan.undisturbed();
        try (SpeechPublisher publisher = new SpeechPublisher(kafka, texts(topology))) {
            events.forEach(event -> publisher.publish(event.whole(), Optional.of(event.key())));
        }
        Set<UtteranceName> spoken = new HashSet<>();
        try (RegistryVoices opened = voices.join(topology, kafka);
                SpeechApplication application = new SpeechApplication(
                        topology, opened, kafka, processes.directory().resolve("undisturbed"));
                Ends ends = new Ends(topology, spoken)) {
            application.start();
            long lastProgress = System.nanoTime();
            while (spoken.size() < events.size() && seconds(lastProgress) < PATIENCE.toSeconds()) {
                if (ends.hear()) {
                    lastProgress = System.nanoTime();
                }
            }
        }
    }

    public List<Figure> figures(int violations) {
        Map<String, Object> conditions = Map.of(
                "guarantee", plan.last().guarantee().title(),
                "applications", plan.topologies().size(),
                "instances", plan.instances(),
                "eventsPerSecond", plan.rate());
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("soak.instance_deaths", conditions, processes.deaths(), "processes"));
        figures.add(new Figure("soak.longest_silence", conditions, longestSilenceSeconds, "s"));
        if (brokerRestartSeconds > 0) {
            figures.add(new Figure("soak.broker_restart", conditions, brokerRestartSeconds, "s"));
        }
        figures.add(new Figure("soak.utterances", conditions, ended.size(), "utterances"));
        figures.add(new Figure("soak.in_trace", conditions, inTrace, "utterances"));
        int flushes = events.stream().mapToInt(SoakScript::flushes).sum();
        figures.add(new Figure("soak.flushes", conditions, flushes, "pieces"));
        figures.add(new Figure("soak.cancels", conditions, wishes, "cancels"));
        figures.add(new Figure("soak.cancelled", conditions, stopped, "utterances"));
        figures.add(new Figure("soak.kills", conditions, kills, "kills"));
        figures.add(new Figure("soak.violations", conditions, violations, "violations"));
        return figures;
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }
}
