package sori.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import sori.cli.options.Console;

/** Tells what troubles a running application once when it begins, and when it is over. For one thread. */
final class TroubleLine {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final Supplier<Optional<String>> trouble;
    private final Console console;
    private Optional<String> told = Optional.empty();
    private long lookedNanos = System.nanoTime();

    TroubleLine(Supplier<Optional<String>> trouble, Console console) {
        this.trouble = trouble;
        this.console = console;
    }

    /** May be called often, and looks seldom. */
    void look() {
        long now = System.nanoTime();
        if (now - lookedNanos >= INTERVAL_NANOS) {
            lookedNanos = now;
            tell(trouble.get());
        }
    }

    void tell(Optional<String> now) {
        if (now.equals(told)) {
            return;
        }
        told = now;
        now.ifPresentOrElse(console::warn, () -> console.step("the brokers answer as they should again"));
    }
}
