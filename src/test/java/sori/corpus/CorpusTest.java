package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.mel.MelFormat;
import sori.text.EmbedMode;
import sori.text.Lexicon;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.training.acoustic.AcousticTrainer;
import sori.training.acoustic.Batch;
import sori.training.acoustic.SmallCorpus;

class CorpusTest {
    private static final String LINE = "a1\tread 0.175 r/1/0.25 iy/1/0.31 d/1/0.40\tit 0.52 ih/0/0.60 t/0/0.66";
    private final SymbolTable table = SymbolTable.english();

    @TempDir
    Path directory;

    @Test
    void wordsCarrySpellingPunctuationAndTimes() {
        List<TimedWord> words = AlignmentFile.words(LINE, "read, it.");
        assertThat(words).extracting(TimedWord::spoken).containsExactly("read", "it");
        assertThat(words).extracting(TimedWord::punctuation).containsExactly(",", ".");
        assertThat(words.get(0).phones()).extracting(TimedPhone::symbol).containsExactly("@R", "@IY1", "@D");
        assertThat(words.get(1).startSeconds()).isEqualTo(0.52);
        assertThat(words.get(1).endSeconds()).isEqualTo(0.66);
    }

    @Test
    void anAlignmentOfOtherWordsIsNotUsed() {
        assertThat(AlignmentFile.words(LINE, "red it.")).isEmpty();
        assertThat(AlignmentFile.words(LINE, "read it now.")).isEmpty();
    }

