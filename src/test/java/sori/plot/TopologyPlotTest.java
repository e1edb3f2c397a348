package sori.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.plot.TopologyModel.Arrow;
import sori.plot.TopologyModel.Box;

class TopologyPlotTest {
    private static final Box IN = Box.topic("in", "TextEvent");
    private static final Box FIRST = Box.stage("app", "first");
    private static final Box SECOND = Box.stage("app", "second");
    private static final Box OUT = Box.topic("out");
    private static final Box FAILURES = Box.topic("failures");
    private static final TopologyModel MODEL = new TopologyModel(
            "two stages",
            List.of(IN, FIRST, SECOND, OUT, FAILURES),
            List.of(
                    Arrow.between(IN, FIRST),
                    Arrow.between(FIRST, SECOND),
                    Arrow.between(SECOND, OUT),
                    Arrow.between(FIRST, FAILURES),
                    Arrow.between(SECOND, FAILURES)));

    @Test
    void standsInTheOrderOfTheFlowWithFailuresBelow() {
        TopologyLayout layout = TopologyLayout.of(MODEL);
        assertThat(List.of(IN, FIRST, SECOND, OUT))
                .extracting(box -> place(layout, box).x)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(List.of(IN, FIRST, SECOND, OUT))
                .extracting(box -> place(layout, box).y)
                .containsOnly(76);
        assertThat(place(layout, FAILURES).y).isGreaterThan(76);
        List<Rectangle> seen = new ArrayList<>();
        for (Box box : MODEL.boxes()) {
            assertThat(seen).noneMatch(place(layout, box)::intersects);
            seen.add(place(layout, box));
        }
    }

    @Test
    void setsATappedTopicAboveTheWayItIsTappedFrom() {
        Box tap = Box.topic("tap");
        List<Box> boxes = new ArrayList<>(MODEL.boxes());
        boxes.add(tap);
        List<Arrow> arrows = new ArrayList<>(MODEL.arrows());
        arrows.add(Arrow.between(FIRST, tap));
        TopologyLayout layout = TopologyLayout.of(new TopologyModel("tapped", boxes, arrows));
        assertThat(place(layout, tap).x).isEqualTo(place(layout, SECOND).x);
        assertThat(place(layout, tap).y).isLessThan(place(layout, SECOND).y);
        assertThat(place(layout, FAILURES).y).isGreaterThan(place(layout, SECOND).y);
    }

    @Test
    void drawsTopicsAndStagesInTheirOwnColours() {
        BufferedImage image = TopologyPlot.draw(MODEL);
        TopologyLayout layout = TopologyLayout.of(MODEL);
        assertThat(colour(image, place(layout, IN))).isEqualTo(0xD9ECF7);
        assertThat(colour(image, place(layout, SECOND))).isEqualTo(0xFFF3DC);
        assertThat(image.getRGB(2, 2) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    }

    @Test
    void drawsEvenACircle() {
        TopologyModel circle = new TopologyModel(
                "round", List.of(FIRST, SECOND), List.of(Arrow.between(FIRST, SECOND), Arrow.between(SECOND, FIRST)));
        assertThat(TopologyPlot.draw(circle).getWidth()).isPositive();
        assertThat(TopologyPlot.draw(new TopologyModel("", List.of(), List.of()))
                        .getWidth())
                .isPositive();
    }

    @Test
    void refusesArrowsToNowhereAndDoubleNames() {
        assertThatThrownBy(() -> new TopologyModel("x", List.of(IN), List.of(Arrow.between(IN, OUT))))
                .hasMessageContaining("topic out");
        assertThatThrownBy(() -> new TopologyModel("x", List.of(IN, IN), List.of()))
                .hasMessageContaining("topic in");
    }

    private static Rectangle place(TopologyLayout layout, Box box) {
        return layout.places().getOrDefault(box.id(), new Rectangle());
    }

    private static int colour(BufferedImage image, Rectangle place) {
        return image.getRGB((place.x + 10) * Canvas.SCALE, (place.y + 10) * Canvas.SCALE) & 0xFFFFFF;
    }
}
