package sori.text.ssml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenTime;
import sori.text.SpokenWord;

/**
 * A small part of SSML 1.1: {@code speak}, {@code p}, {@code s}, {@code break}, {@code sub} and {@code say-as}. Of other
 * elements the text is read and the element is named in the warnings. A {@code break} below 500 ms is a pause as a comma makes it; from
 * there on, and from {@code strong} on, it ends the sentence, and a time of it is kept.
 */
public final class Ssml {
    /**
     * What is said, and what was not done.
     *
     * @param sentences with places in the XML text
     * @param pausesMs the silence asked for after each sentence; {@link #USUAL_PAUSE} where none was
     * @param warnings for a person, one for each kind of element or value that was ignored, 20 at most
     */
    public record Spoken(List<Sentence> sentences, List<Integer> pausesMs, List<String> warnings) {
        public Spoken {
            sentences = List.copyOf(sentences);
            pausesMs = List.copyOf(pausesMs);
            if (pausesMs.size() != sentences.size()) {
                throw new IllegalArgumentException(pausesMs.size() + " pauses for " + sentences.size() + " sentences");
            }
            warnings = List.copyOf(warnings);
        }

        /** Of a text without elements. */
        public static Spoken of(List<Sentence> sentences) {
            return new Spoken(sentences, sentences.stream().map(Ssml::pauseMs).toList(), List.of());
        }

        /**
         * About how long it takes to be spoken, its pauses with it.
         *
         * @param usualMs pause after a sentence that asks for none
         */
        public double seconds(int usualMs) {
            double sumMs = 0;
            for (int i = 0; i < sentences.size(); i++) {
                sumMs += SpokenTime.milliseconds(sentences.get(i));
                sumMs += pausesMs.get(i) == USUAL_PAUSE ? usualMs : pausesMs.get(i);
            }
            return sumMs / 1000;
        }
    }

    /** In place of a pause: as long as always between sentences. */
    public static final int USUAL_PAUSE = -1;

    private static final int SENTENCE_BREAK_MS = 500;
    /** Longest pause that a {@code break} gets, whatever it asks for. */
    public static final int PAUSE_MAX_MS = 10_000;

    private static final int WARNINGS_MAX = 20;
    private static final int WARNING_LENGTH_MAX = 120;
    private static final Pattern TIME = Pattern.compile("[+]?[0-9]{1,6}([.][0-9]{1,3})?");
    private static final Pattern DATE_SEPARATORS = Pattern.compile("[-/. ]+");

    /** A pause behind a sentence, at an index of the XML. */
    private record Pause(int at, int milliseconds) {}

    private final Normalizer normalizer;
    private final SsmlScanner scanner;
    private final SourceText text = new SourceText();
    private final List<Pause> pauses = new ArrayList<>();
    private final TreeSet<String> warnings = new TreeSet<>();

    private final SpokenTime said;
    private final int length;

    private Ssml(CharSequence xml, Normalizer normalizer, double maxMs) {
        this.normalizer = normalizer;
        this.scanner = new SsmlScanner(xml);
        this.said = new SpokenTime(maxMs);
        this.length = xml.length();
    }

    /**
     * Reads a document, whose root may be left out.
     *
     * @throws SsmlException saying what is broken and where
     */
    public static Spoken normalize(String xml, Normalizer normalizer) throws SsmlException {
        return read(xml, normalizer, Double.POSITIVE_INFINITY);
    }

    /**
     * The same with a bound.
     *
     * @param seconds that its words may take; the pauses are for the caller to count ({@link Spoken#seconds})
     * @throws sori.text.TooLongToSpeakException if they would take longer, by {@link SpokenTime}
     */
    public static Spoken normalize(String xml, Normalizer normalizer, int seconds) throws SsmlException {
        return read(xml, normalizer.within(seconds), 1000.0 * seconds);
    }

    private static Spoken read(String xml, Normalizer normalizer, double maxMs) throws SsmlException {
        Ssml ssml = new Ssml(xml, normalizer, maxMs);
        ssml.readAll();
        List<Sentence> sentences = normalizer.normalize(ssml.text.text()).stream()
                .map(ssml.text::placed)
                .toList();
        return new Spoken(sentences, ssml.pausesAfter(sentences), List.copyOf(ssml.warnings));
    }

