package sori.corpus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Prompts of some eighty words: digits and short commands, alone and joined. So small a language can be learnt in minutes, and yet
 * its sentences are from one word to twenty long.
 */
public final class ClosedVocabulary {
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    private static final List<String> SWITCHES =
            List.of("turn on", "turn off", "open", "close", "check", "start", "stop");
    private static final List<String> THINGS = List.of(
            "the light",
            "the door",
            "the window",
            "the heating",
            "the radio",
            "the kitchen light",
            "the garage door",
            "the alarm",
            "the music",
            "the camera");
    private static final List<String> WHEN = List.of("", " now", " please", " at night", " in the morning", " again");
    private static final List<String> UNITS = List.of("minutes", "hours", "seconds");
    private static final List<String> SHORT = List.of(
            "yes", "no", "stop", "go on", "louder", "help", "good night", "good morning", "thank you", "call home");
    private static final int MOST_DIGITS = 14;
    private static final int MOST_COMMANDS = 4;

    private final Random random;

    private ClosedVocabulary(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Prompts that differ from each other, drawn until both lists are full.
     *
     * @param training how many of the training list
     * @param heldOut how many of the other two lists; the hash of a text decides which it belongs to
     */
    public static List<String> prompts(int training, int heldOut, long seed) {
        ClosedVocabulary vocabulary = new ClosedVocabulary(seed);
        Set<String> trained = new LinkedHashSet<>();
        Set<String> held = new LinkedHashSet<>();
        while (trained.size() < training || held.size() < heldOut) {
            String prompt = vocabulary.next();
            boolean train = Corpus.Split.of(prompt) == Corpus.Split.TRAIN;
            if (train && trained.size() < training) {
                trained.add(prompt);
            } else if (!train && held.size() < heldOut) {
                held.add(prompt);
            }
        }
        List<String> prompts = new ArrayList<>(trained);
        prompts.addAll(held);
        return prompts;
    }

    private String next() {
        return switch (random.nextInt(5)) {
            case 0 -> any(SHORT) + ".";
            case 1, 2 -> digits(1 + random.nextInt(MOST_DIGITS)) + ".";
            default -> commands(1 + random.nextInt(MOST_COMMANDS)) + ".";
        };
    }

    private String commands(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : i == count - 1 ? ", and " : ", ").append(command());
        }
        return text.toString();
    }

    private String command() {
        return switch (random.nextInt(4)) {
            case 0 -> "call " + digits(1 + random.nextInt(4));
            case 1 -> "wait " + any(DIGITS.subList(2, 10)) + " " + any(UNITS);
            default -> any(SWITCHES) + " " + any(THINGS) + any(WHEN);
        };
    }

    private String digits(int count) {
        List<String> digits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            digits.add(any(DIGITS));
        }
        return String.join(" ", digits);
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
