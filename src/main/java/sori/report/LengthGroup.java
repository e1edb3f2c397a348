package sori.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The held-out sentences of about one length.
 *
 * @param name such as "short"
 * @param members places in the list of sentences
 */
public record LengthGroup(String name, List<Integer> members, int fewestWords, int mostWords) {
    private static final List<String> NAMES = List.of("short", "medium", "long");

    public LengthGroup {
        members = List.copyOf(members);
    }

    /** Three groups by number of words, about as large as each other; sentences of as many words stay together. */
    public static List<LengthGroup> of(List<Sentence> sentences) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> sentences.get(i).words()));
        List<LengthGroup> groups = new ArrayList<>();
        int from = 0;
        for (int group = 0; group < NAMES.size() && from < order.size(); group++) {
            int end = group == NAMES.size() - 1
                    ? order.size()
                    : Math.max(from + 1, order.size() * (group + 1) / NAMES.size());
            while (end < order.size() && words(sentences, order, end) == words(sentences, order, end - 1)) {
                end++;
            }
            groups.add(new LengthGroup(
                    NAMES.get(group),
                    order.subList(from, end),
                    words(sentences, order, from),
                    words(sentences, order, end - 1)));
            from = end;
        }
        return groups;
    }

    private static int words(List<Sentence> sentences, List<Integer> order, int place) {
        return sentences.get(order.get(place)).words();
    }

    /** Such as "1 to 4 words". */
    String range() {
        return (fewestWords == mostWords ? "" : fewestWords + " to ") + mostWords + " words";
    }
}
