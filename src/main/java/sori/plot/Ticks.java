package sori.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
record Ticks(List<Double> values, int decimals) {
    /** About {@code count} multiples of 1, 2 or 5 times a power of ten from {@code from} to {@code to}. */
    static Ticks between(double from, double to, int count) {
        double raw = Math.max(1e-12, (to - from) / Math.max(1, count));
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power;
        for (double factor : new double[] {2, 5, 10}) {
            if (step < raw * 0.999) {
                step = factor * power;
            }
        }
        List<Double> values = new ArrayList<>();
        for (long k = (long) Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) {
            values.add(k * step);
        }
        return new Ticks(values, (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
    }

    String label(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
