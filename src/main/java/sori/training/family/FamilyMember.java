package sori.training.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.text.Nearest;

/** Which kind of acoustic model: a cell, with attention or without. */
public record FamilyMember(Cell cell, Alignment alignment) {
    private static final String WITHOUT = "-none";

    /** All six, each with attention before it goes without. */
    static List<FamilyMember> all() {
        List<FamilyMember> all = new ArrayList<>();
        for (Cell cell : Cell.values()) {
            all.add(new FamilyMember(cell, Alignment.ATTENTION));
            all.add(new FamilyMember(cell, Alignment.NONE));
        }
        return all;
    }

    /** Of its run's folder: {@code gru} with attention, {@code gru-none} without. */
    public String name() {
        return cell.name().toLowerCase(Locale.ROOT) + (alignment == Alignment.NONE ? WITHOUT : "");
    }

    /**
     * @param names parted by commas
     * @throws IllegalArgumentException if a name is none of the six, or there is none
     */
    public static List<FamilyMember> parse(String names) {
        List<String> wanted = Arrays.stream(names.split(",")).map(String::strip).toList();
        List<String> known = all().stream().map(FamilyMember::name).toList();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no member '" + name + "' of the family: it has "
                        + String.join(", ", known) + Nearest.hint(name, known));
            }
        }
        return all().stream().filter(member -> wanted.contains(member.name())).toList();
    }

    /** The options with which {@code train} trains it. */
    public List<String> options() {
        return List.of(
                "--cell",
                cell.name().toLowerCase(Locale.ROOT),
                "--attention",
                alignment == Alignment.NONE ? "none" : "location");
    }
}
