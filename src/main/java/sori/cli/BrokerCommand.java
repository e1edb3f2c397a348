package sori.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sori.broker.SharedBroker;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.LogOptions;
import sori.cli.options.StopSignal;
import sori.config.Refusal;

@Command(
        name = "broker",
        description = "Run this project's embedded Kafka on its own until Ctrl-C; other commands find it there.")
final class BrokerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions logs;

    @Override
    public Integer call() {
        Console console = logs.console(spec);
        try (StopSignal stop = StopSignal.install();
                SharedBroker broker = SharedBroker.join(
                        Home.here().state().resolve("broker"), line -> console.step("Kafka: " + line))) {
            console.step("Kafka answers; Ctrl-C ends it");
            console.result(broker.bootstrap());
            while (!stop.await(Duration.ofSeconds(1))) {
                // The broker lives in threads of its own.
            }
        } catch (IOException e) {
            throw new Refusal("the embedded Kafka did not start: " + e.getMessage(), e);
        }
        return 0;
    }
}
