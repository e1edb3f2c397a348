package sori.soak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import sori.kafka.UtteranceName;
import sori.schema.TextEvent;
import sori.schema.TextPart;

/**
 * One event of a soak: how it is sent, and whether somebody stops it. The same for the same seed.
 *
 * @param key of its records
 * @param whole as an undisturbed run gets it: where the pieces are flushed it has a paragraph separator in place of a space, so that places are the same
 * @param pieces what is sent, in order; one where the text is sent whole
 * @param wish to stop it
 */
record SoakScript(String key, TextEvent whole, List<Piece> pieces, Optional<Wish> wish) {
    private static final int KEYS = 8;
    private static final double IN_PIECES = 0.3;
    private static final double OF_THE_CUTS_FLUSHED = 0.3;
    private static final double OF_THESE_BY_AN_EMPTY_PIECE = 0.5;
    private static final char PARAGRAPH = '\u2029';
    private static final double BULK = 0.25;
    private static final double BY_CLAUSE = 0.2;
    private static final double STOPPED = 0.2;
    private static final double OF_THESE_ALL_OF_THE_KEY = 0.25;
    private static final double OF_THESE_BEFORE_THE_TEXT = 0.15;
    private static final double OF_THESE_PACED = 0.5;
    private static final int MOST_PIECES = 8;
    private static final double LONGEST_WRITING_SECONDS = 1.5;
    private static final double LONGEST_LISTENING_SECONDS = 3;

    /** So much earlier than its text a wish may come. */
    private static final double EARLIER_SECONDS = 0.3;

    private static final String AHEAD_MS = "aheadMs";

    /**
     * Where a text is cut into pieces.
     *
     * @param at index in the text
     * @param space that a flush makes a paragraph's end; -1: no flush
     */
    private record Place(int at, int space) {}

    /** @param afterSeconds from the event's turn on */
    record Piece(double afterSeconds, TextEvent event) {}

    /**
     * @param afterSeconds from the event's turn on
     * @param allOfKey and not this one only
     */
    record Wish(double afterSeconds, boolean allOfKey) {}

    SoakScript {
        pieces = List.copyOf(pieces);
    }

    /** @param controlled whether anything can be stopped */
    static List<SoakScript> of(int count, long seed, boolean controlled) {
        Random random = new Random(31 * seed + 1);
        List<TextEvent> texts = SoakTexts.of(count, seed);
        return IntStream.range(0, count)
                .mapToObj(i -> of("key-" + i % KEYS, texts.get(i), controlled && random.nextDouble() < STOPPED, random))
                .toList();
    }

    private static SoakScript of(String key, TextEvent text, boolean stopped, Random random) {
        Map<String, String> heard = random.nextDouble() < BY_CLAUSE ? Map.of("cut", "clause") : Map.of();
        Map<String, String> options = new HashMap<>(heard);
        if (random.nextDouble() < BULK) {
            options.put("priority", "bulk");
        }
        boolean early = stopped && random.nextDouble() < OF_THESE_BEFORE_THE_TEXT;
        if (stopped && random.nextDouble() < OF_THESE_PACED) {
            options.put(AHEAD_MS, "500");
        }
        double from = early ? EARLIER_SECONDS : 0;
        TextEvent sent = TextEvent.newBuilder(text).setOptions(options).build();
        double wishAfter = early ? 0 : random.nextDouble() * LONGEST_LISTENING_SECONDS;
        boolean allOfKey = !early && random.nextDouble() < OF_THESE_ALL_OF_THE_KEY;
        List<Place> places = random.nextDouble() < IN_PIECES ? places(text.getText(), random) : List.of();
        return new SoakScript(
                key,
                // Whose turn comes first, and how far ahead it is, changes no sample.
                TextEvent.newBuilder(text)
                        .setText(withParagraphs(text.getText(), places))
                        .setOptions(heard)
                        .build(),
                places.isEmpty() ? List.of(new Piece(from, sent)) : pieces(sent, places, from, random),
                stopped ? Optional.of(new Wish(wishAfter, allOfKey)) : Optional.empty());
    }

    /** At least one, the text's end; some are flushed, at a space or behind it, by the piece before or by an empty one. */
    private static List<Place> places(String text, Random random) {
        List<Place> places = new ArrayList<>();
        for (int i = random.nextInt(MOST_PIECES); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int space = random.nextDouble() < OF_THE_CUTS_FLUSHED ? text.indexOf(' ', at) : -1;
            int place = space < 0 ? at : space + random.nextInt(2);
            if (space >= 0 && random.nextDouble() < OF_THESE_BY_AN_EMPTY_PIECE) {
                places.add(new Place(place, -1));
            }
            places.add(new Place(place, space));
        }
        places.sort(Comparator.comparingInt(Place::at));
        places.add(new Place(text.length(), -1));
        return places;
    }

    private static String withParagraphs(String text, List<Place> places) {
        StringBuilder paragraphs = new StringBuilder(text);
        places.stream()
                .filter(place -> place.space() >= 0)
                .forEach(place -> paragraphs.setCharAt(place.space(), PARAGRAPH));
        return paragraphs.toString();
    }

    private static List<Piece> pieces(TextEvent event, List<Place> places, double from, Random random) {
        double[] times = random.doubles(places.size(), 0, LONGEST_WRITING_SECONDS)
                .sorted()
                .toArray();
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            int start = i == 0 ? 0 : places.get(i - 1).at();
            boolean last = i == places.size() - 1;
            pieces.add(new Piece(
                    from + times[i],
                    TextEvent.newBuilder(event)
                            .setText(event.getText()
                                    .substring(start, places.get(i).at()))
                            .setPart(new TextPart(i, last, places.get(i).space() >= 0))
                            .build()));
        }
        return pieces;
    }

    /** Which trace it belongs to: 32 hexadecimal digits, as in {@code traceparent}. */
    String trace() {
        byte[] named = (key + "/" + whole.getUtteranceId()).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(named).toString().replace("-", "");
    }

    /** The headers of a piece: each comes of a span of its own. */
    Map<String, String> headers(int piece) {
        return Map.of("traceparent", String.format("00-%s-%016x-01", trace(), piece + 1));
    }

    UtteranceName name() {
        return UtteranceName.of(key, whole.getUtteranceId());
    }

    boolean inPieces() {
        return pieces.get(0).event().getPart() != null;
    }

    /** How often the writer wants all that is there to be spoken, though more may come. */
    int flushes() {
        return (int) pieces.stream()
                .map(piece -> piece.event().getPart())
                .filter(part -> part != null && part.getFlush())
                .count();
    }

    boolean paced() {
        return pieces.get(0).event().getOptions().containsKey(AHEAD_MS);
    }
}
