package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sori.report.LengthGroup;
import sori.report.Sentence;

class ClosedVocabularyTest {
    private static final int TRAINING = 900;
    private static final int HELD_OUT = 60;

    private final List<String> prompts = ClosedVocabulary.prompts(TRAINING, HELD_OUT, 1);

    @Test
    void theSameSeedAlwaysGivesTheSamePromptsAndNoneTwice() {
        assertThat(ClosedVocabulary.prompts(TRAINING, HELD_OUT, 1)).isEqualTo(prompts);
        assertThat(prompts).doesNotHaveDuplicates();
        assertThat(ClosedVocabulary.prompts(TRAINING, HELD_OUT, 2)).isNotEqualTo(prompts);
    }

    @Test
    void theHashOfATextKeepsTheHeldOutOnesFromTraining() {
        assertThat(prompts.subList(0, TRAINING)).allMatch(text -> Corpus.Split.of(text) == Corpus.Split.TRAIN);
        assertThat(prompts.subList(TRAINING, TRAINING + HELD_OUT))
                .noneMatch(text -> Corpus.Split.of(text) == Corpus.Split.TRAIN)
                .anyMatch(text -> Corpus.Split.of(text) == Corpus.Split.VALIDATION)
                .anyMatch(text -> Corpus.Split.of(text) == Corpus.Split.TEST);
    }

    @Test
    void heldOutSentencesOfAllLengthsAreMadeOfWordsThatTrainingKnows() {
        List<String> held = prompts.subList(TRAINING, TRAINING + HELD_OUT);
        Set<String> known = words(prompts.subList(0, TRAINING));
        assertThat(known).hasSizeBetween(40, 90).containsAll(words(held));
        List<LengthGroup> groups = LengthGroup.of(
                held.stream().map(text -> new Sentence(text, text, 1)).toList());
        assertThat(groups).hasSize(3);
        assertThat(groups.get(0).mostWords()).isLessThanOrEqualTo(7);
        assertThat(groups.get(2).fewestWords()).isGreaterThanOrEqualTo(10);
    }

    private static Set<String> words(List<String> prompts) {
        return prompts.stream()
                .flatMap(text -> Arrays.stream(text.split("[ .,]+")))
                .collect(Collectors.toSet());
    }
}