    @Test
    void trainingSymbolsAreWhatTheEmbedStageMakes() {
        List<TimedWord> words = AlignmentFile.words(LINE, "read, it.");
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.CHARACTERS);
        int[] expected = encoder.encode(SpokenWord.split("read, it.")).symbols();
        TimedSymbols symbols = TimedSymbols.of(words, TimedSymbols.Form.CHARACTERS, table, 0.1, 1.0, new Random(1));
        assertThat(symbols.ids()).isEqualTo(expected);
    }

    @Test
    void symbolTimesAscendFromTheTrimmedStartToTheEnd() {
        List<TimedWord> words = AlignmentFile.words(LINE, "read, it.");
        for (TimedSymbols.Form form : TimedSymbols.Form.values()) {
            TimedSymbols symbols = TimedSymbols.of(words, form, table, 0.125, 0.7, new Random(2));
            assertThat(symbols.startSeconds()[0]).isZero();
            assertThat(symbols.endSeconds()[symbols.length() - 1]).isEqualTo(0.7f);
            for (int i = 1; i < symbols.length(); i++) {
                assertThat(symbols.startSeconds()[i]).isGreaterThanOrEqualTo(symbols.startSeconds()[i - 1]);
                assertThat(symbols.endSeconds()[i]).isGreaterThanOrEqualTo(symbols.startSeconds()[i]);
            }
        }
    }

    @Test
    void withoutTimesLettersShareTheRecordingEvenly() {
        TimedSymbols symbols = TimedSymbols.spread("Go on.", TimedSymbols.Form.PHONES, table, 3.5, new Random(1));
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.CHARACTERS);
        assertThat(symbols.ids())
                .isEqualTo(encoder.encode(SpokenWord.split("go on.")).symbols());
        assertThat(symbols.startSeconds()).containsExactly(0f, 0.5f, 1f, 1.5f, 2f, 2.5f, 3f);
        assertThat(symbols.endSeconds()[6]).isEqualTo(3.5f);
    }

    /** 국물 sounds 궁물 and 같이 sounds 가치. */
    @Test
    void koreanEntersInEveryFormWithoutTimes() {
        SymbolTable korean = SymbolTable.korean();
        String text = "국물 ".repeat(20) + "같이.";
        int[] spelled = spread(text, TimedSymbols.Form.CHARACTERS, korean);
        int[] sounding = spread(text, TimedSymbols.Form.PHONES, korean);
        int[] mixed = spread(text, TimedSymbols.Form.MIXED, korean);

        assertThat(spelled).isEqualTo(embedded(text, EmbedMode.CHARACTERS, korean));
        assertThat(sounding).isEqualTo(embedded(text, EmbedMode.LEXICON, korean));
        assertThat(Arrays.stream(mixed).filter(symbol -> symbol == korean.indexOf("\u11bc")))
                .as("words that enter as they sound")
                .hasSizeBetween(3, 17);
    }

    private static int[] spread(String text, TimedSymbols.Form form, SymbolTable table) {
        return TimedSymbols.spread(text, form, table, 1, new Random(1)).ids();
    }

    private static int[] embedded(String text, EmbedMode mode, SymbolTable table) {
        return new SymbolEncoder(table, Lexicon.EMPTY, mode)
                .encode(SpokenWord.split(text))
                .symbols();
    }

    @Test
    void aTextStaysInItsList() {
        assertThat(Corpus.Split.of("one moment.")).isEqualTo(Corpus.Split.of("one moment."));
        long held = IntStream.range(0, 10_000)
                .filter(i -> Corpus.Split.of("text " + i) != Corpus.Split.TRAIN)
                .count();
        assertThat(held).isBetween(60L, 140L);
    }

    @Test
    void aLineWithoutTextIsNamed() throws IOException {
        Files.writeString(directory.resolve(Corpus.METADATA), "a|b\nonly an id\n");
        assertThatThrownBy(() -> Corpus.read(directory))
                .hasMessageContaining("line 2")
                .hasMessageContaining("only an id");
        assertThatThrownBy(() -> Corpus.read(directory.resolve("absent"))).hasMessageContaining("metadata.csv");
    }

    @Test
    void featuresComeBackAsTheyWentIn() throws IOException {
        float[] mel = new float[160];
        mel[7] = -3;
        try (FeatureStore store = FeatureStore.open(directory, MelFormat.DEFAULT)) {
            store.add("a", new float[80], 0.5);
            store.add("b", mel, 0.25);
        }
        try (FeatureStore store = FeatureStore.open(directory, MelFormat.DEFAULT)) {
            assertThat(store.entry("b")).isEqualTo(new FeatureStore.Entry("b", 2, 1, 0.25, ""));
            assertThat(store.read(store.entry("b"))).isEqualTo(mel);
            assertThatThrownBy(() -> store.entry("c")).hasMessageContaining("lab prepare");
        }
    }

    @Test
    void batchesAreAPureFunctionOfTheStep() throws IOException {
        SmallCorpus small = new SmallCorpus(directory, 40);
        AcousticTrainer trainer = small.trainer();
        for (long step : new long[] {0, 3, 9, 100}) {
            List<Batch.Item> once = small.source(trainer, 4).items(step);
            List<Batch.Item> again = small.source(trainer, 4).items(step);
            for (int i = 0; i < 4; i++) {
                assertThat(again.get(i).symbols().ids())
                        .isEqualTo(once.get(i).symbols().ids());
                assertThat(again.get(i).mel()).isEqualTo(once.get(i).mel());
            }
        }
    }

    @Test
    void promptsAreSpeakableAndTheSameForTheSameSeed() throws IOException {
        Files.writeString(directory.resolve("data.noun"), """
                00001 | a thing; "the dog ate 3 bones"; "She read the well-known book"; "TV is bad"
                00002 | other; "where is it?"; "go, now"; "one"
                """);
        for (String file : List.of("data.verb", "data.adj", "data.adv")) {
            Files.writeString(directory.resolve(file), "");
        }
        List<String> prompts = Prompts.collect(directory, 5, 1);
        assertThat(prompts).isEqualTo(Prompts.collect(directory, 5, 1)).isNotEmpty();
        assertThat(prompts).allMatch(p -> p.matches("[a-z',;:.?! ]+")).noneMatch(p -> p.contains("bones"));
        OwnPrompts own = new OwnPrompts(new Random(7));
        for (int i = 0; i < 500; i++) {
            assertThat(own.next()).matches("[a-z']+(?:[,:]? [a-z']+)*[.?!]");
        }
    }
}
