package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Wav;
import sori.broker.EmbeddedBroker;

/** Every command on a cluster that speaks TLS only and lets nobody in without a password. */
@Timeout(600)
class SecuredClusterIT {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final String USE = " --kafka-config client.properties";

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        Launched.furnish(folder);
        keytool("-genkeypair -keyalg RSA -dname CN=broker -ext SAN=ip:127.0.0.1");
        keytool("-exportcert -rfc -file " + folder.resolve("broker.pem"));
        broker = EmbeddedBroker.start(
                folder.resolve("cluster"),
                Map.of(
                        "listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT",
                        // Without it the broker would speak plain text to itself, and no transaction could begin.
                        "inter.broker.listener.name", "PLAINTEXT",
                        "sasl.enabled.mechanisms", "PLAIN",
                        "sasl.mechanism.inter.broker.protocol", "PLAIN",
                        "listener.name.plaintext.plain.sasl.jaas.config",
                                LOGIN + "username=broker password=b user_broker=b user_sori=secret;",
                        "ssl.keystore.location", folder.resolve("broker.p12").toString(),
                        "ssl.keystore.password", "changeit",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", folder.resolve("broker.pem").toString()));
        writeClient("client.properties", "secret");
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void everyCommandTakesTheClientProperties() throws Exception {
        end("./sori topics create --partitions 2" + USE, 0);
        end("./sori topics check --partitions 2" + USE, 0);
        try (Launched run = Launched.start(folder, "exec ./sori run" + USE)) {
            run.awaitOutput("has no voice; `sori models publish DIR");
            end("./sori models publish models/en-tiny" + USE, 0);
            run.awaitOutput("Ctrl-C ends it");
            assertThat(end("./sori models status" + USE, 0)).contains("en-tiny@1", "loaded");
            end("echo One. | ./sori publish" + USE, 0);
            end("./sori play --out spoken --count 1" + USE, 0);
        }
        List<Path> spoken = files(folder.resolve("spoken"));
        assertThat(spoken).hasSize(1);
        assertThat(Wav.read(spoken.get(0)).seconds()).isGreaterThan(0.1);
        assertThat(folder.resolve(".sori/broker")).doesNotExist();
    }

    @Test
    void aWrongPasswordIsOneClearLine() throws Exception {
        writeClient("wrong.properties", "guess");
        String output = end("./sori topics create --kafka-config wrong.properties", 1);
        assertThat(output.lines().filter(line -> line.startsWith("sori: ")))
                .singleElement()
                .asString()
                .contains(broker.bootstrap(), "Authentication failed");
    }

    private String end(String line, int code) throws Exception {
        try (Launched command = Launched.start(folder, line)) {
            assertThat(command.awaitEnd()).as(command.output()).isEqualTo(code);
            return command.output();
        }
    }

    private void writeClient(String name, String password) throws IOException {
        Files.write(
                folder.resolve(name),
                List.of(
                        "bootstrap.servers=" + broker.bootstrap(),
                        "security.protocol=SASL_SSL",
                        "sasl.mechanism=PLAIN",
                        "sasl.jaas.config=" + LOGIN + "username=sori password=" + password + ";",
                        "ssl.truststore.type=PEM",
                        "ssl.truststore.location=" + folder.resolve("broker.pem")));
    }

    private void keytool(String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(words.split(" ", -1)));
        command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", "changeit"));
        command.addAll(List.of("-keystore", folder.resolve("broker.p12").toString()));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }
}
