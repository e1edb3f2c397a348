package sori.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeldomLinesTest {
    private static final String NETWORK = "org.apache.kafka.clients.NetworkClient";
    private static final String AWAY = "Connection to node {} ({}) could not be established.";

    private final LoggerContext context = new LoggerContext();
    private final AtomicLong nanos = new AtomicLong();
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        SeldomLines seldom = new SeldomLines(nanos::get);
        seldom.start();
        context.addTurboFilter(seldom);
        said.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(said);
    }

    /** Ten minutes without brokers: twenty clients, each of which tries all three brokers twice a second. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anOutageIsALineAMinuteForEachBroker(long seed) {
        Random random = new Random(seed);
        Logger network = context.getLogger(NETWORK);
        for (int halfSecond = 0; halfSecond < 1200; halfSecond++) {
            nanos.set(halfSecond * 500_000_000L + random.nextInt(1000));
            for (int client = 0; client < 20; client++) {
                for (int broker = 1; broker <= 3; broker++) {
                    network.warn("[Producer clientId=" + client + "] " + AWAY, String.valueOf(broker), "b" + broker);
                }
                network.warn(
                        "[Consumer clientId=" + client + "] Error with correlation id {} : {}", halfSecond, "GONE");
            }
        }
        assertThat(said.list).hasSize(10 * 4);
    }

    @Test
    void whatElseIsSaidAllPasses() {
        for (int i = 0; i < 10; i++) {
            context.getLogger(NETWORK).error(AWAY, "1", "b");
            context.getLogger(NETWORK).warn(AWAY, new IllegalStateException("why"));
            context.getLogger(NETWORK).info(AWAY, "1", "b");
            context.getLogger("sori.stream").warn("the same");
        }
        assertThat(said.list).hasSize(40);
    }

    @Test
    void whatIsNewIsNeverHeldBack() {
        for (int i = 0; i < 1000; i++) {
            context.getLogger(NETWORK).warn("[AdminClient] {}", "line " + i);
        }
        assertThat(said.list).hasSize(1000);
    }

    @Test
    void theProgramsLogHasIt() throws Exception {
        LoggerContext configured = new LoggerContext();
        configured.putProperty("sori.state", Path.of("target", "log-test").toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(configured);
        configurator.doConfigure(SeldomLinesTest.class.getResource("/logback.xml"));
        assertThat(configured.getTurboFilterList()).hasExactlyElementsOfTypes(SeldomLines.class);
        configured.stop();
    }
}
