package sori.acoustic;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How far a decoder's attention may stray before the engine takes a hand; a voice may have limits of its own. The usual ones are
 * {@code en-slt}'s, which never comes near them: it went on by at most 4 symbols at a step, never back, made at most 40 frames
 * without getting on and stopped at most 2 symbols before the last, in 2,400 sentences by letters and by phones.
 *
 * @param backSymbols by which a step may go back from the one before
 * @param aheadSymbols by which it may go on; even with {@code backSymbols}, as both together are
 * @param endSymbols before the last one, of which the furthest that was looked at must be one before the decoder may stop
 * @param stalledFrames that may be made without looking further than before
 */
public record AttentionLimits(int backSymbols, int aheadSymbols, int endSymbols, int stalledFrames) {
    /** No sentence has as many symbols, or frames. */
    static final int MOST = 1_000_000;

    /** The last part of a text that may be left when it counts as read: one in so many symbols. */
    private static final int UNREAD_PART = 10;

    public static final AttentionLimits DEFAULT = new AttentionLimits(4, 6, 2, 128);

    /** Whatever the attention does is fine. */
    public static final AttentionLimits NONE = new AttentionLimits(MOST, MOST, MOST, MOST);

    /** @throws IllegalArgumentException naming the limit that no attention could keep, or no window could hold it to */
    public AttentionLimits {
        require("backSymbols", backSymbols, 0);
        require("aheadSymbols", aheadSymbols, 1);
        require("endSymbols", endSymbols, 0);
        require("stalledFrames", stalledFrames, 1);
        if ((backSymbols + aheadSymbols) % 2 != 0) {
            throw new IllegalArgumentException("backSymbols and aheadSymbols are " + backSymbols + " and "
                    + aheadSymbols + ": make one of them larger by one, as their sum must be even");
        }
    }

    private static void require(String name, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(name + " is " + value + ", not in " + least + ".." + MOST);
        }
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static AttentionLimits parse(String text) {
        try {
            int[] numbers = Arrays.stream(text.split(",", -1))
                    .mapToInt(number -> Integer.parseInt(number.strip()))
                    .toArray();
            if (numbers.length == 4) {
                return new AttentionLimits(numbers[0], numbers[1], numbers[2], numbers[3]);
            }
        } catch (NumberFormatException e) {
            // the same complaint
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not four whole numbers joined by commas, BACK,AHEAD,END,STALLED" + " such as "
                        + DEFAULT.text());
    }

    /** The four numbers in order, joined by commas. */
    public String text() {
        return Arrays.stream(new int[] {backSymbols, aheadSymbols, endSymbols, stalledFrames})
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
    }

    /**
     * Whether a sentence is read to its end: but for its last tenth, as nobody can say which frame speaks the last symbols, or for
     * the symbols that the decoder may stop before.
     *
     * @param symbol to which the attention came
     * @param symbols of the sentence, its end symbol included
     */
    public boolean reachesEnd(int symbol, int symbols) {
        return symbol >= symbols - 1 - Math.max(endSymbols, symbols / UNREAD_PART);
    }
}
