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

    private static final Normalizer ENGLISH =
            new EnglishNormalizer().with(EmojiReading.NAMED).with(CodeReading.ANNOUNCED);
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
        int withoutMark = 0;
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
            withoutMark += breathsWithoutMark(normalizer(korean, cut), sender.whole.toString());
        }
        assertThat(flushed).isGreaterThan(100);
        assertThat(withoutMark > 10)
                .as("clauses without a mark: %d", withoutMark)
                .isEqualTo(cut == Cut.CLAUSE && !korean);
    }

    /** Where the text goes on with a word that begins a clause, behind a word and a space. */
    private static int breathsWithoutMark(Normalizer normalizer, String whole) {
        List<Sentence> sentences = normalizer.normalize(whole);
        int breaths = 0;
        for (int i = 0; i + 1 < sentences.size(); i++) {
            List<SpokenWord> words = sentences.get(i).words();
            int end = words.get(words.size() - 1).sourceEnd();
            int next = sentences.get(i + 1).words().get(0).sourceStart();
            breaths += sentences.get(i).goesOn() && whole.substring(end, next).isBlank() ? 1 : 0;
        }
        return breaths;
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

    /** What a language model writes word by word is heard before its sentence ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Turn right at the second light and follow the road to the lake. | Turn right at the second light",
                "We kept the windows open all day because the kitchen was full. | We kept the windows open all day",
                "The price of the ticket includes coffee and a piece of cake. | The price of the ticket includes coffee",
                "The water in the harbour was so still that you could see it. | The water in the harbour was so still",
                "The people in the long queue said, “Wait” and they waited on. | The people in the long queue said,",
            })
    void cutsTheFirstSentenceBeforeAClauseThatBegins(String text, String first) {
        Normalizer english = normalizer(false, Cut.CLAUSE);
        List<Sentence> whole = english.normalize(text);
        Sentence clause = whole.get(0);
        int end = clause.words().get(clause.words().size() - 1).sourceEnd();
        assertThat(text.substring(0, end)).isEqualTo(first.replaceAll(",$", ""));
        assertThat(clause.goesOn()).isTrue();
        assertThat(Sentence.line(List.of(clause))).as("a breath").endsWith(",");
        GrowingText growing = english.begin();
        String[] words = text.split("(?<= )");
        int heardAt = 0;
        for (int i = 0; i < words.length && heardAt == 0; i++) {
            heardAt = growing.append(words[i]).isEmpty() ? 0 : i + 1;
        }
        assertThat(heardAt).as("two words behind").isEqualTo(first.split(" ").length + (first.endsWith(",") ? 1 : 2));
        assertThat(normalizer(false, Cut.SENTENCE).normalize(text).get(0).goesOn())
                .isFalse();
    }

    /** What belongs together stays together. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nobody in the whole town knew the house in which they were living.",
                "He raised his voice in the hall a little so that all could hear.",
                "The recipe asks for milk and exactly 2 and a half cups of it, please.",
                "He bought a very long rope the other day (and that was all).",
                "She said it would be at the corner of 5th and Main Street at noon.",
                "Tell her and him."
            })
    void cutsNothingThatBelongsTogether(String text) {
        List<Sentence> whole = normalizer(false, Cut.CLAUSE).normalize(text);
        List<String> cutBefore = whole.stream()
                .skip(1)
                .map(sentence -> text.substring(sentence.words().get(0).sourceStart()))
                .toList();
        assertThat(cutBefore)
                .noneMatch(rest -> rest.matches("(?:which|that all|a half|and a half|and that|and Main|him).*"));
    }

    @Test
    void aUsersExpressionIsReadAsOneThoughAClauseCouldBeginInIt() {
        Normalizer english = normalizer(false, Cut.CLAUSE)
                .with(UserWords.parse(List.of("rock and roll -> rockenroll"), SymbolTable.english()));
        String text = "My father and his friends all love rock and roll and the blues of the south.";
        assertThat(Sentence.line(english.normalize(text))).contains("rockenroll");
        GrowingText growing = english.begin();
        List<Sentence> sentences = new ArrayList<>();
        text.chars().forEach(c -> sentences.addAll(growing.append(Character.toString(c))));
        sentences.addAll(growing.close());
        assertThat(sentences).isEqualTo(english.normalize(text));
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
                "1. ",
                "```",
                "```\n",
                "```\ncode ",
                "`",
                "\n```x\ncode\n",
                "````\n``` ``\n"
            })
    void keepsOnlyAFewHundredCharacters(String piece) {
        GrowingText growing = normalizer(false, Cut.CLAUSE).begin();
        for (int i = 0; i < 1000; i++) {
            growing.append(piece);
            assertThat(growing.state().pending()).hasSizeLessThan(600);
        }
        assertThat(growing.state().offset()).isGreaterThan(1000 * piece.length() - 600);
    }

    /** What stands between fences is not read, however it comes, and nothing of it is kept. */
    @Test
    void announcesCodeWhereItBeginsAndKeepsNothingOfIt() {
        GrowingText growing = ENGLISH.begin();

        assertThat(growing.append("Look:\n``")).isEmpty();
        assertThat(growing.append("`java\n"))
                .extracting(sentence -> Sentence.line(List.of(sentence)))
                .containsExactly("look:", "code block");
        for (int i = 0; i < 500; i++) {
            assertThat(growing.append("int x = 1; // Done. Or not?\n\n``\n  ``` y"))
                    .isEmpty();
            assertThat(growing.state().pending()).hasSizeLessThan(20);
            growing = ENGLISH.resume(growing.state());
        }
        assertThat(growing.append("\n```  \nSo it is. And")).isEmpty();
        assertThat(growing.append(" then"))
                .extracting(sentence -> Sentence.line(List.of(sentence)))
                .containsExactly("so it is.");
        assertThat(Sentence.line(growing.close())).isEqualTo("and then");
    }

    @ParameterizedTest(name = "\"{0}\" is read {1}")
    @CsvSource({
        "'a:\n```\nx = 1\n```\nb', a: code block b",
        "'````md\n```\nx\n```\n````\nb', code block b",
        "'```\nnever closed. And so on', code block",
        "'run ```x``` now', run x now",
        "'```x``` now', x now",
        "'two\n\n```\n\n\n```\n\n``` js\ny```\n```', two code block code block",
        "'  ```\nx\n   ```\nend', code block end"
    })
    void readsNoCode(String written, String spoken) {
        String text = written.replace("\\n", "\n");

        assertThat(Sentence.line(ENGLISH.normalize(text))).isEqualTo(spoken);
        assertThat(Sentence.line(ENGLISH.with(CodeReading.SKIPPED).normalize(text)))
                .isEqualTo(
                        spoken.replace("code block", "").replaceAll(" +", " ").strip());
        assertThat(Sentence.line(KOREAN.with(CodeReading.ANNOUNCED).normalize("```\nx\n```\n네.")))
                .isEqualTo("코드 블록 네.");
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
