package sori.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;

/**
 * All that the page shows.
 *
 * @param conditions facts by their names, in order: corpus, budget, machine
 * @param sentences held-out, with references
 * @param members in the order in which they are shown
 * @param reference the recordings themselves through the same vocoder
 */
public record Comparison(
        Map<String, String> conditions, List<Sentence> sentences, List<Member> members, Reference reference) {

    /**
     * @param wordErrorRatesPercent of each length group; empty where nobody listened
     * @param naturalness of each length group, 1 to 5; empty where nobody judged it
     * @param samples of the same sentences as the members' samples
     */
    public record Reference(List<Double> wordErrorRatesPercent, List<Double> naturalness, List<Sample> samples) {}

    List<LengthGroup> groups() {
        return LengthGroup.of(sentences);
    }

    /** Of a member that was trained to the end of its budget and measured: only what cost the same is compared. */
    Optional<Figures> figures(Cell cell, Alignment alignment) {
        return members.stream()
                .filter(member -> member.cell() == cell && member.alignment() == alignment)
                .filter(member -> member.training().finished())
                .flatMap(member -> member.figures().stream())
                .findFirst();
    }

    /** The group's sentences as they were spoken. */
    static List<Spoken> of(Figures figures, LengthGroup group) {
        return group.members().stream().map(figures.spoken()::get).toList();
    }

    /** Over all groups: each weighs as much as it has sentences. */
    double naturalness(List<Double> byGroup) {
        double sum = 0;
        List<LengthGroup> groups = groups();
        for (int i = 0; i < groups.size(); i++) {
            sum += byGroup.get(i) * groups.get(i).members().size();
        }
        return sum / sentences.size();
    }

    /** Word error rate over all groups: each weighs as much as it has words. */
    double wordErrorRate(List<Double> byGroup) {
        double wrong = 0;
        double words = 0;
        List<LengthGroup> groups = groups();
        for (int i = 0; i < groups.size(); i++) {
            int count = groups.get(i).members().stream()
                    .mapToInt(place -> sentences.get(place).words())
                    .sum();
            wrong += byGroup.get(i) * count;
            words += count;
        }
        return wrong / words;
    }
}
