package sori.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command of {@code models} on the registry has: a cluster, and an answer for a person or a program. */
abstract class ModelsSubcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelsOptions options;

    /** The reason for a change. */
    static final class WhyOption {
        @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "For the history.")
        private String why;

        String why() {
            return why;
        }
    }

    final Console console() {
        return new Console(spec);
    }

    /** Does the work on the cluster and prints the answer. */
    final int run(ModelsOptions.Work work) {
        return options.run(console(), work);
    }
}
