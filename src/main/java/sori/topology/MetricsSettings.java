package sori.topology;

import sori.synthesis.SpeechSettings;

/**
 * Where metrics, health and a description of the application are shown, to whoever can reach the address; nothing of users is among them.
 *
 * @param port of TCP; 0 for nowhere
 * @param host address to listen at; the loopback unless told
 */
public record MetricsSettings(int port, String host) {
    public static final MetricsSettings OFF = new MetricsSettings(0, "127.0.0.1");

    /** @throws IllegalArgumentException naming the setting that is out of its bounds */
    public MetricsSettings {
        SpeechSettings.within("metrics.port", port, 0, 65_535);
        if (!host.matches("[A-Za-z0-9.:%_-]{1,255}")) {
            throw new IllegalArgumentException("metrics.host is '" + host + "', which is no address");
        }
    }
}
