package sori.client;

import java.util.Collection;
import sori.schema.WordMark;

/** From samples back into the text, by the marks. */
public final class TextPosition {
    private TextPosition() {}

    /**
     * The UTF-16 position behind the furthest word whose last sample is not after a sample; -1 where there is none. A number may be
     * heard in another order than it is written in: what is passed over in the text counts once something behind it is heard.
     */
    public static int at(Collection<WordMark> marks, long sample) {
        return marks.stream()
                .filter(mark -> mark.getLastSample() <= sample)
                .mapToInt(WordMark::getSourceEnd)
                .max()
                .orElse(-1);
    }
}
