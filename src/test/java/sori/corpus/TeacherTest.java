package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.cli.lab.LabCommand;

/** A teacher that tells no times, by a program that stands for espeak-ng. */
class TeacherTest {
    @TempDir
    private Path folder;

    private String program(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("teacher"), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    @Test
    void itReadsEachPromptIntoAFileOfItsOwn() throws Exception {
        String program = program("out=$6; { echo \"$@\"; cat; } > \"$out\"\n");

        new CorpusSpeaker(new EspeakTeacher(program, "ko"), folder.resolve("corpus"), 1).speak(List.of("안녕하세요.", "네."));

        assertThat(Files.readString(folder.resolve("corpus/wavs/u000001.wav")))
                .startsWith("-v ko -b 1 -w ")
                .endsWith("네.");
        assertThat(Files.readString(folder.resolve("corpus").resolve(Corpus.METADATA)))
                .isEqualTo("u000000|안녕하세요.|안녕하세요.\nu000001|네.|네.\n");
        assertThat(folder.resolve("corpus").resolve(Corpus.ALIGNMENT)).doesNotExist();
    }

    @Test
    void whatItSaysWhenItFailsIsTold() throws Exception {
        EspeakTeacher failing = new EspeakTeacher(program("cat > /dev/null; echo no such voice >&2; exit 3\n"), "xx");
        assertThatThrownBy(() -> failing.speak(Map.of("u1", "네."), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with 3 at '네.': no such voice");

        EspeakTeacher missing = new EspeakTeacher(folder.resolve("none").toString(), "ko");
        assertThatThrownBy(() -> missing.speak(Map.of("u1", "네."), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("install Debian's espeak-ng");
    }

    @Test
    void festivalReadsNoKorean() {
        StringWriter errors = new StringWriter();
        int status = new CommandLine(new LabCommand())
                .setErr(new PrintWriter(errors))
                .execute("dataset", "speak", "--language=ko", "--teacher=festival", "--out=" + folder);

        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("festival reads no Korean (ko) here: give --teacher espeak-ng");
    }

    @Test
    void aMisspeltTeacherOrLanguageNamesTheRightOne() {
        StringWriter errors = new StringWriter();
        CommandLine line = new CommandLine(new LabCommand()).setErr(new PrintWriter(errors));

        assertThat(line.execute("dataset", "speak", "--teacher=espeak")).isEqualTo(2);
        assertThat(errors.toString()).contains("'espeak' is none of espeak-ng, festival (did you mean 'espeak-ng'?)");
        assertThat(line.execute("dataset", "speak", "--language=kor")).isEqualTo(2);
        assertThat(errors.toString()).contains("'kor' is none of en, ko (did you mean 'ko'?)");
    }
}
