package sori.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.state.PrivateFolder;

/** A broker and some instances of each application, each a process of its own that may be killed. Used by one thread. */
public final class SoakProcesses implements AutoCloseable {
    /** Longer than all of them need to come up together on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final String program;
    private final Path directory;
    private final List<List<String>> applications;
    private final int instancesEach;
    private final Narrator narrator;
    private final List<ChildProcess> instances = new ArrayList<>();
    private final BrokerProcess broker;
    private int deaths;
    private boolean removable;

    private SoakProcesses(
            String program, Path directory, List<List<String>> applications, int instancesEach, Narrator narrator) {
        this.program = program;
        this.directory = directory;
        this.applications = applications;
        this.instancesEach = instancesEach;
        this.narrator = narrator;
        this.broker = BrokerProcess.start(program, directory.resolve("broker"));
    }

    /**
     * Starts a broker in a new directory and returns when it answers.
     *
     * @param program name of the class whose main method takes command lines
     * @param state folder in which they get one
     * @param applications how an instance of each is started, but for the broker's address
     * @param instancesEach of every application
     */
    public static SoakProcesses start(
            String program, Path state, List<List<String>> applications, int instancesEach, Narrator narrator)
            throws IOException {
        Path parent = PrivateFolder.create(state.resolve("soak"));
        Path directory = Files.createTempDirectory(parent, "run-");
        SoakProcesses processes = new SoakProcesses(program, directory, applications, instancesEach, narrator);
        narrator.step("a broker of its own answers; everything lies under " + directory);
        return processes;
    }

    KafkaAccess kafka() {
        return broker.access();
    }

    Path directory() {
        return directory;
    }

    /** Of every application. */
    int instancesEach() {
        return instancesEach;
    }

    /** Instances that ended by themselves. */
    int deaths() {
        return deaths;
    }

    /** Starts the instances and returns when one of each application runs. */
    void startInstances() {
        for (int i = 0; i < applications.size() * instancesEach; i++) {
            instances.add(startInstance(i));
        }
        for (int application = 0; application < applications.size(); application++) {
            List<ChildProcess> its = instances.subList(application * instancesEach, (application + 1) * instancesEach);
            await(
                    "an instance",
                    () -> its.stream().anyMatch(each -> each.output().contains("Ctrl-C ends it")));
        }
    }

    private ChildProcess startInstance(int index) {
        List<String> arguments = new ArrayList<>(applications.get(index / instancesEach));
        arguments.addAll(List.of("--bootstrap", kafka().bootstrap()));
        return ChildProcess.start(program, directory.resolve("instance-" + index), arguments);
    }

    /** SIGKILL of an application's instance, and at once another one in its place. */
    void killInstance(int application, int instance) {
        int index = application * instancesEach + instance;
        narrator.step("kill -9 of instance " + index + " (" + String.join(" ", applications.get(application)) + ")");
        instances.get(index).kill();
        instances.set(index, startInstance(index));
    }

    /** SIGKILL, and another one in its place; returns the seconds until that answers. */
    double killBroker() {
        narrator.step("kill -9 of the broker");
        double seconds = broker.killAndReplace();
        narrator.step(String.format(Locale.ROOT, "the broker answers again after %.1f s", seconds));
        return seconds;
    }

    /** An instance that ended by itself, for want of a broker say, is started again as any supervisor would. */
    void reviveTheDead() {
        for (int i = 0; i < instances.size(); i++) {
            if (!instances.get(i).alive()) {
                deaths++;
                narrator.warn("instance " + i + " ended by itself: "
                        + instances.get(i).output().lines().reduce("", (before, line) -> line));
                instances.set(i, startInstance(i));
            }
        }
    }

    void stopInstances() {
        instances.forEach(ChildProcess::close);
        instances.clear();
    }

    /** From now on nothing that the processes wrote is of interest. */
    public void allIsWell() {
        removable = true;
    }

    private void await(String what, BooleanSupplier arrived) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!arrived.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new Refusal(what + " did not come up within " + PATIENCE.toSeconds() + " s; see " + directory);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("interrupted", e);
            }
        }
    }

    /** Ends the processes, and removes what they wrote when {@link #allIsWell}. */
    @Override
    public void close() throws IOException {
        stopInstances();
        broker.close();
        if (!removable) {
            narrator.warn("what the processes wrote stays in " + directory);
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
