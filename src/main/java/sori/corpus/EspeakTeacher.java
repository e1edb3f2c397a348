package sori.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Has espeak-ng read prompts, a process for each. It knows many languages, Korean among them, by rules and formants: good enough to
 * see a training work, no voice to listen to. Stateless.
 */
final class EspeakTeacher implements Teacher {
    static final String PROGRAM = "espeak-ng";

    private final String program;
    private final String voice;

    /**
     * @param program usually {@link #PROGRAM}
     * @param voice as {@code espeak-ng --voices} lists them, such as {@code ko}
     */
    EspeakTeacher(String program, String voice) {
        this.program = program;
        this.voice = voice;
    }

    @Override
    public List<String> speak(Map<String, String> prompts, Path directory) throws IOException, InterruptedException {
        for (Map.Entry<String, String> prompt : prompts.entrySet()) {
            speak(prompt.getValue(), directory.resolve(prompt.getKey() + ".wav"));
        }
        return List.of();
    }

    private void speak(String text, Path wav) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(program, "-v", voice, "-b", "1", "-w", wav.toString(), "--stdin")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException(program + " could not be started; install Debian's espeak-ng", e);
        }
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(program + " ended with " + exit + " at '" + text + "': " + said);
        }
    }
}
