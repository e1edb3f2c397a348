package sori.plot;

/**
 * The colour map "viridis" of Nathaniel Smith and Stéfan van der Walt (matplotlib, 2015, released under CC0): even steps of value
 * look like even steps of lightness, also to colour-blind eyes and in grey. Ten of its published colours, joined linearly.
 */
final class Viridis {
    private static final int[] POINTS = {
        0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725
    };

    private Viridis() {}

    /**
     * @param value 0 (dark) to 1 (bright); limited to it, not a number is dark
     * @return 0xRRGGBB
     */
    static int rgb(double value) {
        double position = Math.max(0, Math.min(1, Double.isNaN(value) ? 0 : value)) * (POINTS.length - 1);
        int left = Math.min((int) position, POINTS.length - 2);
        double part = position - left;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = POINTS[left] >> shift & 0xFF;
            int to = POINTS[left + 1] >> shift & 0xFF;
            rgb |= (int) Math.round(from + part * (to - from)) << shift;
        }
        return rgb;
    }
}
