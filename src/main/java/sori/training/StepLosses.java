package sori.training;

import java.util.Map;

/** What a model lost in one pass, as the logs of training have it. */
public interface StepLosses {
    /** The losses by their names, in the order of the log's columns; a new map. */
    Map<String, Double> figures();

    /** Before clipping; 0 where nothing was trained. */
    double gradientNorm();

    double learningRate();

    /** The same, and what only a training step has. */
    default Map<String, Double> ofStep() {
        Map<String, Double> figures = figures();
        figures.put("gradientNorm", gradientNorm());
        figures.put("learningRate", learningRate());
        return figures;
    }
}
