package sori.synthesis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record lies. */
public record SourceOffset(String topic, int partition, long offset) {
    private static final Pattern DERIVED = Pattern.compile("-[0-9]+-[0-9]+");
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]{1,249})-([0-9]{1,9})-([0-9]{1,18})");

    /** What {@link #id} gave, read again. */
    public static Optional<SourceOffset> parse(String id) {
        Matcher named = NAMED.matcher(id);
        return named.matches()
                ? Optional.of(new SourceOffset(
                        named.group(1), Integer.parseInt(named.group(2)), Long.parseLong(named.group(3))))
                : Optional.empty();
    }

    /** Names an event that has no id of its own; the same after every restart. */
    public String id() {
        return topic + "-" + partition + "-" + offset;
    }

    /** Whether an id is of the form that events of the same topic get by {@link #id}: nobody may take it before them. */
    public boolean couldDerive(String id) {
        return id.startsWith(topic)
                && DERIVED.matcher(id.substring(topic.length())).matches();
    }
}
