package sori.report;

import java.util.List;
import java.util.stream.Stream;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.report.Finding.Evidence;

/**
 * Holds a comparison's figures against what the literature says. The verdicts rest on the mel-cepstral distortion of free speech,
 * sentence by sentence; word error rates, where there are any, are told beside it. Nothing here knows the outcome beforehand.
 */
final class Findings {
    private Findings() {}

    static List<Finding> of(Comparison comparison) {
        AttentionEvidence attention = new AttentionEvidence(comparison);
        CellEvidence cells = new CellEvidence(comparison);
        return List.of(
                new Finding(
                        "Without attention long input is lost: one vector cannot hold it, and quality falls with length.",
                        "Cho et al. 2014 (On the Properties of Neural Machine Translation), Bahdanau et al. 2015",
                        ofCells(attention::longInput)),
                new Finding(
                        "LSTM and GRU come out near each other.",
                        "Chung et al. 2014, Greff et al. 2017",
                        ofAlignments(cells::gated)),
                new Finding(
                        "A plain RNN stays behind the gated cells.",
                        "Chung et al. 2014",
                        ofAlignments(cells::plainRnn)),
                new Finding(
                        "Teacher forcing hides what free speech loses: a decoder that is told the recording's frames needs the"
                                + " text less.",
                        "Bengio et al. 2015 (Scheduled Sampling)",
                        ofCells(attention::teacherForcing)));
    }

    private interface OfCell {
        Evidence look(Cell cell);
    }

    private interface OfAlignment {
        Evidence look(Alignment alignment);
    }

    private static List<Evidence> ofCells(OfCell evidence) {
        return Stream.of(Cell.values()).map(evidence::look).toList();
    }

    private static List<Evidence> ofAlignments(OfAlignment evidence) {
        return Stream.of(Alignment.values()).map(evidence::look).toList();
    }
}
