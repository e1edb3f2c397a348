package sori.plot;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Topics and stages and what flows between them. Arrows should form no circle; where they do, the picture is less tidy.
 *
 * @throws IllegalArgumentException when two boxes share an id or an arrow leads to no box
 */
public record TopologyModel(String title, List<Box> boxes, List<Arrow> arrows) {
    public enum Kind {
        TOPIC,
        STAGE
    }

    /**
     * @param id unlike any other box's
     * @param name the headline
     * @param details lines in small print below it, such as a record type or a number of partitions
     * @param application boxes of one application stand in one frame with its name; empty for none
     */
    public record Box(String id, Kind kind, String name, List<String> details, String application) {
        public Box {
            details = List.copyOf(details);
        }

        public static Box topic(String name, String... details) {
            return new Box("topic " + name, Kind.TOPIC, name, List.of(details), "");
        }

        public static Box stage(String application, String name, String... details) {
            return new Box("stage " + application + " " + name, Kind.STAGE, name, List.of(details), application);
        }
    }

    /** From one box's id to another's. */
    public record Arrow(String from, String to) {
        public static Arrow between(Box from, Box to) {
            return new Arrow(from.id(), to.id());
        }
    }

    public TopologyModel {
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
        Set<String> ids = new HashSet<>();
        for (Box box : boxes) {
            if (!ids.add(box.id())) {
                throw new IllegalArgumentException("two boxes are called " + box.id());
            }
        }
        for (Arrow arrow : arrows) {
            if (!ids.contains(arrow.from()) || !ids.contains(arrow.to())) {
                throw new IllegalArgumentException("no box for the arrow " + arrow.from() + " -> " + arrow.to());
            }
        }
    }
}
