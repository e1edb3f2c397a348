package sori.cli.lab;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.training.acoustic.ModelSize;

/** Which member of the family of acoustic models is trained. What isn't given is as in the {@link sori.training.acoustic.Experiment}. */
final class ModelOptions {
    @Option(
            names = "--cell",
            paramLabel = "CELL",
            converter = OneOf.Cells.class,
            description = "recurrent cell of encoder, attention and decoder: lstm, gru or rnn (lstm)")
    @Nullable
    Cell cell;

    @Option(
            names = "--attention",
            paramLabel = "KIND",
            converter = OneOf.Alignments.class,
            description = "location, or none: one vector for the whole text (location)")
    @Nullable
    Alignment alignment;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = OneOf.Sizes.class,
            description = "mini, small, medium, full (as published), or tiny for tests (small)")
    @Nullable
    ModelSize size;
}
