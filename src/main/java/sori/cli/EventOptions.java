package sori.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sori.config.Refusal;
import sori.schema.TextEvent;
import sori.synthesis.SpeechOptions;

/** How a text is to be spoken; the same options wherever one is sent. */
final class EventOptions {
    @Option(
            names = "--voice",
            paramLabel = "NAME",
            description = "Who speaks: NAME, NAME@VERSION or NAME@ALIAS. Default: a voice of the language.")
    private @Nullable String voice;

    @Option(names = "--language", paramLabel = "TAG", description = "Of the text, as in en. Default: the topology's.")
    private @Nullable String language;

    @Option(
            names = "--priority",
            paramLabel = "WHOSE",
            description =
                    "interactive, or bulk: behind everything interactive, and nobody waits. Default: interactive.")
    private @Nullable String priority;

    @Option(
            names = "--cut",
            paramLabel = "WHERE",
            description =
                    "What is spoken in one go: sentence, or clause: the first piece may end at a comma or before a clause. "
                            + "Default: sentence.")
    private @Nullable String cut;

    @Option(
            names = "--ahead-ms",
            paramLabel = "MS",
            description = "Speak at most so far ahead of a listener, so that a cancel saves work. "
                    + "Default: 0, as fast as it goes.")
    private @Nullable String aheadMs;

    /** @throws Refusal when an option has no such value */
    void check() {
        try {
            SpeechOptions.of(options());
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    TextEvent event(String utteranceId, String text) {
        return TextEvent.newBuilder()
                .setUtteranceId(utteranceId)
                .setText(text)
                .setVoice(voice)
                .setLanguage(language)
                .setOptions(options())
                .build();
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        put(options, "priority", priority);
        put(options, "cut", cut);
        put(options, "aheadMs", aheadMs);
        return options;
    }

    private static void put(Map<String, String> options, String name, @Nullable String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
