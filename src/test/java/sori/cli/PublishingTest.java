package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import sori.cli.options.Console;
import sori.cli.options.StopSignal;
import sori.client.Publishers;
import sori.schema.GeneratedSchemas;
import sori.schema.TextEvent;

/** Whatever the writer and Kafka do, who wants an end gets one, and is told what may be lost. */
@Timeout(60)
class PublishingTest {
    private static final Duration GRACE = Duration.ofMillis(100);
    private static final TextEvent UTTERANCE =
            TextEvent.newBuilder().setUtteranceId("u1").setText("").build();

    /** How the writer goes on behind the first lines. */
    private enum Writer {
        QUIET,
        ENDED,
        NEVER_QUIET
    }

    private enum Mode {
        LINES,
        LIVE
    }

    /** Acknowledges so many records and no more; and from the one that it hangs at on takes none, as where the topic's leader is not known. */
    private static final class Brokers extends MockProducer<Bytes, byte[]> {
        private final int acknowledged;
        private final int taken;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger hanging = new AtomicInteger();
        private final CountDownLatch closed = new CountDownLatch(1);

        private Brokers(int acknowledged, int taken) {
            super(false, null, new BytesSerializer(), new ByteArraySerializer());
            this.acknowledged = acknowledged;
            this.taken = taken;
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<Bytes, byte[]> record, Callback callback) {
            int before = sent.getAndIncrement();
            if (before >= taken) {
                hanging.incrementAndGet();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new KafkaException("closed while it waited for the topic's leader");
            }
            Future<RecordMetadata> future = super.send(record, callback);
            if (before < acknowledged) {
                completeNext();
            }
            return future;
        }

        @Override
        public void close(Duration patience) {
            closed.countDown();
            super.close(patience);
        }
    }

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final StopSignal stop = StopSignal.install();

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    @AfterEach
    void letTheProcessEnd() {
        stop.close();
    }

    private Console console() {
        CommandSpec spec = Sori.commandLine().getCommandSpec();
        spec.commandLine().setOut(new PrintWriter(out, true));
        spec.commandLine().setErr(new PrintWriter(err, true));
        return new Console(spec);
    }

    private static InputStream written(int lines, Writer writer) {
        InputStream first = new ByteArrayInputStream("One line.\n".repeat(lines).getBytes(StandardCharsets.UTF_8));
        return switch (writer) {
            case ENDED -> first;
            case QUIET -> new SequenceInputStream(first, new Rest(true));
            case NEVER_QUIET -> new SequenceInputStream(first, new Rest(false));
        };
    }

    /** What comes behind the first lines: nothing, for ever, or more, for ever. */
    private static final class Rest extends InputStream {
        private final boolean quiet;
        private int at;

        private Rest(boolean quiet) {
            this.quiet = quiet;
        }

