package sori.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sori.text.Language;

/**
 * The sentences that a teacher voice reads: example sentences of WordNet's glosses, and own prompts for what those lack
 * (numbers, dates, questions, short replies, spelled letters). All in spoken form: lower-case letters, apostrophes and the
 * punctuation of the symbol table. The order is a seeded shuffle, so that any first part is a fair sample.
 */
public final class Prompts {
    private static final Pattern EXAMPLE = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern SPEAKABLE =
            Pattern.compile("[A-Za-z]+(?:'[A-Za-z]+)*(?:[,;:]? [A-Za-z]+(?:'[A-Za-z]+)*)*[.?!]?");
    private static final Pattern CAPITALS = Pattern.compile("\\b[A-Z]{2,}\\b");
    private static final int MIN_WORDS = 2;
    private static final int MAX_WORDS = 13;
    private static final double OWN_SHARE = 0.12;
    private static final double LONG_SHARE = 0.05;
    private static final List<String> FILES = List.of("data.noun", "data.verb", "data.adj", "data.adv");

    private final Random random;

    private Prompts(long seed) {
        this.random = new Random(seed);
    }

    /**
     * @param wordNet the folder of WordNet's {@code data.*} files (Debian: wordnet-base)
     * @throws IOException if a file cannot be read
     */
    static List<String> collect(Path wordNet, int count, long seed) throws IOException {
        return new Prompts(seed).collect(wordNet, count);
    }

    private List<String> collect(Path wordNet, int count) throws IOException {
        List<String> examples = new ArrayList<>(examples(wordNet));
        Collections.shuffle(examples, random);
        Set<String> prompts = new LinkedHashSet<>();
        OwnPrompts own = new OwnPrompts(random);
        int next = 0;
        while (prompts.size() < count && next + 1 < examples.size()) {
            double draw = random.nextDouble();
            if (draw < OWN_SHARE) {
                prompts.add(own.next());
            } else if (draw < OWN_SHARE + LONG_SHARE) {
                prompts.add(joined(examples.get(next++), examples.get(next++)));
            } else {
                prompts.add(ended(examples.get(next++)));
            }
        }
        return List.copyOf(prompts);
    }

    private static Set<String> examples(Path wordNet) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        for (String file : FILES) {
            try (InputStream in = Files.newInputStream(wordNet.resolve(file));
                    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Matcher quoted = EXAMPLE.matcher(line.substring(line.indexOf('|') + 1));
                    while (quoted.find()) {
                        String text = quoted.group(1)
                                .replace('-', ' ')
                                .replaceAll("\\s+", " ")
                                .strip();
                        if (isClean(text)) {
                            found.add(text.toLowerCase(Locale.ROOT));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static boolean isClean(String text) {
        int words = text.split(" ").length;
        return words >= MIN_WORDS
                && words <= MAX_WORDS
                && SPEAKABLE.matcher(text).matches()
                && !CAPITALS.matcher(text).find();
    }

    private static boolean isEnded(String text) {
        return ".?!".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    private String ended(String text) {
        if (isEnded(text)) {
            return text;
        }
        double draw = random.nextDouble();
        return draw < 0.85 ? text + "." : draw < 0.92 ? text + "!" : text;
    }

    /** Two sentences in one breath: the long input that single examples lack. */
    private String joined(String first, String second) {
        String opening = isEnded(first) ? first.substring(0, first.length() - 1) : first;
        return opening + (random.nextBoolean() ? ", " : ", and ") + ended(second);
    }

    /**
     * Prompts of a language.
     *
     * @param wordNet WordNet's data files, for English
     */
    public static List<String> of(Language language, Path wordNet, int count, long seed) throws IOException {
        if (language == Language.EN) {
            return collect(wordNet, count, seed);
        }
        Supplier<String> korean = own(language, seed);
        Set<String> prompts = new LinkedHashSet<>();
        while (prompts.size() < count) {
            prompts.add(korean.get());
        }
        return List.copyOf(prompts);
    }

    /** Prompts that are made up here, without end; some come more than once. */
    public static Supplier<String> own(Language language, long seed) {
        Random random = new Random(seed);
        return language == Language.KO ? new KoreanPrompts(random)::next : new OwnPrompts(random)::next;
    }
}
