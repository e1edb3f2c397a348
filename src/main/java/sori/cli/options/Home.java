package sori.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import sori.state.PrivateFolder;
import sori.state.WorkFolder;

/**
 * Where the project lies, and with it what commands find without being told. Immutable.
 *
 * @param root of the project
 * @param state what commands keep between runs; never needed for correctness except the embedded broker's data
 */
public record Home(Path root, Path state) {
    /** As the launcher says; without a launcher the current directory. */
    public static Home here() {
        Path root =
                Path.of(System.getProperty("sori.home", ".")).toAbsolutePath().normalize();
        String state = System.getProperty("sori.state");
        return new Home(
                root, state == null ? root.resolve(".sori") : Path.of(state).toAbsolutePath());
    }

    /**
     * Before anything else in the process: makes the state folder its owner's alone, and the temporary folder in it, which the
     * launcher has named, this process's own, so that the next start deletes what an unclean end left. Where the state folder
     * cannot be written, the command that needs it says so.
     *
     * @param narrator told in a line what was changed, or is wrong
     */
    public void prepare(Consumer<String> narrator) {
        try {
            keepPrivate(narrator);
            Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
            if (temporary.startsWith(work())) {
                WorkFolder.claim(temporary);
            }
            // libtorch and its like, unpacked once; their loader would do that in the user's home.
            System.getProperties()
                    .putIfAbsent(
                            "org.bytedeco.javacpp.cachedir",
                            state.resolve("javacpp").toString());
        } catch (IOException | UnsupportedOperationException e) {
            narrator.accept(state + " cannot be used: " + e);
        }
    }

    /** Holds a folder for the temporary files of each process. */
    Path work() {
        return state.resolve("tmp");
    }

    private void keepPrivate(Consumer<String> narrator) throws IOException {
        if (!Files.isDirectory(state)) {
            PrivateFolder.create(state);
        } else if (PrivateFolder.open(state)) {
            if (PrivateFolder.shared(state) || !ours()) {
                narrator.accept(
                        "others can enter " + state + ", where users' texts and speech will lie, and it may not be"
                                + " Sori's alone; name an empty folder, or `chmod 700` it");
            } else {
                PrivateFolder.narrow(state);
                narrator.accept(
                        "others could enter " + state + ", where users' texts and speech lie: now only its owner can");
            }
        }
    }

    /** Whether the state folder holds nothing but Sori's: by its usual name, empty, or with Sori's log in it. */
    private boolean ours() throws IOException {
        if (state.endsWith(".sori") || Files.exists(log())) {
            return true;
        }
        try (Stream<Path> entries = Files.list(state)) {
            return entries.findAny().isEmpty();
        }
    }

    public Path log() {
        return state.resolve("log").resolve("sori.log");
    }

    /** The file as named, or, where there is none, the one of that name in the project: commands work from anywhere. */
    public Path find(Path file) {
        return Files.exists(file) || file.isAbsolute() ? file : root.resolve(file);
    }
}
