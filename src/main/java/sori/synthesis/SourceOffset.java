package sori.synthesis;

import java.util.regex.Pattern;

/** Where a record lies. */
public record SourceOffset(String topic, int partition, long offset) {
    private static final Pattern DERIVED = Pattern.compile("-[0-9]+-[0-9]+");

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
