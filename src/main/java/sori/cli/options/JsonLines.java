package sori.cli.options;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The log as a JSON object a line: {@code time}, {@code level}, {@code logger}, {@code thread}, {@code message} and, bounded, {@code stack}. */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    static final int MOST_MESSAGE = 4_000;
    static final int MOST_FRAMES = 40;
    static final int MOST_CAUSES = 5;

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("thread", event.getThreadName());
        line.put("message", cut(event.getFormattedMessage()));
        if (event.getThrowableProxy() != null) {
            line.put("stack", stack(event.getThrowableProxy()));
        }
        try {
            return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            return ("{\"level\":\"ERROR\",\"message\":\"a line of the log is no JSON\"}\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_MESSAGE ? text : text.substring(0, MOST_MESSAGE) + " ...";
    }

    private static String stack(IThrowableProxy thrown) {
        StringBuilder stack = new StringBuilder();
        IThrowableProxy cause = thrown;
        int frames = 0;
        for (int causes = 0; cause != null && causes < MOST_CAUSES; causes++, cause = cause.getCause()) {
            stack.append(causes == 0 ? "" : "caused by ")
                    .append(cause.getClassName())
                    .append(": ")
                    .append(cut(String.valueOf(cause.getMessage())))
                    .append('\n');
            for (StackTraceElementProxy frame : cause.getStackTraceElementProxyArray()) {
                if (frames++ >= MOST_FRAMES) {
                    break;
                }
                stack.append('\t').append(frame.getSTEAsString()).append('\n');
            }
        }
        return stack.toString();
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