    /** The same for a text without elements. */
    public static Spoken plain(String text, Normalizer normalizer) {
        return Spoken.of(normalizer.normalize(text));
    }

    /** The silence after a sentence that asks for none: none within a sentence, {@link #USUAL_PAUSE} at its end. */
    public static int pauseMs(Sentence sentence) {
        return sentence.goesOn() ? 0 : USUAL_PAUSE;
    }

    /** A text without its elements' marks, for a look at its letters; anything may be wrong with it. */
    public static String withoutMarks(CharSequence xml) {
        StringBuilder text = new StringBuilder(xml.length());
        int open = -1;
        for (int at = 0; at < xml.length(); at++) {
            char c = xml.charAt(at);
            if (open < 0 && c == '<') {
                open = text.length();
            }
            text.append(c);
            if (open >= 0 && c == '>') {
                text.setLength(open);
                open = -1;
            }
        }
        return text.toString();
    }

    private List<Integer> pausesAfter(List<Sentence> sentences) {
        List<Integer> after = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < sentences.size(); i++) {
            List<SpokenWord> words = sentences.get(i).words();
            int end = words.get(words.size() - 1).sourceEnd();
            int limit = i + 1 < sentences.size()
                    ? sentences.get(i + 1).words().get(0).sourceStart()
                    : Integer.MAX_VALUE;
            int longest = pauseMs(sentences.get(i));
            while (next < pauses.size() && pauses.get(next).at < limit) {
                longest = pauses.get(next).at < end ? longest : Math.max(longest, pauses.get(next).milliseconds);
                next++;
            }
            after.add(longest);
        }
        return after;
    }

    private void warn(String warning) {
        if (warnings.size() < WARNINGS_MAX) {
            boolean fits = warning.length() <= WARNING_LENGTH_MAX;
            warnings.add(fits ? warning : warning.substring(0, WARNING_LENGTH_MAX) + "...");
        }
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
            default -> warn("<" + start.name() + "> is ignored");
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
            warn("<break time=\"" + time + "\"> is no time");
        }
        boolean sentence = milliseconds >= 0
                ? milliseconds >= SENTENCE_BREAK_MS
                : strength.equals("strong") || strength.equals("x-strong");
        if (sentence) {
            text.endSentence(start.at());
            keep(start, milliseconds);
        } else if (!strength.equals("none") && milliseconds != 0) {
            text.pause(start.at());
        }
    }

    private void keep(SsmlScanner.Start start, int milliseconds) {
        if (milliseconds > PAUSE_MAX_MS) {
            warn("<break> is 10 s long at most");
        }
        if (milliseconds >= 0) {
            pauses.add(new Pause(start.at(), Math.min(milliseconds, PAUSE_MAX_MS)));
        }
    }

    /** "250ms" or "1.5s"; -1 for anything else. */
    private static int milliseconds(String time) {
        boolean milliseconds = time.endsWith("ms");
        String number = time.substring(0, Math.max(0, time.length() - (milliseconds ? 2 : 1)));
        boolean seconds = time.endsWith("s") && TIME.matcher(number).matches();
        return seconds ? (int) (Double.parseDouble(number) * (milliseconds ? 1 : 1000)) : -1;
    }

    private void substitute(SsmlScanner.Start start) throws SsmlException {
        Content content = content(start);
        String alias = start.attributes().get("alias");
        if (alias == null) {
            warn("<sub> without an alias is ignored");
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
            warn("<say-as interpret-as=\"" + interpretAs + "\"> is ignored");
        }
        said.add(spoken.orElse(""), (double) content.end / length);
        text.append(spoken.orElse(content.text), content.start, content.end);
    }

    /** A date in digits whose order the format tells ("dmy", "mdy", "ymd"), with the year first. */
    private static String yearFirst(String date, Map<String, String> attributes) {
        String format = attributes.getOrDefault("format", "");
        String[] parts = DATE_SEPARATORS.split(date.strip());
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
                warn("<" + nested.name() + "> inside <" + start.name() + "> is ignored");
            } else {
                depth--;
            }
        }
        return first < 0 ? new Content("", start.at(), start.at() + 1) : new Content(inside.toString(), first, last);
    }

    private record Content(String text, int start, int end) {}
}
