package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import sori.corpus.Corpus;
import sori.evaluate.AttentionRoom;
import sori.evaluate.SentenceList;
import sori.training.TrainingFolders;
import sori.training.acoustic.TeacherForced;
import sori.voice.VoicePackage;

/** {@code ./sori lab validate}: how well a checkpoint follows the validation list, and how its package speaks it. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks the validation list freely with a voice package, both by letters and by lexicon, and measures how much room the"
                    + " limits of its attention leave.",
            "Beside that the checkpoint's losses on the corpus's validation list, teacher-forced."
        })
final class ValidateCommand extends ListenCommand {
    static final String TEACHER_FORCED = "teacherForced";
    static final String FREE_ATTENTION = "attentionWithoutLimits";

    public ValidateCommand() {
        super(Corpus.Split.VALIDATION);
    }

    @Override
    Map<String, Object> more(Path spoken, SentenceList list) throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        if (VoicePackage.open(spoken).manifest().shape().attends()) {
            AttentionRoom room = AttentionRoom.measure(spoken, list.prompts(), listed.precision);
            System.out.println(room.summary());
            figures.put(FREE_ATTENTION, room.figures());
        }
        TrainingFolders folders = files.folders();
        if (Files.isRegularFile(folders.chosen()) && Files.isDirectory(folders.corpus())) {
            Map<String, Object> losses = TeacherForced.figures(folders, listed.sentences);
            if (!losses.isEmpty()) {
                figures.put(TEACHER_FORCED, losses);
            }
        } else {
            System.out.println("no losses: they need the checkpoint " + folders.chosen() + " and its corpus");
        }
        return figures;
    }
}
