package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.training.acoustic.SmallCorpus;

class DeviceRefusalTest {
    @TempDir
    Path directory;

    @Test
    void theCommandsRefuseItBeforeTheyTrain() throws Exception {
        assumeThat(torch.cuda_is_available()).isFalse();
        SmallCorpus small = new SmallCorpus(directory, 24);
        small.store.close();
        Path run = directory.resolve("run");
        for (Object command : List.of(new TrainCommand(), new TrainVocoderCommand())) {
            List<String> told = new ArrayList<>();
            int code = new CommandLine(command)
                    .setParameterExceptionHandler((e, arguments) -> {
                        told.add(e.getMessage());
                        return 7;
                    })
                    .execute(
                            "--device=cuda",
                            "--corpus=" + directory,
                            "--features=" + directory.resolve("features"),
                            "--run=" + run);
            assertThat(code).isEqualTo(7);
            assertThat(told).singleElement().asString().contains("device cuda was asked for");
        }
        assertThat(run).doesNotExist();
    }
}
