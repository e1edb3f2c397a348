package sori.cluster;

import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How many partitions a topic has to have that is not there yet, so that it fits those that are. Immutable.
 *
 * @param alike whose count each topic takes, by name
 * @param counts of the topics that are there, in the order of the plan: the later a topic stands, the more others would have to follow it
 */
record AlikeCounts(Map<String, String> alike, Map<String, Integer> counts) {
    /** The count of a topic, or of the one that it takes it from; empty where nothing is there that it must fit. */
    OptionalInt of(String topic) {
        Set<String> passed = new HashSet<>();
        String at = topic;
        while (passed.add(at)) {
            Integer count = counts.get(at);
            if (count != null) {
                return OptionalInt.of(count);
            }
            at = alike.getOrDefault(at, at);
        }
        return ofFollowers(at);
    }

    /** The first of an application's topics is missing, and the others are there. */
    private OptionalInt ofFollowers(String first) {
        return counts.entrySet().stream()
                .filter(each -> first.equals(alike.get(each.getKey())))
                .mapToInt(Map.Entry::getValue)
                .reduce((before, after) -> after);
    }
}
