package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;

/** A text in parts is read as the whole. */
class GrowingTextTest {
    private static final char PARAGRAPH = '\u2029';

    private static final Normalizer ENGLISH = new EnglishNormalizer().with(EmojiReading.NAMED);
    private static final Normalizer KOREAN = new KoreanNormalizer();

    private static Normalizer normalizer(boolean korean, Cut cut) {
        return (korean ? KOREAN : ENGLISH).with(cut);
    }

    /** What was sent, with the flushes in it, and what came out. */
    private static final class Sender {
        private final Normalizer normalizer;
        private final StringBuilder whole = new StringBuilder();
        private final List<Integer> flushes = new ArrayList<>();
        private final List<Sentence> sentences = new ArrayList<>();
        private GrowingText growing;
        private boolean half;

        Sender(Normalizer normalizer) {
            this.normalizer = normalizer;
            this.growing = normalizer.begin();
        }

        void send(String part) {
            sentences.addAll(growing.append(part));
            whole.append(part);
            half = part.isEmpty() ? half : Character.isHighSurrogate(part.charAt(part.length() - 1));
            again();
        }

        /** Half a pair waits, so the paragraph ends before it. */
        void flush() {
            sentences.addAll(growing.flush());
            int place = whole.length() - (half ? 1 : 0);
            whole.insert(place, PARAGRAPH);
            flushes.add(place);
            again();
        }

        private void again() {
            GrowingText.State state = growing.state();
            assertThat(state.begun()).isEqualTo(!sentences.isEmpty());
            growing = normalizer.resume(
                    new GrowingText.State(state.offset(), state.pending().repeat(1), state.begun()));
        }

        List<Sentence> all() {
            sentences.addAll(growing.close());
            assertThat(growing.state().pending()).isEmpty();
            return sentences;
        }

        /** The whole text's sentences, with places that don't count the flushes. */
        List<Sentence> expected() {
            return normalizer.normalize(whole.toString()).stream()
                    .map(sentence -> new Sentence(
                            sentence.words().stream().map(this::placed).toList(), sentence.goesOn()))
                    .toList();
        }

        private SpokenWord placed(SpokenWord word) {
            return new SpokenWord(
                    word.spoken(),
                    word.punctuation(),
                    place(word.sourceStart()),
                    place(word.sourceEnd()),
                    word.sense());
        }

        private int place(int index) {
            return index - (int) flushes.stream().filter(flush -> flush < index).count();
        }
    }

