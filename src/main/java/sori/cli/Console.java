package sori.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import sori.soak.Narrator;

/** Tells a person what happens, while it happens: progress to standard error, results to standard output. Thread-safe. */
final class Console implements Narrator {
    private final PrintWriter out;
    private final PrintWriter err;
    private final long startNanos = System.nanoTime();

    Console(CommandSpec spec) {
        this.out = spec.commandLine().getOut();
        this.err = spec.commandLine().getErr();
    }

    /** A step, with the seconds since the command began. */
    @Override
    public void step(String line) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        err.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
        err.flush();
    }

    @Override
    public void warn(String line) {
        err.println("sori: " + line);
        err.flush();
    }

    void result(String line) {
        out.println(line);
        out.flush();
    }
}
