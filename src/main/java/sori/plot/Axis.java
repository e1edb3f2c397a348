package sori.plot;

/**
 * One direction of a chart.
 *
 * @param low value at its beginning; positive on a logarithmic axis
 * @param high value at its end, above {@code low}
 */
record Axis(double low, double high, boolean logarithmic) {
    /** An axis with a little room around the values; from 0 to 1, or .1 to 1, where there are none. */
    static Axis around(double lowest, double highest, boolean logarithmic) {
        if (!(lowest <= highest)) {
            return new Axis(logarithmic ? 0.1 : 0, 1, logarithmic);
        }
        if (logarithmic) {
            double room = Math.max(1.02, Math.pow(highest / lowest, 0.04));
            return new Axis(lowest / room, highest * room, true);
        }
        double room = Math.max(1e-9, highest > lowest ? 0.04 * (highest - lowest) : 0.1 * Math.abs(highest));
        double low = lowest >= 0 && lowest < 0.3 * highest ? 0 : lowest - room;
        return new Axis(low, highest + room, false);
    }

    /** @return 0 at the beginning to 1 at the end */
    double position(double value) {
        return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    Ticks ticks(int count) {
        return logarithmic ? Ticks.logarithmic(low, high, count) : Ticks.between(low, high, count);
    }
}
