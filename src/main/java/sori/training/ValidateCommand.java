package sori.training;

import picocli.CommandLine.Command;

/** {@code ./sori lab validate}: how a package speaks the validation list. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Speaks the validation list freely with a voice package, by letters and by lexicon.")
public final class ValidateCommand extends ListenCommand {
    public ValidateCommand() {
        super(Corpus.Split.VALIDATION);
    }
}
