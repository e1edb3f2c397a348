package sori.training;

import picocli.CommandLine.Command;

/** {@code ./sori lab test}: the figures that go with a voice, measured on sentences that no decision was made on. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Speaks the test list freely with a voice package, by letters and by lexicon.")
public final class TestCommand extends ListenCommand {
    public TestCommand() {
        super(Corpus.Split.TEST);
    }
}
