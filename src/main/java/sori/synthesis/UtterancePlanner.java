package sori.synthesis;

import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import sori.schema.FailureReason;
import sori.schema.TextEvent;
import sori.text.Language;
import sori.text.Normalizer;
import sori.text.TooLongToSpeakException;
import sori.text.ssml.Ssml;
import sori.text.ssml.SsmlException;

/** Decides what becomes of a text event: who speaks it, and its sentences, or why nobody can. Thread-safe. */
public final class UtterancePlanner {
    private final SpeechSettings settings;
    private final Voices voices;

    public UtterancePlanner(SpeechSettings settings, Voices voices) {
        this.settings = settings;
        this.voices = voices;
    }

    /** What becomes of an event. */
    public sealed interface Plan {
        /** These sentences, never none, in this voice, in this way; and what was asked for and isn't done. */
        record Spoken(Voices.Choice.Chosen by, Ssml.Spoken text, SpeechOptions options) implements Plan {}

        /** Nothing, and why. */
        record Refused(Failure failure) implements Plan {}
    }

    /** The key of an event that has none. */
    static byte[] keyless(TextEvent event) {
        return String.valueOf(event.getUtteranceId()).getBytes(StandardCharsets.UTF_8);
    }

    /** Why an event would not be spoken, if it is known already. */
    public Optional<String> whyNot(TextEvent event) {
        return plan(event, keyless(event), Instant.now()) instanceof Plan.Refused refused
                ? Optional.of(refused.failure().detail())
                : Optional.empty();
    }

    /** @param key the record's */
    public Plan plan(TextEvent event, byte[] key, Instant now) {
        return plan(event, key, now, Routes.NONE);
    }

    /**
     * @param key the record's
     * @param routes of its partition
     */
    public Plan plan(TextEvent event, byte[] key, Instant now, Routes routes) {
        Optional<Failure> refusal = refusal(event, now);
        if (refusal.isPresent()) {
            return new Plan.Refused(refusal.get());
        }
        Voices.Choice choice = voices.choose(language(event), voice(event), version(event), key, routes);
        if (choice instanceof Voices.Choice.Refused refused) {
            return new Plan.Refused(new Failure(refused.reason(), refused.detail()));
        }
        Voices.Choice.Chosen chosen = (Voices.Choice.Chosen) choice;
        try {
            Ssml.Spoken spoken = read(event, chosen.normalizer().with(settings.emoji()));
            double seconds = spoken.seconds(settings.pauseMs());
            if (seconds > settings.maxSpokenSeconds()) {
                return tooLong(seconds);
            }
            return spoken.sentences().isEmpty()
                    ? refused(FailureReason.EMPTY_TEXT, "nothing in the text can be spoken")
                    : new Plan.Spoken(chosen, spoken, SpeechOptions.of(event.getOptions()));
        } catch (SsmlException e) {
            return refused(FailureReason.UNDECODABLE, String.valueOf(e.getMessage()));
        } catch (TooLongToSpeakException e) {
            return tooLong(e.seconds());
        }
    }

    private Ssml.Spoken read(TextEvent event, Normalizer normalizer) throws SsmlException {
        return event.getSsml()
                ? Ssml.normalize(event.getText(), normalizer, settings.maxSpokenSeconds())
                : Ssml.plain(event.getText(), normalizer.within(settings.maxSpokenSeconds()));
    }

    private Plan tooLong(double seconds) {
        return refused(
                FailureReason.TEXT_TOO_LONG,
                "the text would take about " + Math.round(seconds) + " s to speak, the limit (maxSpokenSeconds) is "
                        + settings.maxSpokenSeconds() + " s; send it in several events");
    }

    private Optional<Failure> refusal(TextEvent event, Instant now) {
        String text = event.getText();
        int characters = text.codePointCount(0, text.length());
        if (event.getExpiresAt() != null && event.getExpiresAt().isBefore(now)) {
            return failure(FailureReason.EXPIRED, "expired at " + event.getExpiresAt() + ", taken up at " + now);
        }
        if (text.isBlank()) {
            return failure(FailureReason.EMPTY_TEXT, "the text is empty");
        }
        if (characters > settings.maxCharacters()) {
            return failure(
                    FailureReason.TEXT_TOO_LONG,
                    "the text has " + characters + " characters, the limit is " + settings.maxCharacters());
        }
        try {
            SpeechOptions.of(event.getOptions());
        } catch (IllegalArgumentException e) {
            return failure(FailureReason.UNSUPPORTED, String.valueOf(e.getMessage()));
        }
        if (event.getVoiceVersion() != null && event.getVoice() == null) {
            return failure(FailureReason.UNKNOWN_VOICE, "a voiceVersion needs the name of its voice");
        }
        if (event.getVoiceVersion() != null && event.getVoice().contains("@")) {
            return failure(
                    FailureReason.UNKNOWN_VOICE,
                    "the version is named twice: voice " + event.getVoice() + ", voiceVersion "
                            + event.getVoiceVersion());
        }
        return Optional.empty();
    }

    private static Optional<String> voice(TextEvent event) {
        return Optional.ofNullable(event.getVoice()).map(voice -> voice.split("@", 2)[0]);
    }

    private static Optional<String> version(TextEvent event) {
        return Optional.ofNullable(event.getVoiceVersion())
                .or(() -> Optional.ofNullable(event.getVoice())
                        .filter(voice -> voice.contains("@"))
                        .map(voice -> voice.split("@", 2)[1]));
    }

    /** Mostly Hangul is Korean whatever the event says: another language's voice could not read it. */
    private String language(TextEvent event) {
        String text = event.getSsml() ? Ssml.withoutMarks(event.getText()) : event.getText();
        if (isHangul(text)) {
            return "ko";
        }
        return Optional.ofNullable(event.getLanguage())
                .or(() -> voice(event).flatMap(voices::languageOf))
                .orElse(settings.language());
    }

    private static boolean isHangul(String text) {
        int letters = 0;
        int hangul = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (Character.isLetter(character)) {
                letters++;
                hangul += UnicodeScript.of(character) == UnicodeScript.HANGUL ? 1 : 0;
            }
        }
        return 2 * hangul > letters;
    }

    /** "no voice speaks Korean (ko)…", with the command that would change that, if one would. */
    public static String noVoiceFor(String language) {
        Locale locale = Locale.forLanguageTag(language);
        String nobody = "no voice speaks " + locale.getDisplayLanguage(Locale.ENGLISH) + " (" + language + ")";
        return Language.of(language)
                .map(known -> nobody + "; `./sori lab train --language " + known.tag()
                        + "` would train one, from recordings that `./sori lab prepare --corpus FOLDER` has read")
                .orElse(nobody + ", and nobody can read such text yet");
    }

    private static Plan refused(FailureReason reason, String detail) {
        return new Plan.Refused(new Failure(reason, detail));
    }

    private static Optional<Failure> failure(FailureReason reason, String detail) {
        return Optional.of(new Failure(reason, detail));
    }
}
