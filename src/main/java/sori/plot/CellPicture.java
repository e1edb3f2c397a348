package sori.plot;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/**
 * A matrix as an image of one pixel for each of its values and nothing else, in few colours, so that it is small; whoever shows it
 * makes it larger. Time runs to the right, the columns upwards.
 */
public final class CellPicture {
    private static final int GRADES = 32;
    /** Natural log units below the loudest value of a mel that are still told apart: about 75 dB. */
    private static final double MEL_RANGE = 8.6;

    private CellPicture() {}

    /** A mel, as bright as its own loudest value allows. */
    public static BufferedImage mel(Spectrogram mel) {
        double loudest = Double.NEGATIVE_INFINITY;
        for (float value : mel.values()) {
            loudest = value > loudest ? value : loudest;
        }
        double high = Double.isInfinite(loudest) ? 0 : loudest;
        return draw(mel.values(), mel.bands(), high - MEL_RANGE, high);
    }

    /** Weights from dark (0) to bright (1). */
    public static BufferedImage alignment(AlignmentWeights alignment) {
        return draw(alignment.weights(), alignment.symbols().size(), 0, 1);
    }

    private static BufferedImage draw(float[] values, int columns, double low, double high) {
        int steps = values.length / columns;
        byte[][] palette = new byte[3][GRADES];
        for (int grade = 0; grade < GRADES; grade++) {
            int rgb = Viridis.rgb(grade / (GRADES - 1.0));
            for (int channel = 0; channel < 3; channel++) {
                palette[channel][grade] = (byte) (rgb >> 8 * (2 - channel));
            }
        }
        IndexColorModel colours = new IndexColorModel(8, GRADES, palette[0], palette[1], palette[2]);
        BufferedImage image = new BufferedImage(steps, columns, BufferedImage.TYPE_BYTE_INDEXED, colours);
        for (int step = 0; step < steps; step++) {
            for (int column = 0; column < columns; column++) {
                double value = (values[step * columns + column] - low) / (high - low);
                int grade = (int) Math.round(Math.max(0, Math.min(1, value)) * (GRADES - 1));
                image.getRaster().setSample(step, columns - 1 - column, 0, grade);
            }
        }
        return image;
    }
}
