package sori.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.report.Finding.Verdict;

class FindingsTest {
    private static final int LONG_INPUT = 0;
    private static final int GATED = 1;
    private static final int PLAIN_RNN = 2;

    private static ToDoubleBiFunction<Sentence, Random> about(double decibels, double perWord) {
        return (sentence, random) -> decibels + perWord * sentence.words() + 0.2 * random.nextGaussian();
    }

    private static MadeUpComparison family(double perWordWithout, double rnn, double lstm, double gru)
            throws Exception {
        return new MadeUpComparison()
                .measured(Cell.RNN, Alignment.ATTENTION, about(rnn, 0))
                .measured(Cell.RNN, Alignment.NONE, about(rnn + 1, perWordWithout))
                .measured(Cell.LSTM, Alignment.ATTENTION, about(lstm, 0))
                .measured(Cell.LSTM, Alignment.NONE, about(lstm + 1, perWordWithout))
                .measured(Cell.GRU, Alignment.ATTENTION, about(gru, 0))
                .measured(Cell.GRU, Alignment.NONE, about(gru + 1, perWordWithout));
    }

    private static List<Verdict> verdicts(MadeUpComparison family) throws Exception {
        return Findings.of(family.comparison()).stream().map(Finding::verdict).toList();
    }

    @Test
    void figuresLikeTheLiteratureAgreeWithIt() throws Exception {
        assertThat(verdicts(family(0.05, 6, 5, 5.05)))
                .containsExactly(Verdict.AGREES, Verdict.AGREES, Verdict.AGREES, Verdict.AGREES);
    }

    @Test
    void figuresAgainstItDisagree() throws Exception {
        List<Verdict> verdicts = verdicts(family(-0.1, 4, 5, 6));
        assertThat(verdicts.get(LONG_INPUT)).isEqualTo(Verdict.DISAGREES);
        assertThat(verdicts.get(GATED)).isEqualTo(Verdict.DISAGREES);
        assertThat(verdicts.get(PLAIN_RNN)).isEqualTo(Verdict.DISAGREES);
    }

    @Test
    void whatIsLostAtEveryLengthAlikeDoesNotShowThatLengthIsTheReason() throws Exception {
        Finding finding = Findings.of(family(0, 6, 5, 5).comparison()).get(LONG_INPUT);
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.evidence())
                .allSatisfy(evidence -> assertThat(evidence.sentence())
                        .contains("length alone is not the reason")
                        .contains("short sentences (1 to 15 words)", "long ones (31 to 45 words)"));
    }

    @Test
    void whereNobodyUnderstandsShortTextEitherLengthIsNotTheReason() throws Exception {
        MadeUpComparison family = new MadeUpComparison()
                .measured(Cell.GRU, Alignment.ATTENTION, about(5, 0))
                .heard(100.0, 98.0, 95.0)
                .measured(Cell.GRU, Alignment.NONE, about(6, 0.05));
        Finding finding = Findings.of(family.comparison()).get(LONG_INPUT);
        assertThat(finding.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(finding.evidence())
                .anySatisfy(evidence -> assertThat(evidence.sentence()).contains("lost at every length"));
    }

    @Test
    void whereShortTextLosesMoreTheLiteratureIsContradicted() throws Exception {
        Finding finding = Findings.of(family(-0.015, 6, 5, 5).comparison()).get(LONG_INPUT);
        assertThat(finding.verdict()).isEqualTo(Verdict.DISAGREES);
        assertThat(finding.evidence())
                .allSatisfy(evidence -> assertThat(evidence.sentence()).contains("Short text loses more"));
    }

    @Test
    void evidenceThatContradictsItselfAgreesInPart() throws Exception {
        MadeUpComparison family = new MadeUpComparison()
                .measured(Cell.LSTM, Alignment.ATTENTION, about(5, 0))
                .measured(Cell.RNN, Alignment.ATTENTION, about(6, 0))
                .measured(Cell.LSTM, Alignment.NONE, about(7, 0))
                .measured(Cell.RNN, Alignment.NONE, about(6, 0));
        assertThat(verdicts(family).get(PLAIN_RNN)).isEqualTo(Verdict.MIXED);
    }

    @Test
    void nothingIsConcludedFromMembersThatAreNotMeasured() throws Exception {
        MadeUpComparison family = new MadeUpComparison()
                .measured(Cell.LSTM, Alignment.ATTENTION, about(5, 0))
                .inTraining(Cell.GRU, Alignment.ATTENTION);
        assertThat(verdicts(family)).containsOnly(Verdict.MISSING);
    }

    @Test
    void anIntervalNarrowsWithTheSentencesAndHoldsTheMean() {
        Random random = new Random(4);
        double[] few = random.doubles(10).toArray();
        double[] many = random.doubles(1000).toArray();
        Interval wide = Interval.of(few);
        Interval narrow = Interval.of(many);
        assertThat(narrow.high() - narrow.low()).isLessThan((wide.high() - wide.low()) / 3);
        assertThat(narrow.mean()).isBetween(narrow.low(), narrow.high()).isBetween(0.45, 0.55);
        assertThat(Interval.between(many, many).mean()).isZero();
    }
}
