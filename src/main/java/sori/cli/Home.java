package sori.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the project lies, and with it what commands find without being told. Immutable.
 *
 * @param root of the project
 * @param state what commands keep between runs; never needed for correctness except the embedded broker's data
 */
record Home(Path root, Path state) {
    /** As the launcher says; without a launcher the current directory. */
    static Home here() {
        Path root =
                Path.of(System.getProperty("sori.home", ".")).toAbsolutePath().normalize();
        String state = System.getProperty("sori.state");
        return new Home(
                root, state == null ? root.resolve(".sori") : Path.of(state).toAbsolutePath());
    }

    Path log() {
        return state.resolve("log").resolve("sori.log");
    }

    /** The file as named, or, where there is none, the one of that name in the project: commands work from anywhere. */
    Path find(Path file) {
        return Files.exists(file) || file.isAbsolute() ? file : root.resolve(file);
    }
}
