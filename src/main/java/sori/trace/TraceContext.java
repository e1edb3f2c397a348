package sori.trace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which trace an event belongs to, as W3C's Trace Context has it in the headers {@code traceparent} and {@code tracestate}. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all 0
 * @param spanId of the parent: 16 of them, not all 0
 * @param flags two of them; the lowest bit says that spans are recorded
 * @param state what tracing systems add; empty for nothing
 */
public record TraceContext(String traceId, String spanId, String flags, String state) {
    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** The longest value that is read of either. */
    static final int MOST_BYTES = 512;

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", Pattern.DOTALL);
    private static final Pattern STATE_FORM = Pattern.compile("[ -~\\t]+");
    private static final String VERSION = "00";
    private static final String NO_VERSION = "ff";
    private static final int MOST_STATES = 32;

    static boolean isOf(String header) {
        return header.equals(PARENT) || header.equals(STATE);
    }

    /** The trace of a record; empty where its headers name none, or in no form that can be read. */
    public static Optional<TraceContext> of(Headers headers) {
        Matcher form = FORM.matcher(text(headers, PARENT));
        if (!form.matches() || !isKnown(form.group(1), form.group(5) != null)) {
            return Optional.empty();
        }
        boolean current = form.group(1).equals(VERSION);
        String flags =
                current ? form.group(4) : "0" + (Character.digit(form.group(4).charAt(1), 16) & 1);
        TraceContext context = new TraceContext(form.group(2), form.group(3), flags, state(text(headers, STATE)));
        return isNothing(context.traceId) || isNothing(context.spanId) ? Optional.empty() : Optional.of(context);
    }

    /** A later version's parent has the same beginning, and may go on. */
    private static boolean isKnown(String version, boolean goesOn) {
        return version.equals(VERSION) ? !goesOn : !version.equals(NO_VERSION);
    }

    private static boolean isNothing(String id) {
        return id.chars().allMatch(digit -> digit == '0');
    }

    private static String state(String given) {
        long states = given.chars().filter(each -> each == ',').count() + 1;
        return STATE_FORM.matcher(given).matches() && states <= MOST_STATES ? given : "";
    }

    /** Empty for a header that is not there or too long. */
    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        boolean fits = header != null && header.value() != null && header.value().length <= MOST_BYTES;
        return fits ? new String(header.value(), StandardCharsets.ISO_8859_1) : "";
    }

    /** Whether spans are recorded. */
    boolean isSampled() {
        return (Character.digit(flags.charAt(1), 16) & 1) == 1;
    }

    /** Puts it into a record's headers. */
    public void addTo(Headers headers) {
        String parent = String.join("-", VERSION, traceId, spanId, flags);
        headers.add(PARENT, parent.getBytes(StandardCharsets.US_ASCII));
        if (!state.isEmpty()) {
            headers.add(STATE, state.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
