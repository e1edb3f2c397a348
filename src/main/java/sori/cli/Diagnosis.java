package sori.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import sori.acoustic.AttentionLimits;
import sori.cli.options.Cluster;
import sori.cli.options.Home;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.state.PrivateFolder;
import sori.state.WriteProbe;
import sori.voice.Voice;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** What {@code doctor} finds, one look after the other. Used by one thread. */
final class Diagnosis {
    private static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.]*(?:-[\\d.]+)?)(?:-[\\w-]+)?\\.jar");
    private static final List<String> LIBRARIES =
            List.of("kafka-streams", "kafka-clients", "avro", "onnxruntime", "onnxruntime_gpu", "icu4j", "JTransforms");

    private final List<String> findings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    List<String> findings() {
        return findings;
    }

    List<String> problems() {
        return problems;
    }

    void machine() {
        Runtime machine = Runtime.getRuntime();
        found(
                "machine",
                "%s %s, %d cores, heap %d MiB",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                machine.availableProcessors(),
                machine.maxMemory() >> 20);
        found("Java", "%s (%s)", Runtime.version(), System.getProperty("java.vendor"));
    }

    void runtime(VoiceOptions options) {
        found("ONNX Runtime", "%s, compiled for %s", OnnxRuntime.version(), OnnxRuntime.compiledProviders());
        found("NVIDIA driver", "%s", driver());
        try {
            found("provider", "%s", OnnxRuntime.start(options.provider()).provider());
        } catch (GraphRefusedException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    void kafka(Optional<KafkaAccess> named) {
        found("Kafka", "%s (clients and embedded broker)", AppInfoParser.getVersion());
        named.ifPresent(this::cluster);
    }

    /**
     * Opens and loads every voice, as speaking would.
     *
     * @param none what to say when there is not one
     */
    void voices(VoiceCatalog catalog, VoiceOptions options, String none) {
        for (VoicePackage voice : catalog.voices()) {
            try (Voice opened = Voice.open(voice.directory(), options)) {
                opened.load();
                AttentionLimits limits = voice.manifest().attentionLimits();
                found(
                        "voice",
                        "%s, %s, licence %s%s",
                        voice.manifest().id(),
                        voice.manifest().language(),
                        voice.manifest().license(),
                        limits.equals(AttentionLimits.DEFAULT) ? "" : ", attention limits " + limits.text());
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        catalog.broken().forEach((where, why) -> problems.add("voice package " + where + ": " + why));
        if (catalog.voices().isEmpty()) {
            problems.add(none);
        }
    }

    /** Versions as the names of the jars say. */
    void libraries(Home home) {
        Map<String, String> versions = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            note(new File(entry).getName(), versions);
        }
        String[] training = home.root().resolve("target/lib-training").toFile().list();
        if (training != null) {
            Stream.of(training).forEach(jar -> note(jar, versions));
        }
        String all = LIBRARIES.stream()
                .filter(versions::containsKey)
                .map(name -> name + " " + versions.get(name))
                .collect(Collectors.joining(", "));
        found("libraries", "%s", all);
        String libtorch = versions.get("pytorch");
        found(
                "trainer",
                "libtorch %s",
                libtorch == null ? "is fetched when a `sori lab` command first runs" : libtorch);
    }

    private static void note(String jar, Map<String, String> versions) {
        Matcher name = JAR.matcher(jar);
        if (name.matches()) {
            versions.put(name.group(1), name.group(2));
        }
    }

    /** Tries the state folder by writing to it, and whether others can read it. */
    void state(Home home) {
        Path state = home.state();
        try {
            PrivateFolder.create(state);
            long freeMiB = Files.getFileStore(state).getUsableSpace() >> 20;
            found("state", "%s, %d MiB free; the log is %s", state, freeMiB, home.log());
            WriteProbe.trouble(state).ifPresent(problems::add);
            if (freeMiB < 500) {
                problems.add("less than 500 MiB are free for Kafka's data in " + state);
            }
            if (PrivateFolder.open(state)) {
                problems.add("others can enter " + state + ", where users' texts and speech lie: `chmod 700` it");
            }
        } catch (IOException e) {
            problems.add("cannot write to " + state + ": " + e);
        }
    }

    /** Whether anything here tells its maker about its users. */
    void telemetry() {
        try {
            Set<String> networking = OnnxRuntime.networking();
            if (networking.isEmpty()) {
                found(
                        "telemetry",
                        "none: ONNX Runtime's native library has nothing to reach a network with, and Kafka's clients"
                                + " talk to your brokers alone");
            } else if ("1".equals(System.getenv("ORT_DISABLE_TELEMETRY"))) {
                found(
                        "telemetry",
                        "off: ONNX Runtime could reach a network (%s), ORT_DISABLE_TELEMETRY is 1",
                        networking);
            } else {
                problems.add("ONNX Runtime " + OnnxRuntime.version()
                        + " may tell its maker about this machine (its library has " + networking
                        + "): take the version that Sori comes with, or set ORT_DISABLE_TELEMETRY=1");
            }
        } catch (IOException e) {
            problems.add("cannot look into ONNX Runtime's native library: " + e.getMessage());
        }
    }

    private void cluster(KafkaAccess access) {
        try {
            found("cluster", "%s answers with %d brokers", access.bootstrap(), Cluster.brokers(access));
        } catch (Refusal e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void found(String what, String pattern, Object... values) {
        findings.add(String.format(Locale.ROOT, "%-14s ", what) + String.format(Locale.ROOT, pattern, values));
    }

    private static String driver() {
        try {
            return Files.exists(NVIDIA_DRIVER)
                    ? Files.readAllLines(NVIDIA_DRIVER).get(0)
                    : "none";
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }
}