    @ParameterizedTest(name = "seed {0}, Korean {1}, {2}")
    @CsvSource({"1, false, SENTENCE", "2, true, SENTENCE", "3, false, CLAUSE", "4, true, CLAUSE"})
    void readsFiveHundredTextsInPartsAsTheWhole(long seed, boolean korean, Cut cut) {
        Random random = new Random(seed);
        int flushed = 0;
        for (int i = 0; i < 500; i++) {
            String text = LivePieces.text(random, korean);
            boolean flushing = random.nextBoolean();
            Sender sender = new Sender(normalizer(korean, cut));
            int from = 0;
            for (int to : LivePieces.cuts(random, text.length())) {
                sender.send(text.substring(from, to));
                from = to;
                if (flushing && random.nextInt(4) == 0) {
                    sender.flush();
                    flushed++;
                }
            }
            sender.send(text.substring(from));

            assertThat(sender.all()).as("text %d: \"%s\"", i, sender.whole).isEqualTo(sender.expected());
        }
        assertThat(flushed).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void givesASentenceOutAsSoonAsTheNextWordIsThere(Cut cut) {
        GrowingText growing = normalizer(false, cut).begin();

        assertThat(growing.append("I saw Dr. Wu. It")).isEmpty();
        assertThat(growing.append(" was 3.")).hasSize(1);
        assertThat(growing.append("14 or so. And")).as("3.14").isEmpty();
        assertThat(growing.append(" then we")).hasSize(1);
        assertThat(Sentence.line(growing.close())).isEqualTo("and then we");
    }

    @Test
    void cutsTheFirstSentenceAtAClauseOfThirtyCharacters() {
        GrowingText growing = normalizer(false, Cut.CLAUSE).begin();

        assertThat(growing.append("Well, when the last of them was gone, we "))
                .singleElement()
                .satisfies(clause -> {
                    assertThat(clause.goesOn()).isTrue();
                    assertThat(Sentence.line(List.of(clause))).isEqualTo("well, when the last of them was gone,");
                });
        assertThat(growing.append("sat down for quite some time, and then, at last, we slept. So "))
                .singleElement()
                .satisfies(rest -> assertThat(rest.goesOn()).isFalse());
        assertThat(normalizer(false, Cut.CLAUSE).normalize("On the morning of that day, May 5, 2024, it rained."))
                .as("the date is read as one")
                .hasSize(2);
    }

    @Test
    void needsNoMoreThanTheNextWord() {
        GrowingText growing = normalizer(true, Cut.SENTENCE).begin();

        assertThat(growing.append("안녕하세요. 오늘은")).isEmpty();
        assertThat(growing.append(" ")).hasSize(1);
        assertThat(growing.append("2024. 3. 20.")).isEmpty();
        assertThat(growing.append(" 수요일입니다! 네 ")).hasSize(1);
    }

    /** Around the bounds of a window and of its look-ahead, character by character. */
    @ParameterizedTest(name = "ends with \"{0}\"")
    @ValueSource(
            strings = {
                "\n\nNext one. And so",
                ".\n \nNext one. And so",
                " so. Next one. And so",
                ", and \u2029 next one. And so",
                "e\u0301\u0301\u0301 x. Y z",
                "\ud83d\ude00\ud83d\ude00\ud83d\ude00 x. Y z"
            })
    void cutsAlikeAroundTheBounds(String end) {
        Normalizer english = normalizer(false, Cut.CLAUSE);
        String emoji = "\ud83d\ude00".repeat(40);
        for (int length = 0; length < 16; length++) {
            String many = "word ".repeat(80) + "word ".repeat(4).substring(0, length);
            String glued = "x".repeat(392 + length);
            String ahead = "One. " + ".".repeat(48 + length);
            for (String start : List.of(many, glued, "One. " + "x".repeat(length) + emoji, ahead)) {
                Sender sender = new Sender(english);
                (start + end).chars().forEach(c -> sender.send(Character.toString(c)));

                assertThat(sender.all()).as(start + end).isEqualTo(sender.expected());
            }
        }
    }

    /** However long a text is, what isn't final stays short. */
    @ParameterizedTest(name = "of \"{0}\"")
    @ValueSource(
            strings = {
                "word ",
                "7",
                "Dr. ",
                ". ",
                " ",
                "(",
                "가",
                "\ufdfa",
                "etc. and ",
                "\n",
                "a,",
                "\ud83d\udc4d",
                "e.g.",
                "1. "
            })
    void keepsOnlyAFewHundredCharacters(String piece) {
        GrowingText growing = normalizer(false, Cut.CLAUSE).begin();
        for (int i = 0; i < 1000; i++) {
            growing.append(piece);
            assertThat(growing.state().pending()).hasSizeLessThan(600);
        }
        assertThat(growing.state().offset()).isGreaterThan(1000 * piece.length() - 600);
    }

    @Test
    void flushesWhatHasComeButForHalfAPair() {
        GrowingText growing = normalizer(false, Cut.SENTENCE).begin();

        assertThat(growing.append("Let me check")).isEmpty();
        assertThat(growing.append("\ud83d")).isEmpty();
        assertThat(growing.flush()).hasSize(1);
        assertThat(growing.state().pending()).isEqualTo("\ud83d");
        assertThat(growing.append("\udc4d")).isEmpty();
        assertThat(Sentence.line(growing.close())).isEqualTo("thumbs up sign,");
    }
}
