package sori.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.KafkaOptions;
import sori.cli.options.VoiceOptionsMixin;

@Command(
        name = "doctor",
        description =
                "Say which libraries, drivers and voices are here, and what is wrong; exit code 1 when something is.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private VoiceOptionsMixin voices;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() {
        Console console = new Console(spec);
        Diagnosis diagnosis = new Diagnosis();
        diagnosis.machine();
        diagnosis.runtime(voices.options());
        diagnosis.kafka(kafka.named(console));
        diagnosis.voices(voices.catalog(), voices.options(), voices.none());
        diagnosis.libraries(Home.here());
        diagnosis.telemetry();
        diagnosis.state(Home.here());
        diagnosis.findings().forEach(console::result);
        if (diagnosis.problems().isEmpty()) {
            console.result("nothing is wrong");
            return 0;
        }
        diagnosis.problems().forEach(problem -> console.result("WRONG: " + problem));
        return 1;
    }
}
