package sori.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Round numbers along an axis.
 *
 * @param decimals of the labels; -1 for as many as each needs
 */
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

    /** For a logarithmic axis: powers of ten, with 2 and 5 between them where there is room; within one decade any round numbers. */
    static Ticks logarithmic(double from, double to, int count) {
        double decades = Math.log10(to / from);
        if (decades < 1) {
            return between(from, to, count);
        }
        double[] factors = decades * 2 <= count ? new double[] {1, 2, 5} : new double[] {1};
        List<Double> values = new ArrayList<>();
        for (int exponent = (int) Math.floor(Math.log10(from)); Math.pow(10, exponent) <= to; exponent++) {
            for (double factor : factors) {
                double value = factor * Math.pow(10, exponent);
                if (value >= from && value <= to) {
                    values.add(value);
                }
            }
        }
        return new Ticks(values, -1);
    }

    String label(double value) {
        return decimals < 0
                ? new BigDecimal(value)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString()
                : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
