package sori.client;

import java.util.Collection;
import sori.schema.WordMark;

/** From samples back into the text, by the marks. */
public final class TextPosition {
    private TextPosition() {}

    /**
     * The UTF-16 position behind the last word that is heard to its end when a sample is; -1 where there is none.
     *
     * @param marks in the order in which they are heard
     */
    public static int at(Collection<WordMark> marks, long sample) {
        int position = -1;
        for (WordMark mark : marks) {
            if (mark.getLastSample() <= sample) {
                position = mark.getSourceEnd();
            }
        }
        return position;
    }
}
