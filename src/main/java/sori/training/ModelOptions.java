package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;

/** Which member of the family of acoustic models is trained. What isn't given is as in a run's checkpoint, if it has one. */
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
            description = "small, medium, full (as published), or tiny for tests (small)")
    @Nullable
    ModelSize size;

    AcousticShape shape(int symbols, int mels) {
        return Objects.requireNonNullElse(size, ModelSize.SMALL)
                .shape(symbols, mels)
                .with(
                        Objects.requireNonNullElse(cell, Cell.LSTM),
                        Objects.requireNonNullElse(alignment, Alignment.ATTENTION));
    }

    /** @throws IOException if a run's checkpoint is of another model than what is asked for */
    void check(AcousticShape saved, Path checkpoint) throws IOException {
        boolean other = cell != null && cell != saved.cell()
                || alignment != null && alignment != saved.alignment()
                || size != null
                        && !size.shape(saved.symbols(), saved.mels())
                                .with(saved.cell(), saved.alignment())
                                .equals(saved);
        if (other) {
            throw new IOException(checkpoint + " is of another model (" + saved
                    + "): give another --run, or go on with it without --cell, --attention and --size");
        }
    }
}
