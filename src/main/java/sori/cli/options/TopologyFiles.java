package sori.cli.options;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import sori.config.Refusal;
import sori.text.Nearest;
import sori.topology.TopologyFile;

/** Topology files as commands use them. */
public final class TopologyFiles {
    private TopologyFiles() {}

    /** @throws Refusal when there is no such file or it breaks a rule, with the rule */
    public static TopologyFile read(Path file) {
        try {
            return TopologyFile.read(Home.here().find(file));
        } catch (NoSuchFileException e) {
            throw new Refusal("there is no topology file " + file + nearest(file), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static String nearest(Path file) {
        Path folder = Home.here().find(file).toAbsolutePath().getParent();
        String[] names = folder == null
                ? null
                : folder.toFile().list((in, name) -> name.endsWith(".yaml") || name.endsWith(".yml"));
        return names == null ? "" : Nearest.hint(String.valueOf(file.getFileName()), List.of(names));
    }
}
