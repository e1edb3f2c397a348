package sori.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.schema.MelChunk;
import sori.schema.MelWord;
import sori.schema.Records;
import sori.schema.WordMark;

class WordMarksTest {
    private static List<WordMark> marks(List<MelWord> words, Integer... attended) {
        MelChunk chunk = Records.mel("u1", 0)
                .setFrames(attended.length)
                .setAttended(Arrays.asList(attended))
                .setWords(words)
                .build();
        WordMarks marks = new WordMarks(1000, 10);
        marks.add(chunk);
        marks.end(1000 + attended.length * 10L);
        return marks.takeBefore(Long.MAX_VALUE);
    }

    @Test
    void givesWordsOfOneSpanOneMark() {
        List<MelWord> words = List.of(new MelWord(0, 2, 0, 3), new MelWord(3, 5, 0, 3), new MelWord(6, 7, 4, 5));
        assertThat(marks(words, 0, 1, 2, 3, 4, 5, 6))
                .containsExactly(new WordMark(0, 3, 1000L, 1049L), new WordMark(4, 5, 1060L, 1069L));
    }

    @Test
    void toleratesAttentionThatFlickersOrSkips() {
        List<MelWord> words = List.of(new MelWord(0, 2, 0, 2), new MelWord(3, 4, 3, 4), new MelWord(5, 7, 5, 7));
        assertThat(marks(words, 0, 1, 0, 1, 5, 1, 6, 6))
                .containsExactly(new WordMark(0, 2, 1000L, 1039L), new WordMark(5, 7, 1040L, 1079L));
    }

    @Test
    void ordersMarksWithoutOverlap() {
        List<MelWord> words = List.of(new MelWord(0, 2, 0, 2), new MelWord(3, 5, 3, 5));
        List<WordMark> marks = marks(words, 0, 3, 0, 3, 4);
        assertThat(marks).isSortedAccordingTo((a, b) -> Long.compare(a.getFirstSample(), b.getFirstSample()));
        for (int i = 1; i < marks.size(); i++) {
            assertThat(marks.get(i).getFirstSample())
                    .isGreaterThan(marks.get(i - 1).getLastSample());
        }
    }
}
