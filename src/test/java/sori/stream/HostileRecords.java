package sori.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import sori.kafka.Wire;
import sori.schema.TextEvent;

/** Records of a text topic that nobody can speak. */
public final class HostileRecords {
    static final List<String> NAMES_THAT_NOBODY_MAY_HAVE = List.of(
            "\0route fake",
            "\u0001",
            "bell\u0007",
            "esc\u001b[31m",
            "line\nbreak",
            "\u0085",
            "null\u0000",
            "\u009b",
            "x".repeat(501),
            "x".repeat(700_000));

    private static final List<byte[]> MISNAMED = misnamed();

    private HostileRecords() {}

    /** A good event, changed. */
    public static byte[] event(Consumer<TextEvent.Builder> change) {
        TextEvent.Builder builder = TestPipeline.event("good", "hello you");
        change.accept(builder);
        return new Wire<>(TextEvent.class).encode(builder.build());
    }

    /** Names of every kind in every place that has one. */
    public static List<byte[]> misnamed() {
        List<byte[]> events = new ArrayList<>();
        for (String name : NAMES_THAT_NOBODY_MAY_HAVE) {
            events.add(event(event -> event.setUtteranceId(name)));
            events.add(event(event -> event.setVoice(name)));
            events.add(event(event -> event.setVoice("fake").setVoiceVersion(name)));
            events.add(event(event -> event.setLanguage(name)));
            String option = name.length() == 501 ? name.repeat(2) : name; // options may be longer
            events.add(event(event -> event.setOptions(Map.of(option, "1"))));
            events.add(event(event -> event.setOptions(Map.of("rate", option))));
        }
        return events;
    }

    public static byte[] garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(8)) {
            case 0 -> bytes;
            case 1 -> Arrays.copyOf(event(e -> {}), 10 + random.nextInt(8));
            case 2 -> ("{\"text\":\"" + text).getBytes(StandardCharsets.UTF_8);
            case 3 -> "[".repeat(random.nextInt(20_000)).getBytes(StandardCharsets.UTF_8);
            case 4 -> "{\"a\":".repeat(random.nextInt(20_000)).getBytes(StandardCharsets.UTF_8);
            case 5 -> ("{\"txt\":\"a\",\"" + random.nextInt() + "\":1}").getBytes(StandardCharsets.UTF_8);
            case 6 -> ("1".repeat(random.nextInt(5000)) + "e999999999").getBytes(StandardCharsets.UTF_8);
            default -> ("{\"text\":" + "9".repeat(random.nextInt(3000)) + "}").getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Any of all kinds. */
    public static byte[] any(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> MISNAMED.get(random.nextInt(MISNAMED.size()));
            case 1 -> event(event -> event.setText(" "));
            case 2 -> event(event -> event.setExpiresAt(Instant.EPOCH));
            case 3 -> event(event -> event.setOptions(Map.of("unknown", "1")));
            case 4 -> event(event -> event.setVoice("nobody-" + random.nextInt()));
            case 5 ->
                event(event -> event.setUtteranceId("hostile-exactly_once.text-0-" + random.nextInt(4000))
                        .setText(""));
            default -> garbage(random);
        };
    }
}
