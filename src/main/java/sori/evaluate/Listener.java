package sori.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that listens to speech and prints one figure of it: any that takes a file of lines {@code WAV path<TAB>words}.
 */
public final class Listener {
    /** Of {@link #naturalness}, in figures and manifests. */
    static final String NATURALNESS = "naturalness";

    private final List<String> command;
    private final Pattern figure;
    private final String what;

    private Listener(String command, String printed, String what) {
        this.command = List.of(command.trim().split("\\s+"));
        this.figure = Pattern.compile(printed + " ([0-9.]+)");
        this.what = what;
    }

    /**
     * One that understands words, or does not, and prints {@code WER <percent> ...}.
     *
     * @param command program and arguments, separated by spaces; the list's path is added
     */
    public static Listener recognizer(String command) {
        return new Listener(command, "WER", "word error rate");
    }

    /** One that predicts how natural people find it, from 1, bad, to 5, excellent, and prints {@code MOS <mean> ...}. */
    public static Listener naturalness(String command) {
        return new Listener(command, "MOS", "opinion");
    }

    /**
     * @return its figure of the whole list
     * @throws IOException if the program fails or prints none
     */
    public double hear(Path list) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(list.toString());
        Process process =
                new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = figure.matcher(output);
        if (process.waitFor() != 0 || !found.find()) {
            throw new IOException("the program " + command + " gave no " + what + ": " + output);
        }
        return Double.parseDouble(found.group(1));
    }
}
