package sori.acoustic;

/** Where a decoder that finds no end is stopped. */
public final class FrameBound {
    private static final int BASE_FRAMES = 60;
    private static final int FRAMES_PER_SYMBOL = 30;

    private FrameBound() {}

    /** Most frames of a segment: several times what slow speech takes. */
    public static int frames(int symbols) {
        return Math.addExact(BASE_FRAMES, Math.multiplyExact(FRAMES_PER_SYMBOL, symbols));
    }
}
