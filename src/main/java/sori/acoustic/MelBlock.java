package sori.acoustic;

/**
 * Consecutive frames of one segment, after the postnet.
 *
 * @param frameOffset index of the first frame within the segment
 * @param mel {@code [frames, mels]} row-major, natural log, owned by the receiver
 * @param attendedSymbol {@code [frames]}: index into the request's symbols that the attention looked at most
 * @param last whether the segment ends with this block
 * @param cut true on the last block when the decoder found no end and was stopped at its bound
 */
public record MelBlock(int frameOffset, float[] mel, int[] attendedSymbol, boolean last, boolean cut) {
    public int frames() {
        return attendedSymbol.length;
    }
}
