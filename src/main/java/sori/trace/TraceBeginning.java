package sori.trace;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import sori.synthesis.SourceOffset;

/**
 * Gives an event that belongs to no trace one of its own. Which follows from the event, so that a restart gives it the same. Immutable.
 *
 * @param application that is traced
 * @param ratio share of the traces whose spans are recorded, 0..1
 */
public record TraceBeginning(String application, double ratio) {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;
    private static final BigInteger ALL = BigInteger.ONE.shiftLeft(Long.SIZE - 1);

    /** @param timestamp of the event, milliseconds since 1970: another event may lie there when the topic was made anew */
    TraceContext begin(SourceOffset source, long timestamp) {
        String trace = hash(application + " " + source.id() + " " + timestamp, TRACE_BYTES);
        long drawn = new BigInteger(trace.substring(TRACE_BYTES), 16).longValue() & Long.MAX_VALUE;
        boolean recorded = drawn < ratio * ALL.doubleValue();
        return new TraceContext(trace, spanOf(trace, source), recorded ? "01" : "00", "");
    }

    /** Id of the span of a whole utterance: whoever does a stage of it, on whichever machine, knows its parent by that. */
    public static String spanOf(String traceId, SourceOffset source) {
        return hash(traceId + " " + source.id(), SPAN_BYTES);
    }

    private static String hash(String of, int bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(of.getBytes(StandardCharsets.UTF_8));
            hash[bytes - 1] |= 1; // an id of zeros is none
            return HexFormat.of().formatHex(hash, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