        @Override
        public int read() {
            if (quiet) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }
            return "More. \n".charAt(at++ % 7);
        }
    }

    private CompletableFuture<Void> publishing(Mode mode, InputStream in, Brokers brokers, Duration grace) {
        Console console = console();
        return CompletableFuture.runAsync(() -> {
            Publishing publishing = new Publishing(Publishers.over(brokers), Optional.of("room"), stop, grace, console);
            try {
                if (mode == Mode.LIVE) {
                    publishing.live(in, UTTERANCE, () -> true);
                } else {
                    publishing.lines(in, UTTERANCE);
                }
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    static Stream<Arguments> troubles() {
        return Stream.of(Mode.values())
                .flatMap(mode -> Stream.of(Writer.values())
                        .flatMap(writer -> Stream.of(0, 1, 3, Integer.MAX_VALUE)
                                .flatMap(acknowledged -> Stream.of(acknowledged, Integer.MAX_VALUE)
                                        .distinct()
                                        .map(taken -> Arguments.of(mode, writer, acknowledged, taken)))));
    }

    @ParameterizedTest(name = "{0}, writer {1}, {2} acknowledged, {3} taken")
    @MethodSource("troubles")
    void whoWantsAnEndGetsOneAndIsToldWhatMayBeLost(Mode mode, Writer writer, int acknowledged, int taken)
            throws Exception {
        Brokers brokers = new Brokers(acknowledged, taken);
        // Where everything arrives nobody waits for the grace to end, and a busy machine may need more of it.
        Duration grace = acknowledged == Integer.MAX_VALUE ? Duration.ofSeconds(30) : GRACE;
        CompletableFuture<Void> done = publishing(mode, written(5, writer), brokers, grace);
        int first = mode == Mode.LIVE ? 1 : Math.min(5, taken == Integer.MAX_VALUE ? 5 : taken + 1);
        Awaitility.await()
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .pollDelay(Duration.ZERO)
                .until(() -> done.isDone() || brokers.sent.get() >= first);
        stop.request();
        done.get(30, TimeUnit.SECONDS);
        int lost = brokers.sent.get() - Math.min(brokers.sent.get(), acknowledged);
        assertThat(brokers.closed.getCount()).isZero();
        assertThat(brokers.hanging.get()).isLessThanOrEqualTo(1);
        if (lost == 0) {
            assertThat(err.toString()).doesNotContain("acknowledged");
        } else {
            assertThat(err.toString().lines().filter(line -> line.contains("acknowledged")))
                    .singleElement()
                    .asString()
                    .contains("before Kafka had acknowledged " + lost + " record");
        }
        if (mode == Mode.LINES) {
            int arrived = brokers.sent.get() - lost;
            int unsent = 5 - brokers.sent.get();
            if (unsent > 0 && writer != Writer.NEVER_QUIET) {
                assertThat(err.toString()).contains(unsent + (unsent == 1 ? " line was" : " lines were") + " read and");
            } else if (unsent == 0 && writer != Writer.NEVER_QUIET) {
                assertThat(err.toString()).doesNotContain("not sent");
            }
            assertThat(out.toString())
                    .isEqualTo("published " + arrived + (arrived == 1 ? " text event\n" : " text events\n"));
        } else {
            assertThat(out.toString()).contains(" of utterance u1");
            assertThat(err.toString().contains("may be spoken")).isEqualTo(lost > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 2500})
    void nobodyWhoIsNotStoppedEndsBeforeAllHasArrived(int lines) throws Exception {
        Brokers brokers = new Brokers(0, Integer.MAX_VALUE);
        CompletableFuture<Void> done = publishing(Mode.LINES, written(lines, Writer.ENDED), brokers, Duration.ZERO);
        for (int arrived = 0; arrived < lines; arrived++) {
            while (!brokers.completeNext()) {
                Thread.onSpinWait();
            }
            assertThat(arrived < lines - 1 && done.isDone()).isFalse();
        }
        done.get(30, TimeUnit.SECONDS);
        assertThat(brokers.sent.get()).isEqualTo(lines);
        assertThat(out.toString()).startsWith("published " + lines + " text event");
        assertThat(err.toString()).isEmpty();
    }

    /** An outage takes some events, and neither hides nor stops the others. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatKafkaDoesNotTakeIsCountedAndToldAtOnce(long seed) {
        Random random = new Random(seed);
        int lines = 2 + random.nextInt(20);
        Brokers brokers = new Brokers(0, Integer.MAX_VALUE);
        CompletableFuture<Void> done = publishing(Mode.LINES, written(lines, Writer.ENDED), brokers, Duration.ZERO);
        int lost = 0;
        int first = 0;
        for (int i = 1; i <= lines; i++) {
            boolean refused = random.nextBoolean() || (i == lines && lost == 0);
            lost += refused ? 1 : 0;
            first = refused && first == 0 ? i : first;
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> refused ? brokers.errorNext(new KafkaException("too late")) : brokers.completeNext());
            assertThat(err.toString()).isEqualTo(first == 0 ? "" : told(first));
        }
        String summary =
                "did not take " + lost + " of the text events, the first of them number " + first + ": too late";
        assertThatThrownBy(done::join).hasRootCauseMessage("Kafka " + summary);
        assertThat(out.toString())
                .isEqualTo("published " + (lines - lost) + (lines - lost == 1 ? " text event\n" : " text events\n"));
    }

    private static String told(int number) {
        return "sori: Kafka did not take text event number " + number
                + ": too late; the others are sent all the same\n";
    }

    @Test
    void whatKafkaRefusesIsNoAnswerToCtrlC() {
        Brokers brokers = new Brokers(0, Integer.MAX_VALUE);
        CompletableFuture<Void> done = publishing(Mode.LINES, written(1, Writer.ENDED), brokers, GRACE);
        Awaitility.await().until(() -> brokers.errorNext(new KafkaException("too large")));
        assertThatThrownBy(done::join).hasStackTraceContaining("too large");
        assertThat(brokers.closed.getCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linesAreWholeWhereverTheirPiecesAreCut(long seed) {
        Random random = new Random(seed);
        String text = "one\ntwo\r\n\n  \nthree\rfour 안녕\n\r\nlast";
        for (int round = 0; round < 100; round++) {
            List<String> lines = new ArrayList<>();
            Lines put = new Lines(lines::addAll);
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + random.nextInt(4));
                put.append(text.substring(from, to));
                from = to;
            }
            put.end();
            assertThat(lines).containsExactly("one", "two", "three", "four 안녕", "last");
        }
    }
}
