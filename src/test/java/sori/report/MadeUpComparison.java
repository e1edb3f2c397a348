package sori.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.plot.CellPicture;
import sori.plot.LossPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;

/** A comparison whose distortions follow a rule, with some noise from sentence to sentence. */
final class MadeUpComparison {
    private static final int SENTENCES = 45;

    private final List<Sentence> sentences = IntStream.rangeClosed(1, SENTENCES)
            .mapToObj(words -> new Sentence("s" + words, "go<b>" + " on".repeat(words - 1), 0.4 * words))
            .toList();
    private final List<Member> members = new ArrayList<>();
    private List<Double> wordErrorRates = List.of(20.0, 40.0, 60.0);

    /** Of whatever is measured from here on. */
    MadeUpComparison heard(Double... byGroup) {
        wordErrorRates = List.of(byGroup);
        return this;
    }

    /** @param distortion by the sentence's number of words */
    MadeUpComparison measured(Cell cell, Alignment alignment, ToDoubleBiFunction<Sentence, Random> distortion)
            throws IOException {
        Random random = new Random(members.size());
        List<Spoken> spoken = sentences.stream()
                .map(each -> new Spoken(
                        each.id(),
                        true,
                        each.words() % 2 == 0,
                        0.9,
                        each.recordedSeconds() * 1.1,
                        distortion.applyAsDouble(each, random)))
                .toList();
        Figures figures = new Figures(700, 0.5, spoken, 12_000, wordErrorRates, List.of(2.0, 3.0, 4.0));
        members.add(new Member(
                cell,
                alignment,
                training(true),
                Optional.of(figures),
                List.of(sample(alignment == Alignment.ATTENTION))));
        return this;
    }

    MadeUpComparison inTraining(Cell cell, Alignment alignment) {
        members.add(new Member(cell, alignment, training(false), Optional.empty(), List.of()));
        return this;
    }

    Comparison comparison() throws IOException {
        return new Comparison(
                Map.of("corpus", "made up & short"),
                sentences,
                members,
                new Comparison.Reference(List.of(5.0, 6.0, 7.0), List.of(3.1, 3.2, 3.3), List.of(sample(false))));
    }

    private static Member.Training training(boolean finished) {
        double[] steps = IntStream.rangeClosed(1, 700).mapToDouble(i -> i).toArray();
        double[] values =
                IntStream.rangeClosed(1, 700).mapToDouble(i -> 3 / Math.sqrt(i)).toArray();
        return new Member.Training(3_000_000, 700, 600, finished, new LossPlot.Curve("training", steps, values));
    }

    private static Sample sample(boolean attends) throws IOException {
        BufferedImage image = CellPicture.mel(new Spectrogram(new float[160], 80, 0.01));
        byte[] png = Png.bytes(image);
        return new Sample("s2", new byte[] {1, 2, 3}, png, attends ? Optional.of(png) : Optional.empty());
    }
}
