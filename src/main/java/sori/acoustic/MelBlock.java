package sori.acoustic;

import java.util.List;

/**
 * Consecutive frames of one segment, after the postnet.
 *
 * @param frameOffset index of the first frame within the segment
 * @param frames in it
 * @param mel {@code [frames, mels]} row-major, natural log, owned by the receiver
 * @param attendedSymbol {@code [frames]}: index into the request's symbols that the attention looked at most; empty for a voice
 *     without attention
 * @param last whether the segment ends with this block
 * @param cut true on the last block when the decoder found no end and was stopped
 */
public record MelBlock(int frameOffset, int frames, float[] mel, int[] attendedSymbol, boolean last, boolean cut) {
    /** The frames of consecutive blocks in one array, {@code [frames, mels]}. */
    public static float[] joined(List<MelBlock> blocks) {
        float[] mel =
                new float[blocks.stream().mapToInt(block -> block.mel().length).sum()];
        int at = 0;
        for (MelBlock block : blocks) {
            System.arraycopy(block.mel(), 0, mel, at, block.mel().length);
            at += block.mel().length;
        }
        return mel;
    }
}
