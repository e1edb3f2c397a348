package sori.stream.stage;

import java.util.HashSet;
import java.util.Set;

/**
 * An exception for the log without its message: that of one that a record caused may quote the record, and the log holds no text of users.
 * Who sent the record finds the message in its failure record.
 */
public final class Unworded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Unworded(Throwable of) {
        super(of.getClass().getName());
        setStackTrace(of.getStackTrace());
    }

    /** The same exception and its causes, less their messages. */
    public static Throwable of(Throwable failure) {
        Unworded first = new Unworded(failure);
        Unworded last = first;
        Set<Throwable> seen = new HashSet<>(Set.of(failure));
        for (Throwable cause = failure.getCause(); cause != null && seen.add(cause); cause = cause.getCause()) {
            Unworded next = new Unworded(cause);
            last.initCause(next);
            last = next;
        }
        return first;
    }
}
