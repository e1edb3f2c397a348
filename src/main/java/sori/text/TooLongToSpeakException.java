package sori.text;

/** A text that would take longer to speak than it may; its reading was given up. */
public final class TooLongToSpeakException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final double seconds;

    /** @param seconds that the whole text would take, about */
    public TooLongToSpeakException(double seconds) {
        super("it would take about " + Math.round(seconds) + " s to speak");
        this.seconds = seconds;
    }

    /** About how long the whole text would take. */
    public double seconds() {
        return seconds;
    }
}
