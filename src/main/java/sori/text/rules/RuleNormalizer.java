package sori.text.rules;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.text.Cut;
import sori.text.EmojiReading;
import sori.text.Explained;
import sori.text.GrowingText;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SpokenWord;
import sori.text.UserWords;

/** A language by its rules and number words. Immutable and thread-safe. */
public class RuleNormalizer implements Normalizer {
    private final String language;
    private final TextReader reader;
    private final NumberWords numbers;
    private final @Nullable Rule emojiNames;

    /**
     * @param language BCP 47
     * @param emojiNames names emoji where they are not dropped; null where the language has no names for them
     */
    public RuleNormalizer(String language, TextReader reader, NumberWords numbers, @Nullable Rule emojiNames) {
        this.language = language;
        this.reader = reader;
        this.numbers = numbers;
        this.emojiNames = emojiNames;
    }

    private RuleNormalizer with(TextReader other) {
        return new RuleNormalizer(language, other, numbers, emojiNames);
    }

    @Override
    public final String language() {
        return language;
    }

    final TextReader reader() {
        return reader;
    }

    @Override
    public final List<Sentence> normalize(String text) {
        return reader.sentences(text);
    }

    @Override
    public final Normalizer with(UserWords words) {
        return with(reader.withFirst(words.rule()));
    }

    @Override
    public final Normalizer with(EmojiReading emoji) {
        TextReader silent = reader.without(SemioticClass.EMOJI);
        return with(emoji == EmojiReading.NAMED && emojiNames != null ? silent.withLast(emojiNames) : silent);
    }

    @Override
    public final Normalizer with(Cut cut) {
        return with(reader.with(cut));
    }

    @Override
    public final GrowingText resume(GrowingText.State state) {
        return new GrowingReading(reader, state);
    }

    @Override
    public final Normalizer within(int seconds) {
        return with(reader.within(seconds));
    }

    @Override
    public final List<SpokenWord> spoken(String spokenText) {
        return SentenceSenses.chosen(spokenText, reader.senses());
    }

    @Override
    public final List<Explained> explain(String text) {
        return reader.explain(text);
    }

    @Override
    public final Optional<String> readAs(String interpretAs, String text) {
        return new SayAs(reader, numbers).read(interpretAs, text);
    }
}
