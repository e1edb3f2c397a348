package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sori.text.EmbedMode;
import sori.text.EncodedSentence;
import sori.text.Language;
import sori.text.Lexicon;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;

class KoreanPromptsTest {
    private static final int COUNT = 2000;

    private static List<String> prompts(long seed) {
        return Stream.generate(new KoreanPrompts(new Random(seed))::next)
                .limit(COUNT)
                .toList();
    }

    @Test
    void promptsAreInSpokenFormAndTheSameForASeed() {
        List<String> prompts = prompts(1);

        assertThat(prompts).allSatisfy(prompt -> assertThat(prompt).matches("[가-힣]+([,.?!]? [가-힣]+)*[.?!]"));
        assertThat(new HashSet<>(prompts)).hasSizeGreaterThan(COUNT * 9 / 10);
        assertThat(prompts).isEqualTo(prompts(1)).isNotEqualTo(prompts(2));
    }

    @Test
    void togetherTheyHaveEverySoundOfTheTable() {
        SymbolTable table = SymbolTable.korean();
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.LEXICON);
        Set<String> heard = new HashSet<>();
        for (String prompt : prompts(1)) {
            EncodedSentence encoded = encoder.encode(SpokenWord.split(prompt));
            assertThat(encoded.unmapped()).as(prompt).isZero();
            for (int symbol : encoded.symbols()) {
                heard.add(table.symbol(symbol));
            }
        }
        assertThat(heard).as("first consonants").containsAll(range(0x1100, 0x1112));
        assertThat(heard)
                .as("final consonants")
                .contains("\u11a8", "\u11ab", "\u11ae", "\u11af", "\u11b7", "\u11b8", "\u11bc");
        assertThat(heard).as("vowels").containsAll(range(0x1161, 0x1175));
        assertThat(Language.of(table)).isEqualTo(Language.KO);
    }

    private static List<String> range(int first, int last) {
        return Stream.iterate(first, c -> c <= last, c -> c + 1)
                .map(Character::toString)
                .toList();
    }
}
