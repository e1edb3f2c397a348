package sori.broker;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.internals.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.state.WriteProbe;

/**
 * Kafka's server ends the process at once when it can write no more, on a full disk for one, and says so in its log alone,
 * which lies on the same disk. This tells whoever sits at the terminal before.
 */
final class LastWords {
    private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);

    private LastWords() {}

    /**
     * For the whole process, from now on.
     *
     * @param directory of the broker's data
     * @param narrator told the last sentence
     */
    static void install(Path directory, Consumer<String> narrator) {
        // Both at once and for good: hooks would wait for a broker that no longer answers.
        Exit.Procedure end = (status, message) -> {
            String sentence = sentence(directory);
            LOG.error("{} {}", sentence, message);
            narrator.accept(sentence);
            Runtime.getRuntime().halt(status);
        };
        Exit.setHaltProcedure(end);
        Exit.setExitProcedure(end);
    }

    static String sentence(Path directory) {
        return "the embedded broker gives up, and this process with it: "
                + WriteProbe.trouble(directory)
                        .map(trouble -> trouble + "; make room and start again, whatever was acknowledged is kept")
                        .orElse("the log file says why");
    }
}
