package sori.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exactly once under kill -9 of an instance and of the broker, in processes of their own: {@code ./sori soak}, in a short form and a long one. */
@Timeout(600)
class KillIT {
    @TempDir
    private Path folder;

    @Test
    void everyEventIsSpokenOnceAndWholeThoughAnInstanceAndTheBrokerAreKilled() throws Exception {
        survives("--utterances 20 --kills 2 --rate 10");
    }

    @Test
    void joinedByTopicsToo() throws Exception {
        eachApplicationIsKilled("--utterances 20 --kills 4 --rate 10 --instances 1");
    }

    @Tag("nightly")
    @Test
    void manyKills() throws Exception {
        survives("--utterances 300 --kills 12 --rate 10");
    }

    @Tag("nightly")
    @Test
    void manyKillsJoinedByTopics() throws Exception {
        eachApplicationIsKilled("--utterances 200 --kills 13 --rate 10");
    }

    @Tag("nightly")
    @Test
    void withASchemaRegistryToo() throws Exception {
        try (RegistryServer server = new RegistryServer(folder.resolve("registry.txt"))) {
            String registered = "\nwire: confluent\nschemaRegistry: " + server.address() + "\n";
            for (String name : List.of("front", "mel", "vocode")) {
                String file = Files.readString(Path.of("topologies", name + ".yaml"));
                Files.writeString(folder.resolve(name + ".yaml"), file + registered);
            }
            eachApplicationIsKilled("--utterances 40 --kills 4 --rate 10 --instances 1", "");
        }
    }

    private void eachApplicationIsKilled(String soaked) throws Exception {
        eachApplicationIsKilled(soaked, "topologies/");
    }

    private void eachApplicationIsKilled(String soaked, String where) throws Exception {
        String files = where + "front.yaml," + where + "mel.yaml," + where + "vocode.yaml";
        String output = survives(soaked + " --topology " + files);
        assertThat(output).containsPattern("kill -9 of instance 0").containsPattern("kill -9 of instance 1");
        assertThat(output).containsPattern("kill -9 of instance 2");
    }

    private String survives(String soaked) throws Exception {
        Launched.furnish(folder);
        String[] words = soaked.split(" ");
        try (Launched soak = Launched.start(folder, "exec ./sori soak " + soaked + " --json")) {
            assertThat(soak.awaitEnd(540)).as(soak.output()).isZero();
            assertThat(soak.output())
                    .contains("kill -9 of the broker")
                    .contains("\"figure\":\"soak.utterances\"", "\"value\":" + words[1] + ",")
                    .containsPattern("\"figure\":\"soak.in_trace\".*\"value\":" + words[1] + ",")
                    .containsPattern("\"figure\":\"soak.flushes\".*\"value\":[1-9]")
                    .contains("\"figure\":\"soak.kills\"", "\"value\":" + words[3] + ",")
                    .containsPattern("\"figure\":\"soak.violations\".*\"value\":0,");
            return soak.output();
        }
    }
}
