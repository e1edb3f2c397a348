package sori.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a text as the class that it is told to be. Numbers that are told to be cardinals, ordinals or digits are read as such
 * whatever they look like; for the other classes their rules are asked first.
 *
 * @param reader of the language
 */
record SayAs(TextReader reader, NumberWords numbers) {
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
        String number = text.strip().replaceAll("(?<=\\d)[, ](?=\\d{3})", "");
        boolean whole = number.matches("[0-9]{1,60}");
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
        clean.codePoints().mapToObj(Character::toString).forEach(character -> {
            char first = character.charAt(0);
            if (first >= '0' && first <= '9') {
                names.add(numbers.digits().apply(character));
            } else if (PlainRule.isAscii(character) && Character.isLetter(first)) {
                names.add(numbers.letters().apply(character));
            } else {
                names.add(words(reader, character));
            }
        });
        names.removeIf(String::isEmpty);
        return String.join(" ", names);
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
