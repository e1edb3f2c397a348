package sori.cli;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.StopSignal;
import sori.client.LiveText;
import sori.client.SpeechPublisher;
import sori.config.Refusal;
import sori.schema.TextEvent;

/**
 * Sends what is written until it ends, or until the end is asked for. Then what is under way has a moment to arrive, whatever Kafka and the
 * writer do, and what Kafka has not acknowledged by then is told. For one thread.
 */
final class Publishing {
    private static final int IN_FLIGHT = 1000;
    private static final Duration POLL = Duration.ofMillis(50);

    private final SpeechPublisher publisher;
    private final Optional<String> key;
    private final StopSignal stop;
    private final Duration grace;
    private final Console console;

    /**
     * @param publisher closed at the end
     * @param grace how long what was sent may take to arrive once the end is asked for
     */
    Publishing(SpeechPublisher publisher, Optional<String> key, StopSignal stop, Duration grace, Console console) {
        this.publisher = publisher;
        this.key = key;
        this.stop = stop;
        this.grace = grace;
        this.console = console;
    }

    /**
     * Each line that is not blank is an utterance.
     *
     * @param like everything but id and text
     */
    void lines(InputStream in, TextEvent like) throws Exception {
        LiveInput input = LiveInput.reading(in);
        AtomicInteger read = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        Deliveries deliveries = new Deliveries();
        Lines lines = new Lines(more -> {
            read.addAndGet(more.size());
            for (int i = 0; i < more.size() && !stop.requested(); i++) {
                int number = sent.incrementAndGet();
                deliveries.add(number, publisher.publish(event(like, more.get(i)), key));
            }
        });
        finish(() -> {
            if (!passAll(input, lines)) {
                lines.end();
            }
            deliveries.await();
        });
        // The line that hangs has been let go, and no other follows it.
        input.passRest(new Lines(more -> read.addAndGet(more.size())));
        int arrived = sent.get() - publisher.unacknowledged();
        int unsent = read.get() - sent.get();
        if (unsent > 0) {
            console.warn(unsent + (unsent == 1 ? " line was read and not sent" : " lines were read and not sent"));
        }
        console.result("published " + arrived + (arrived == 1 ? " text event" : " text events"));
        deliveries.refuseLosses();
    }

    /** What was sent and what became of it; Kafka's own thread tells. */
    private final class Deliveries {
        private final Queue<CompletableFuture<?>> pending = new ArrayDeque<>();
        private int refused;
        private String first = "";

        /** @param number of the text event, from 1 */
        void add(int number, CompletableFuture<?> sent) {
            pending.add(sent.handle((done, failure) -> {
                if (failure instanceof Exception problem) {
                    refused(number, Cluster.reason(problem));
                }
                return done;
            }));
            if (pending.size() > IN_FLIGHT) {
                pending.remove().join();
            }
        }

        private synchronized void refused(int number, String reason) {
            refused++;
            if (refused == 1) {
                first = "number " + number + ": " + reason;
                console.warn("Kafka did not take text event " + first + "; the others are sent all the same");
            }
        }

        void await() {
            pending.forEach(CompletableFuture::join);
        }

        synchronized void refuseLosses() {
            if (refused > 0) {
                throw new Refusal("Kafka did not take " + refused + " of the text events, the first of them " + first);
            }
        }
    }

    private static TextEvent event(TextEvent like, String text) {
        return TextEvent.newBuilder(like)
                .setUtteranceId(UUID.randomUUID().toString())
                .setText(text)
                .build();
    }

    /**
     * All of it is one utterance, spoken while it is written; Ctrl-C cancels it.
     *
     * @param utterance everything but its text
     * @param cancellable whether somebody reads cancels
     */
    void live(InputStream in, TextEvent utterance, BooleanSupplier cancellable) throws Exception {
        String id = utterance.getUtteranceId();
        LiveInput input = LiveInput.reading(in);
        LiveText text = publisher.publishLive(utterance, key);
        console.step("utterance " + id + ": sending what is written; Ctrl-D ends it, Ctrl-C cancels it");
        boolean ended = finish(() -> {
            if (passAll(input, LiveInput.Text.of(text)) && cancellable.getAsBoolean()) {
                publisher.cancel(key.orElse(id), Optional.of(id), "Ctrl-C").join();
                console.step("cancelled");
            }
            text.close();
        });
        if (!ended) {
            console.warn("nobody knows whether it is cancelled: what Kafka has of it may be spoken");
        }
        console.result("published " + text.parts() + (text.parts() == 1 ? " part" : " parts") + " of utterance " + id);
    }

    /** Whether there may be more of it, when the end is asked for. */
    private boolean passAll(LiveInput input, LiveInput.Text text) {
        boolean more = true;
        while (more && !stop.requested()) {
            more = input.pass(text, POLL);
        }
        return more;
    }

    /** Whether all of it was done. */
    private boolean finish(Runnable sending) throws Exception {
        boolean ended = false;
        try {
            ended = stop.within(grace, () -> {
                        sending.run();
                        return true;
                    })
                    .isPresent();
        } finally {
            // What hangs in the producer is let go by this.
            publisher.close(Duration.ZERO);
        }
        int lost = publisher.unacknowledged();
        if (!ended && lost > 0) {
            console.warn("stopped before Kafka had acknowledged " + lost + (lost == 1 ? " record" : " records")
                    + " of what was sent, and it may have " + (lost == 1 ? "it" : "them") + " or not");
        }
        return ended;
    }
}
