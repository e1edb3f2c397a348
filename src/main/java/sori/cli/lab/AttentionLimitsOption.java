package sori.cli.lab;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import sori.acoustic.AttentionLimits;

/** What the attention of a voice is held to, for the commands that write packages. */
public final class AttentionLimitsOption {
    static final String NAME = "--attention-limits";

    @Option(
            names = NAME,
            paramLabel = "BACK,AHEAD,END,STALLED",
            converter = Converter.class,
            description =
                    "how far the attention may stray: symbols back and ahead at a step, symbols that may be left at the end,"
                            + " frames without getting on, as 'lab validate' measures them (the usual limits)")
    @Nullable
    private AttentionLimits given;

    /** What was given, or the usual limits. */
    public AttentionLimits limits() {
        return given == null ? AttentionLimits.DEFAULT : given;
    }

    private static final class Converter implements ITypeConverter<AttentionLimits> {
        @Override
        public AttentionLimits convert(String text) {
            try {
                return AttentionLimits.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
