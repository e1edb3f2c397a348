package sori.topology;

/**
 * Where spans are sent.
 *
 * @param endpoint address of an OTLP receiver over HTTP, such as {@code http://127.0.0.1:4318}; empty for nowhere
 * @param ratio share of the traces begun here whose spans are sent, 0..1; what an event brings along decides for itself
 */
public record TracingSettings(String endpoint, double ratio) {
    public static final TracingSettings OFF = new TracingSettings("", 1);

    /** @throws IllegalArgumentException naming the setting that is out of its bounds */
    public TracingSettings {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("tracing.ratio is " + ratio + ", not in 0..1");
        }
        if (!endpoint.isEmpty() && !endpoint.matches("https?://\\S+")) {
            throw new IllegalArgumentException("tracing.endpoint is '" + endpoint + "', no address of http or https");
        }
    }
}
