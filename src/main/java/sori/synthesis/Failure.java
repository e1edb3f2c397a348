package sori.synthesis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;

/** Why something could not be spoken; {@code detail} is for a person, and holds no control characters. */
public record Failure(FailureReason reason, String detail) {
    private static final int LONGEST_DETAIL = 1000;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

    /** What is wrong is often a part of what came from outside, and is shown on terminals. */
    public Failure {
        detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
        detail = hasControl(detail) ? CONTROL.matcher(detail).replaceAll("\uFFFD") : detail;
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** A stage broke: what it threw is the detail. */
    public static Failure internal(RuntimeException e) {
        return new Failure(FailureReason.INTERNAL, e.toString());
    }

    /** As the record for {@code speech.failures}. */
    public SpeechFailure record(Stage stage, Optional<String> utteranceId, SourceOffset origin, Instant when) {
        return SpeechFailure.newBuilder()
                .setUtteranceId(utteranceId.orElse(null))
                .setStage(stage.title())
                .setReason(reason)
                .setDetail(detail)
                .setSourceTopic(origin.topic())
                .setSourcePartition(origin.partition())
                .setSourceOffset(origin.offset())
                .setFailedAt(when.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
