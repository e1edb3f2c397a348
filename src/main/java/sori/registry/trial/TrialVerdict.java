package sori.registry.trial;

/**
 * What came of a trial.
 *
 * @param kind what it was
 * @param memoryBytes that loading and trying took, 0 if it is not known
 * @param reason for a person, unless it passed
 */
record TrialVerdict(Kind kind, long memoryBytes, String reason) {
    private static final int MOST_REASON = 2_000;

    enum Kind {
        PASSED,
        /** It can never be used here. */
        REFUSED,
        /** Something else stood in the way. */
        UNKNOWN
    }

    static TrialVerdict passed(long memoryBytes) {
        return new TrialVerdict(Kind.PASSED, memoryBytes, "");
    }

    static TrialVerdict refused(String reason) {
        return new TrialVerdict(Kind.REFUSED, 0, reason);
    }

    static TrialVerdict unknown(String reason) {
        return new TrialVerdict(Kind.UNKNOWN, 0, reason);
    }

    /** For {@link #parse}. */
    String text() {
        String shortened = reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON);
        return kind + " " + memoryBytes + " " + shortened;
    }

    /** @throws IllegalArgumentException if nobody wrote it */
    static TrialVerdict parse(String text) {
        String[] words = text.split(" ", 3);
        if (words.length < 3) {
            throw new IllegalArgumentException("no verdict");
        }
        return new TrialVerdict(Kind.valueOf(words[0]), Long.parseLong(words[1]), words[2]);
    }
}
