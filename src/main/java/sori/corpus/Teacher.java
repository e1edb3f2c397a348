package sori.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A synthesizer that reads a corpus. Calls may run side by side. */
public interface Teacher {
    /**
     * Speaks prompts into {@code directory/<id>.wav}.
     *
     * @param prompts id to text in spoken form
     * @return one line per prompt, as {@link AlignmentFile} reads them; none where the program doesn't tell when it said what
     * @throws IOException if the program is missing or fails; the message says what to install
     */
    List<String> speak(Map<String, String> prompts, Path directory) throws IOException, InterruptedException;
}
