package sori.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A small part of SSML 1.1: {@code speak}, {@code p}, {@code s}, {@code break}, {@code sub} and {@code say-as}. Of other
 * elements the text is read and the element is named in the warnings. A {@code break} is a pause as punctuation makes it: a comma's, or
 * from 500 ms or {@code strong} on the end of a sentence.
 */
public final class Ssml {
    /**
     * What is said, and what was not done.
     *
     * @param sentences with places in the XML text
     * @param warnings for a person, one for each kind of element or value that was ignored
     */
    public record Spoken(List<Sentence> sentences, List<String> warnings) {
        public Spoken {
            sentences = List.copyOf(sentences);
            warnings = List.copyOf(warnings);
        }
    }

    private static final int SENTENCE_BREAK_MS = 500;

    private final Normalizer normalizer;
    private final SsmlScanner scanner;
    private final SourceText text = new SourceText();
    private final TreeSet<String> warnings = new TreeSet<>();

    private Ssml(String xml, Normalizer normalizer) {
        this.normalizer = normalizer;
        this.scanner = new SsmlScanner(xml);
    }

    /**
     * Reads a document, whose root may be left out.
     *
     * @throws SsmlException saying what is broken and where
     */
    public static Spoken normalize(String xml, Normalizer normalizer) throws SsmlException {
        Ssml ssml = new Ssml(xml, normalizer);
        ssml.readAll();
        List<Sentence> sentences = normalizer.normalize(ssml.text.text()).stream()
                .map(ssml.text::placed)
                .toList();
        return new Spoken(sentences, List.copyOf(ssml.warnings));
    }

    private void readAll() throws SsmlException {
        for (SsmlScanner.Part part = scanner.next(); part != null; part = scanner.next()) {
            if (part instanceof SsmlScanner.Characters characters) {
                text.append(characters.text(), characters.start(), characters.end());
            } else if (part instanceof SsmlScanner.Start start) {
                start(start);
            } else if (part instanceof SsmlScanner.End end && isBlock(end.name())) {
                text.endSentence(end.at());
            }
        }
    }

    private void start(SsmlScanner.Start start) throws SsmlException {
        switch (start.name()) {
            case "speak" -> {}
            case "p", "s" -> text.endSentence(start.at());
            case "break" -> pause(start);
            case "sub" -> substitute(start);
            case "say-as" -> sayAs(start);
            default -> warnings.add("<" + start.name() + "> is ignored");
        }
    }

    private static boolean isBlock(String name) {
        return name.equals("p") || name.equals("s");
    }

    private void pause(SsmlScanner.Start start) {
        String strength = start.attributes().getOrDefault("strength", "medium");
        String time = start.attributes().get("time");
        int milliseconds = time == null ? -1 : milliseconds(time);
        if (time != null && milliseconds < 0) {
            warnings.add("<break time=\"" + time + "\"> is no time");
        }
        boolean sentence = milliseconds >= 0
                ? milliseconds >= SENTENCE_BREAK_MS
                : strength.equals("strong") || strength.equals("x-strong");
        if (sentence) {
            text.endSentence(start.at());
        } else if (!strength.equals("none") && milliseconds != 0) {
            text.pause(start.at());
        }
    }

    /** "250ms" or "1.5s"; -1 for anything else. */
    private static int milliseconds(String time) {
        boolean milliseconds = time.endsWith("ms");
        String number = time.substring(0, Math.max(0, time.length() - (milliseconds ? 2 : 1)));
        boolean seconds = time.endsWith("s") && number.matches("[+]?[0-9]{1,6}([.][0-9]{1,3})?");
        return seconds ? (int) (Double.parseDouble(number) * (milliseconds ? 1 : 1000)) : -1;
    }

    private void substitute(SsmlScanner.Start start) throws SsmlException {
        Content content = content(start);
        String alias = start.attributes().get("alias");
        if (alias == null) {
            warnings.add("<sub> without an alias is ignored");
        }
        text.append(alias == null ? content.text : alias, content.start, content.end);
    }

    private void sayAs(SsmlScanner.Start start) throws SsmlException {
        Content content = content(start);
        String interpretAs = start.attributes().getOrDefault("interpret-as", "");
        String written = interpretAs.toLowerCase(Locale.ROOT).equals("date")
                ? yearFirst(content.text, start.attributes())
                : content.text;
        Optional<String> spoken = normalizer.readAs(interpretAs, written);
        if (spoken.isEmpty()) {
            warnings.add("<say-as interpret-as=\"" + interpretAs + "\"> is ignored");
        }
        text.append(spoken.orElse(content.text), content.start, content.end);
    }

    /** A date in digits whose order the format tells ("dmy", "mdy", "ymd"), with the year first. */
    private static String yearFirst(String date, Map<String, String> attributes) {
        String format = attributes.getOrDefault("format", "");
        String[] parts = date.strip().split("[-/. ]+");
        boolean ordered =
                format.length() == 3 && parts.length == 3 && format.chars().allMatch(c -> "dmy".indexOf(c) >= 0);
        int year = format.indexOf('y');
        int month = format.indexOf('m');
        int day = format.indexOf('d');
        return ordered && year >= 0 && month >= 0 && day >= 0
                ? parts[year] + "/" + parts[month] + "/" + parts[day]
                : date;
    }

    /** The text inside an element, with all that is nested in it. */
    private Content content(SsmlScanner.Start start) throws SsmlException {
        StringBuilder inside = new StringBuilder();
        int first = -1;
        int last = -1;
        int depth = 1;
        while (depth > 0) {
            SsmlScanner.Part part = scanner.next();
            if (part instanceof SsmlScanner.Characters characters) {
                inside.append(characters.text());
                first = first < 0 ? characters.start() : first;
                last = characters.end();
            } else if (part instanceof SsmlScanner.Start nested) {
                depth++;
                warnings.add("<" + nested.name() + "> inside <" + start.name() + "> is ignored");
            } else {
                depth--;
            }
        }
        return first < 0 ? new Content("", start.at(), start.at() + 1) : new Content(inside.toString(), first, last);
    }

    private record Content(String text, int start, int end) {}
}
