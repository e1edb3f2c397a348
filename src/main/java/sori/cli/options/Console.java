package sori.cli.options;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import picocli.CommandLine.Model.CommandSpec;
import sori.soak.Narrator;

/**
 * Tells a person what happens, while it happens: progress to standard error, results to standard output, each a line. Parts of it
 * come from whoever may write to a topic, and terminals do as they are told. Thread-safe.
 */
public final class Console implements Narrator {
    private static final Pattern WHITE = Pattern.compile("[\\t\\r\\n\\f\\x85\\u2028\\u2029]");
    /** Control characters, and those that turn the direction of what follows. */
    private static final Pattern COMMANDS =
            Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private final PrintWriter out;
    private final PrintWriter err;
    private final @Nullable Logger log;
    private final long startNanos = System.nanoTime();

    public Console(CommandSpec spec) {
        this(spec, null);
    }

    private Console(CommandSpec spec, @Nullable Logger log) {
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
        this.log = log;
    }

    /** One whose progress is part of the log. */
    static Console logging(CommandSpec spec, Logger log) {
        return new Console(spec, log);
    }

    /** A step, with the seconds since the command began. */
    @Override
    public void step(String line) {
        if (log != null) {
            log.info("{}", harmless(line));
            return;
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        err.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, harmless(line)));
        err.flush();
    }

    @Override
    public void warn(String line) {
        if (log != null) {
            log.warn("{}", harmless(line));
            return;
        }
        err.println("sori: " + harmless(line));
        err.flush();
    }

    public void result(String line) {
        out.println(harmless(line));
        out.flush();
    }

    /** On one line, with nothing in it that a terminal takes for a command. */
    public static String harmless(String text) {
        return COMMANDS.matcher(WHITE.matcher(text).replaceAll(" ")).replaceAll("\uFFFD");
    }
}
