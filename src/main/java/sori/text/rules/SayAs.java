package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sori.text.Sentence;
import sori.text.SpokenTime;
import sori.text.SpokenWord;

/**
 * Reads a text as the class that it is told to be. Numbers that are told to be cardinals, ordinals or digits are read as such
 * whatever they look like; for the other classes their rules are asked first.
 *
 * @param reader of the language
 */
record SayAs(TextReader reader, NumberWords numbers) {
    private static final Pattern GROUPING = Pattern.compile("(?<=\\d)[, ](?=\\d{3})");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,60}");

    private static final Map<String, SemioticClass> CLASSES = Map.ofEntries(
            Map.entry("date", SemioticClass.DATE),
            Map.entry("time", SemioticClass.TIME),
            Map.entry("money", SemioticClass.MONEY),
            Map.entry("currency", SemioticClass.MONEY),
            Map.entry("measure", SemioticClass.MEASURE),
            Map.entry("unit", SemioticClass.MEASURE),
            Map.entry("telephone", SemioticClass.TELEPHONE),
            Map.entry("fraction", SemioticClass.FRACTION),
            Map.entry("decimal", SemioticClass.DECIMAL),
            Map.entry("address", SemioticClass.ADDRESS),
            Map.entry("electronic", SemioticClass.ELECTRONIC),
            Map.entry("roman", SemioticClass.ROMAN),
            Map.entry("range", SemioticClass.RANGE),
            Map.entry("plain", SemioticClass.PLAIN));

    Optional<String> read(String interpretAs, String text) {
        String number = GROUPING.matcher(text.strip()).replaceAll("");
        boolean whole = WHOLE.matcher(number).matches();
        return switch (interpretAs.toLowerCase(Locale.ROOT)) {
            case "cardinal", "number" -> Optional.of(whole ? numbers.cardinal().apply(number) : words(reader, text));
            case "ordinal" -> Optional.of(whole ? numbers.ordinal().apply(number) : words(reader, text));
            case "digits" -> Optional.of(characters(text));
            case "characters", "spell-out", "letters", "verbatim" -> Optional.of(characters(text));
            case "telephone" ->
                Optional.of(
                        whole
                                ? numbers.digits().apply(number)
                                : words(reader.preferring(SemioticClass.TELEPHONE), text));
            default ->
                Optional.ofNullable(CLASSES.get(interpretAs.toLowerCase(Locale.ROOT)))
                        .map(semioticClass -> words(reader.preferring(semioticClass), text));
        };
    }

    /** Each letter, digit and sign by its name. */
    private String characters(String text) {
        List<String> names = new ArrayList<>();
        String clean = new CleanText(text).text();
        SpokenTime time = reader.time();
        for (int at = 0; at < clean.length(); ) {
            String character = Character.toString(clean.codePointAt(at));
            at += character.length();
            String name = name(character);
            if (!name.isEmpty()) {
                time.add(name, (double) at / clean.length());
                names.add(name);
            }
        }
        return String.join(" ", names);
    }

    private String name(String character) {
        char first = character.charAt(0);
        if (first >= '0' && first <= '9') {
            return numbers.digits().apply(character);
        }
        return PlainRule.isAscii(character) && Character.isLetter(first)
                ? numbers.letters().apply(character)
                : words(reader, character);
    }

    private static String words(TextReader reader, String text) {
        List<String> words = new ArrayList<>();
        for (Sentence sentence : reader.sentences(text)) {
            for (SpokenWord word : sentence.words()) {
                words.add(word.spoken() + (word.punctuation().equals(",") ? "," : ""));
            }
        }
        return String.join(" ", words);
    }
}
