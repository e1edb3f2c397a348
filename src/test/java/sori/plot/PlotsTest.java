package sori.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
    @TempDir
    Path directory;

    @Test
    void coloursRunFromDarkToBrightInEvenSteps() {
        double[] luma = IntStream.rangeClosed(0, 20)
                .mapToDouble(i -> luma(Viridis.rgb(i / 20.0)))
                .toArray();
        for (int i = 1; i < luma.length; i++) {
            assertThat(luma[i] - luma[i - 1]).isBetween(3.0, 18.0);
        }
        assertThat(Viridis.rgb(Double.NaN)).isEqualTo(Viridis.rgb(-1)).isEqualTo(0x440154);
        assertThat(Viridis.rgb(7)).isEqualTo(0xFDE725);
    }

    @Test
    void ticksAreRoundNumbersInsideTheRange() {
        assertThat(Ticks.between(0, 3.66, 8).values()).containsExactly(0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5);
        assertThat(Ticks.between(0, 3.66, 8).label(0.5)).isEqualTo("0.5");
        assertThat(Ticks.between(-7, 0.1, 5).values()).containsExactly(-6.0, -4.0, -2.0, 0.0);
        assertThat(Ticks.between(0, 3000, 4).label(1000)).isEqualTo("1,000");
        assertThat(Ticks.logarithmic(0.08, 3, 9).values()).containsExactly(0.1, 0.2, 0.5, 1.0, 2.0);
        assertThat(Ticks.logarithmic(0.08, 3, 9).label(0.2)).isEqualTo("0.2");
        assertThat(Ticks.logarithmic(0.32, 0.78, 9).values()).hasSizeBetween(4, 12);
        assertThat(Ticks.logarithmic(1e-6, 1, 9).values()).hasSize(7);
    }

    @Test
    void aLoudBandIsBrightInTheMelAndAnAttendedSymbolInTheAlignment() {
        float[] mel = new float[100 * 80];
        Arrays.fill(mel, -11.5f);
        Arrays.fill(mel, 50 * 80, mel.length, 0); // loud in the second half
        AlignmentWeights alignment = AlignmentWeights.ofAttended(new int[] {0, 1}, List.of("a", "b"));
        BufferedImage image = MelPlot.draw("x", new Spectrogram(mel, 80, 0.01), Optional.of(alignment));
        int y = 100 * Canvas.SCALE;
        assertThat(image.getRGB(image.getWidth() / 4, y) & 0xFFFFFF).isEqualTo(0x440154);
        assertThat(image.getRGB(image.getWidth() * 3 / 4, y) & 0xFFFFFF).isEqualTo(0xFDE725);
        BufferedImage alone = MelPlot.draw("x", new Spectrogram(mel, 80, 0.01));
        int below = alone.getHeight() + 20 * Canvas.SCALE; // in the alignment's upper half
        assertThat(image.getRGB(image.getWidth() / 4, below) & 0xFFFFFF).isEqualTo(0x440154);
        assertThat(image.getRGB(image.getWidth() * 3 / 4, below) & 0xFFFFFF).isEqualTo(0xFDE725);
    }

    @Test
    void drawsCurvesWithHolesAndZeroesOnBothScales() {
        double[] steps = IntStream.range(0, 4000).asDoubleStream().toArray();
        double[] values = Arrays.stream(steps)
                .map(step -> step % 7 == 0 ? 0 : 3 / (1 + step))
                .toArray();
        values[1] = Double.NaN;
        List<LossPlot.Curve> curves = List.of(
                new LossPlot.Curve("training", steps, values),
                new LossPlot.Curve("nothing yet", new double[0], new double[0]));
        for (boolean logarithmic : new boolean[] {true, false}) {
            assertThat(count(LossPlot.draw("Loss", curves, logarithmic), 0x0072B2))
                    .isPositive();
            assertThat(count(LossPlot.draw("Loss", List.of(), logarithmic), 0x0072B2))
                    .isZero();
        }
    }

    @Test
    void drawsEveryAlignmentOfAGrid() {
        AlignmentWeights alignment = AlignmentWeights.ofAttended(new int[] {0, 1, 2}, List.of("a", " ", "~"));
        List<AlignmentGrid.Panel> panels = IntStream.range(0, 5)
                .mapToObj(i -> new AlignmentGrid.Panel("sentence " + i, alignment))
                .toList();
        BufferedImage five = AlignmentGrid.draw("step 5", panels);
        BufferedImage four = AlignmentGrid.draw("step 5", panels.subList(0, 4));
        assertThat(count(five, 0xFDE725) * 4).isEqualTo(count(four, 0xFDE725) * 5);
        assertThatThrownBy(() -> AlignmentGrid.draw("none", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAWholePictureAndNothingElse() throws IOException {
        Path file = directory.resolve("deep/er/plot.png");
        BufferedImage image = LossPlot.draw("Loss", List.of(), false);
        Png.write(image, file);
        Png.write(image, file);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(image.getWidth());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void barsStandWhereValuesAreAndAMissingCharacterIsRed() {
        double[] values = new double[100];
        Arrays.fill(values, 50, 100, 10);
        CorpusPlot.Histogram histogram = new CorpusPlot.Histogram("seconds", values);
        assertThat(histogram.bins()[0]).isEqualTo(50);
        assertThat(histogram.bins()[39]).isEqualTo(50);
        assertThat(Arrays.stream(histogram.bins()).sum()).isEqualTo(100);
        BufferedImage image = CorpusPlot.draw("x", List.of(histogram), Map.of("a", 7L));
        int blue = 0x0072B2;
        int middle = 150 * Canvas.SCALE; // in the histogram
        assertThat(image.getRGB(66 * Canvas.SCALE, middle) & 0xFFFFFF).isEqualTo(blue);
        assertThat(image.getRGB(440 * Canvas.SCALE, middle) & 0xFFFFFF).isNotEqualTo(blue);
        assertThat(image.getRGB(440 * Canvas.SCALE, 490 * Canvas.SCALE) & 0xFFFFFF)
                .isEqualTo(blue);
        assertThat(count(image, 0xD55E00)).isZero();
        BufferedImage lacking = CorpusPlot.draw("x", List.of(histogram), Map.of("a", 0L));
        assertThat(count(lacking, 0xD55E00)).isPositive();
        assertThat(lacking.getRGB(440 * Canvas.SCALE, 490 * Canvas.SCALE) & 0xFFFFFF)
                .isNotEqualTo(blue);
        CorpusPlot.Histogram none = new CorpusPlot.Histogram("none", new double[0]);
        assertThat(count(CorpusPlot.draw("empty", List.of(none), Map.of()), blue))
                .isZero();
    }

    private static double luma(int rgb) {
        return 0.2126 * (rgb >> 16 & 0xFF) + 0.7152 * (rgb >> 8 & 0xFF) + 0.0722 * (rgb & 0xFF);
    }

    private static long count(BufferedImage image, int rgb) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(pixels).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
    }
}
