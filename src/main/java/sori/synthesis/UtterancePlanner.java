package sori.synthesis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sori.schema.FailureReason;
import sori.schema.OpenText;
import sori.schema.TextEvent;
import sori.text.Cut;
import sori.text.Language;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.TooLongToSpeakException;
import sori.text.ssml.Ssml;
import sori.text.ssml.SsmlException;

/** Decides what becomes of a text event: who speaks it, and its sentences, or why nobody can. Thread-safe. */
public final class UtterancePlanner {
    private static final String KOREAN = "ko";

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
        return event.getSsml() ? planSsml(event, key, routes) : planPlain(event, key, routes);
    }

    /**
     * Begins an utterance whose text comes in parts. The same parts give the same sentences as {@link #plan} of the whole.
     *
     * @param event part 0, which {@link #refusal} lets pass; its text is not read yet
     * @param key the record's
     * @param routes of its partition
     */
    public GrowingUtterance begin(TextEvent event, byte[] key, Routes routes) {
        return new GrowingUtterance(
                settings,
                SpeechOptions.of(event.getOptions()),
                isKorean(event),
                hangul -> choose(event, hangul, key, routes));
    }

    /**
     * Goes on with an utterance that {@link GrowingUtterance#save} has laid aside.
     *
     * @param open with key, language, voice, voiceVersion and options as part 0 says, unless saving has put in the chosen voice
     * @param routes of its partition
     */
    public Resumed resume(OpenText open, Routes routes) {
        TextEvent event = TextEvent.newBuilder()
                .setText("")
                .setLanguage(open.getLanguage())
                .setVoice(open.getVoice())
                .setVoiceVersion(open.getVoiceVersion())
                .setOptions(open.getOptions())
                .build();
        byte[] key = ByteBuffers.toArray(open.getKey());
        boolean chosen = open.getOffset() > 0;
        GrowingUtterance utterance = new GrowingUtterance(
                settings,
                SpeechOptions.of(open.getOptions()),
                isKorean(event),
                hangul -> chosen ? chosenBefore(event, key, routes) : choose(event, hangul, key, routes));
        return utterance.resume(open) instanceof GrowingUtterance.Growth.Refused refused
                ? new Resumed.Refused(refused.failure())
                : new Resumed.Growing(utterance);
    }

    /** What became of an utterance that was laid aside. */
    public sealed interface Resumed {
        /** It goes on. */
        record Growing(GrowingUtterance utterance) implements Resumed {}

        /** Its voice is not to be had any more, and why. */
        record Refused(Failure failure) implements Resumed {}
    }

    private Voices.Choice choose(TextEvent event, boolean hangul, byte[] key, Routes routes) {
        return voices.choose(language(event, hangul), voice(event), version(event), key, routes);
    }

    private Voices.Choice chosenBefore(TextEvent event, byte[] key, Routes routes) {
        String language = voice(event).flatMap(voices::languageOf).orElse(settings.language());
        return voices.choose(language, voice(event), version(event), key, routes);
    }

    private Plan planPlain(TextEvent event, byte[] key, Routes routes) {
        GrowingUtterance utterance = begin(event, key, routes);
        GrowingUtterance.Growth growth = utterance.append(event.getText());
        List<Sentence> sentences = new ArrayList<>();
        if (growth instanceof GrowingUtterance.Growth.Sentences most) {
            sentences.addAll(most.sentences());
            growth = utterance.close();
        }
        if (growth instanceof GrowingUtterance.Growth.Refused refused) {
            return new Plan.Refused(refused.failure());
        }
        sentences.addAll(((GrowingUtterance.Growth.Sentences) growth).sentences());
        if (utterance.isTooLong()) {
            return tooLong(utterance.secondsOf(event.getText().length()));
        }
        return new Plan.Spoken(utterance.by().orElseThrow(), Ssml.Spoken.of(sentences), utterance.options());
    }

    private Plan planSsml(TextEvent event, byte[] key, Routes routes) {
        String text = Ssml.withoutMarks(event.getText());
        boolean hangul = TextLanguage.isHangul(
                text.substring(0, Math.max(0, TextLanguage.beginningOf(text, true, Cut.SENTENCE))));
        Voices.Choice choice = choose(event, hangul, key, routes);
        if (choice instanceof Voices.Choice.Refused refused) {
            return refused(refused.reason(), refused.detail());
        }
        Voices.Choice.Chosen chosen = (Voices.Choice.Chosen) choice;
        SpeechOptions options = SpeechOptions.of(event.getOptions());
        try {
            Normalizer normalizer = chosen.normalizer()
                    .with(settings.emoji())
                    .with(settings.code())
                    .with(options.cut());
            Ssml.Spoken spoken = Ssml.normalize(event.getText(), normalizer, settings.maxSpokenSeconds());
            double seconds = spoken.seconds(settings.pauseMs());
            if (seconds > settings.maxSpokenSeconds()) {
                return tooLong(seconds);
            }
            return spoken.sentences().isEmpty()
                    ? refused(FailureReason.EMPTY_TEXT, "nothing in the text can be spoken")
                    : new Plan.Spoken(chosen, spoken, options);
        } catch (SsmlException e) {
            return refused(FailureReason.UNDECODABLE, String.valueOf(e.getMessage()));
        } catch (TooLongToSpeakException e) {
            return tooLong(e.seconds());
        }
    }

    private Plan tooLong(double seconds) {
        return refused(
                FailureReason.TEXT_TOO_LONG,
                "the text would take about " + Math.round(seconds) + " s to speak, the limit (maxSpokenSeconds) is "
                        + settings.maxSpokenSeconds() + " s; send it in several events");
    }

    /**
     * Why an event is refused before its text is read, if it is. Of a part only what holds for the utterance is looked at, and not how long
     * its text is.
     */
    public Optional<Failure> refusal(TextEvent event, Instant now) {
        boolean whole = event.getPart() == null;
        String text = event.getText();
        int characters = text.codePointCount(0, text.length());
        if (event.getExpiresAt() != null && event.getExpiresAt().isBefore(now)) {
            return failure(FailureReason.EXPIRED, "expired at " + event.getExpiresAt() + ", taken up at " + now);
        }
        if (!whole && event.getSsml()) {
            return failure(FailureReason.UNSUPPORTED, "SSML cannot come in parts; send it whole");
        }
        if (whole && text.isBlank()) {
            return failure(FailureReason.EMPTY_TEXT, "the text is empty");
        }
        if (whole && characters > settings.maxCharacters()) {
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
    private String language(TextEvent event, boolean hangul) {
        return hangul && !isKorean(event) ? KOREAN : language(event);
    }

    private boolean isKorean(TextEvent event) {
        return Readers.primary(language(event)).equals(KOREAN);
    }

    private String language(TextEvent event) {
        return Optional.ofNullable(event.getLanguage())
                .map(Language::canonical)
                .or(() -> voice(event).flatMap(voices::languageOf))
                .orElse(settings.language());
    }

    /** "no voice speaks Korean (ko)…", with the command that would change that, if one would. */
    public static String noVoiceFor(String language) {
        Locale locale = Locale.forLanguageTag(language);
        if (locale.getLanguage().isEmpty()) {
            return "'" + language + "' is no tag of a language, such as en, en-GB or ko";
        }
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
