package sori.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;

/** What every command on the registry has. */
public final class ModelsOptions {
    private static final JsonMapper JSON = new JsonMapper();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private KafkaOptions kafka;

    /** What a command does on a cluster; the result is printed as JSON, or else the lines. */
    public interface Work {
        Answer on(Cluster cluster) throws IOException;
    }

    /**
     * What a command has to say.
     *
     * @param data maps, lists, words and numbers
     * @param lines the same for a person
     */
    public record Answer(Object data, List<String> lines) {}

    /** Does the work on a cluster that has the registry's topics. */
    public int run(Console console, Work work) {
        try (Cluster cluster = kafka.open(console)) {
            cluster.create(TopicPlan.ofModels(TopicSettings.DEFAULT));
            Answer answer = work.on(cluster);
            if (json) {
                console.result(JSON.writeValueAsString(answer.data()));
            } else {
                answer.lines().forEach(console::result);
            }
            return 0;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, words and numbers are JSON", e);
        } catch (IOException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    /** Who acts, for a person. */
    public static String who() {
        return System.getProperty("user.name") + "@" + host();
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
