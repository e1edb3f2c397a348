package sori.replay;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.synthesis.SourceOffset;

/**
 * Which failures are meant. Immutable.
 *
 * @param places of the records that failed; empty for all
 * @param reasons empty for all
 * @param stage null for all
 * @param since when they failed, at the earliest; null for ever
 * @param until when they failed, before that; null for ever
 * @param voice that their events ask for, as {@code name} or {@code name@version}; null for any or none
 */
public record FailureFilter(
        Set<SourceOffset> places,
        Set<FailureReason> reasons,
        @Nullable String stage,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String voice) {
    public static final FailureFilter ALL = new FailureFilter(Set.of(), Set.of(), null, null, null, null);

    public FailureFilter {
        places = Set.copyOf(places);
        reasons = Set.copyOf(reasons);
    }

    /** Those of one record alone. */
    public static FailureFilter of(SourceOffset place) {
        return new FailureFilter(Set.of(place), Set.of(), null, null, null, null);
    }

    /** Whether it says no more than {@link #ALL}. */
    public boolean isAll() {
        return equals(ALL);
    }

    /** Whether a failure is meant, as far as its record tells. */
    boolean matches(SpeechFailure failure) {
        return (places.isEmpty() || places.contains(FailureLog.source(failure)))
                && (reasons.isEmpty() || reasons.contains(failure.getReason()))
                && (stage == null || stage.equals(failure.getStage()))
                && (since == null || !failure.getFailedAt().isBefore(since))
                && (until == null || failure.getFailedAt().isBefore(until));
    }

    /** Whether an event asks for the voice that is meant, if one is. */
    boolean matches(Optional<Original> original) {
        return voice == null
                || original.flatMap(Original::voice)
                        .filter(asked -> asked.equals(voice) || asked.startsWith(voice + "@"))
                        .isPresent();
    }
}
