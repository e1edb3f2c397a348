package sori.acoustic;

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
public record MelBlock(int frameOffset, int frames, float[] mel, int[] attendedSymbol, boolean last, boolean cut) {}
