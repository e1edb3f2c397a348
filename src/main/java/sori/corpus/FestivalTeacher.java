package sori.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Has a Festival voice read prompts into WAV files and tells when each phone was spoken. Stateless; each call starts a
 * process of its own.
 */
final class FestivalTeacher implements Teacher {
    /** Phrase breaks at punctuation only: the acoustic model sees no other sign of them. */
    private static final String PROLOGUE = """
            (voice_%s)
            (set! phrase_cart_tree simple_phrase_cart_tree)
            (Parameter.set 'Phrase_Method 'cart_tree)
            (define (print-phone segment syllable)
              (format t " %%s/%%s/%%f" (item.name segment) (item.feat syllable "stress") (item.feat segment "end")))
            (define (print-word word)
              (mapcar
                (lambda (syllable)
                  (mapcar (lambda (segment) (print-phone segment syllable))
                          (item.daughters (item.relation syllable 'SylStructure))))
                (item.daughters (item.relation word 'SylStructure))))
            (define (print-tokens token)
              (if token
                (begin
                  (if (item.daughters token)
                    (begin
                      (format t "\\t%%s %%f" (item.name token) (item.feat (car (item.daughters token)) "word_start"))
                      (mapcar print-word (item.daughters token))))
                  (print-tokens (item.next token)))))
            (define (speak file id text)
              (let ((utterance (utt.synth (eval (list 'Utterance 'Text text)))))
                (utt.save.wave utterance file 'riff)
                (format t "@%%s" id)
                (print-tokens (utt.relation.first utterance 'Token))
                (format t "\\n")))
            """;

    private final String voice;

    /** @param voice such as {@link #DEFAULT_VOICE} */
    public FestivalTeacher(String voice) {
        this.voice = voice;
    }

    @Override
    public List<String> speak(Map<String, String> prompts, Path directory) throws IOException, InterruptedException {
        Path script = Files.createTempFile("prompts", ".scm");
        try {
            StringBuilder scheme = new StringBuilder(PROLOGUE.formatted(voice));
            prompts.forEach((id, text) -> scheme.append("(speak \"")
                    .append(directory.resolve(id + ".wav"))
                    .append("\" \"")
                    .append(id)
                    .append("\" \"")
                    .append(text)
                    .append("\")\n"));
            Files.writeString(script, scheme);
            return run(script, prompts.size());
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private List<String> run(Path script, int expected) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("festival", "--batch", script.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "festival could not be started; install Debian's festival, festlex-cmu and festvox-us-slt-hts", e);
        }
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("@")) {
                    lines.add(line.substring(1));
                }
            }
        }
        int exit = process.waitFor();
        if (exit != 0 || lines.size() != expected) {
            throw new IOException(String.format(
                    Locale.ROOT, "festival spoke %d of %d prompts, exit status %d", lines.size(), expected, exit));
        }
        return lines;
    }
}
