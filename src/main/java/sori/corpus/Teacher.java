package sori.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A synthesizer that reads a corpus. Calls may run side by side. */
public interface Teacher {
    /** The festival voice that is taken unless another is named: English, female. */
    String FESTIVAL_VOICE = "cmu_us_slt_arctic_hts";

    /** Debian's festival, which tells when each phone was spoken; English only. */
    static Teacher festival(String voice) {
        return new FestivalTeacher(voice);
    }

    /**
     * Debian's espeak-ng, which reads many languages, all like a robot, and tells no times.
     *
     * @param voice as {@code espeak-ng --voices} lists them, such as {@code ko}
     */
    static Teacher espeak(String voice) {
        return new EspeakTeacher(EspeakTeacher.PROGRAM, voice);
    }

    /**
     * Speaks prompts into {@code directory/<id>.wav}.
     *
     * @param prompts id to text in spoken form
     * @return one line per prompt, as {@link AlignmentFile} reads them; none where the program doesn't tell when it said what
     * @throws IOException if the program is missing or fails; the message says what to install
     */
    List<String> speak(Map<String, String> prompts, Path directory) throws IOException, InterruptedException;
}
