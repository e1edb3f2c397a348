package sori.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sori.schema.TextEvent;

/** Events of one to three plain sentences: the same for the same seed. */
final class SoakTexts {
    private static final List<String> WORDS = List.of(
            "morning",
            "river",
            "seven",
            "garden",
            "letter",
            "window",
            "the",
            "train",
            "leaves",
            "after",
            "quiet",
            "water",
            "under",
            "stone",
            "nobody",
            "heard",
            "music",
            "over",
            "northern",
            "harbour",
            "people",
            "walk",
            "home",
            "along",
            "old",
            "street",
            "while",
            "rain",
            "falls",
            "on",
            "green",
            "hills");

    /** So many of the words end a clause. */
    private static final double CLAUSE = 0.12;

    private SoakTexts() {}

    static List<TextEvent> of(int count, long seed) {
        Random random = new Random(seed);
        List<TextEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(sentence -> sentence(random))
                    .collect(Collectors.joining(" "));
            events.add(TextEvent.newBuilder()
                    .setUtteranceId("soak-" + i)
                    .setText(text)
                    .setLanguage("en")
                    .build());
        }
        return events;
    }

    private static String sentence(Random random) {
        int words = 3 + random.nextInt(6);
        StringBuilder sentence = new StringBuilder();
        for (int word = 1; word <= words; word++) {
            sentence.append(WORDS.get(random.nextInt(WORDS.size())));
            boolean clause = word < words && random.nextDouble() < CLAUSE;
            sentence.append(word == words ? "." : clause ? ", " : " ");
        }
        return sentence.toString();
    }
}
