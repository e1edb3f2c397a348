package sori.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recogniser that listens to a list and prints {@code WER <percent> ...}: any program that takes a file of lines
 * {@code WAV path<TAB>words}.
 */
final class Recogniser {
    private static final Pattern RATE = Pattern.compile("WER ([0-9.]+)");

    private final List<String> command;

    /** @param command program and arguments, separated by spaces; the list's path is added */
    Recogniser(String command) {
        this.command = List.of(command.trim().split("\\s+"));
    }

    /** @return word error rate in percent
     * @throws IOException if the program fails or prints no rate */
    double wordErrorRate(Path list) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        arguments.add(list.toString());
        Process process =
                new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(output);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException("the recogniser " + command + " gave no word error rate: " + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
