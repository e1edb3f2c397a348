package sori.cli.lab;

import picocli.CommandLine.Command;
import sori.corpus.Corpus;

/** {@code ./sori lab test}: the figures that go with a voice, measured on sentences that no decision was made on. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Speaks the test list freely with a voice package, by letters and by lexicon.")
final class TestCommand extends ListenCommand {
    public TestCommand() {
        super(Corpus.Split.TEST);
    }
}
