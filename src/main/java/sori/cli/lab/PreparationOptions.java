package sori.cli.lab;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.corpus.Preparation;

/** The settings of a {@link Preparation}; what is not given stays as it was. */
final class PreparationOptions {
    @Option(
            names = "--silence",
            description = "magnitude below which a recording's ends are cut off; phones' times, where known, say"
                    + " instead (0.01)")
    @Nullable
    Double silence;

    @Option(names = "--lead", paramLabel = "SECONDS", description = "kept before the first sound (0.05)")
    @Nullable
    Double lead;

    @Option(names = "--tail", paramLabel = "SECONDS", description = "kept after the last (0.1)")
    @Nullable
    Double tail;

    @Option(names = "--high-pass", paramLabel = "HZ", description = "against rumble and hum, such as 70 (0: none)")
    @Nullable
    Double highPass;

    @Option(
            names = "--peak",
            paramLabel = "DB",
            description = "bring each recording's loudest sample to this level, such as -3 (as it is)")
    @Nullable
    Double peak;

    @Option(
            names = "--rms",
            paramLabel = "DB",
            description = "bring each recording's speech to this root mean square, such as -23 (as it is)")
    @Nullable
    Double rms;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            description = "one text in N is for validation and one for testing; for a small corpus 25 (200)")
    @Nullable
    Integer heldOut;

    /** @throws IllegalArgumentException naming what is out of its range */
    Preparation over(Preparation before) {
        return new Preparation(
                Objects.requireNonNullElse(silence, before.silence()),
                Objects.requireNonNullElse(lead, before.leadSeconds()),
                Objects.requireNonNullElse(tail, before.tailSeconds()),
                Objects.requireNonNullElse(highPass, before.highPassHz()),
                peak == null && rms == null ? before.peakDb() : peak,
                peak == null && rms == null ? before.rmsDb() : rms,
                Objects.requireNonNullElse(heldOut, before.heldOut()));
    }
}
