package sori.corpus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How each phone of a speaker sounds: three states, each a Gaussian with a variance of its own for every value of a frame; silence has
 * one. Vowels with and without stress share theirs. Made of recordings whose phones' times are known, well or badly, and then used to
 * find better ones (Viterbi training of monophone models; Rabiner, "A Tutorial on Hidden Markov Models", 1989, section VI).
 */
final class PhoneModels {
    static final int STATES = 3;
    static final String SILENCE = "";
    private static final double LEAST_VARIANCE = 0.05;

    private final Map<String, State[]> phones = new HashMap<>();

    /** One Gaussian, being summed up or finished. */
    static final class State {
        private final double[] mean = new double[SpeechFrames.SIZE];
        private final double[] variance = new double[SpeechFrames.SIZE];
        private double constant;
        private long frames;

        private void add(double[] frame) {
            for (int i = 0; i < frame.length; i++) {
                mean[i] += frame[i];
                variance[i] += frame[i] * frame[i];
            }
            frames++;
        }

        private void finish() {
            if (frames == 0) { // of nothing is known how it sounds: as anything may
                Arrays.fill(variance, 1);
            }
            for (int i = 0; i < mean.length && frames > 0; i++) {
                mean[i] /= frames;
                variance[i] = Math.max(LEAST_VARIANCE, variance[i] / frames - mean[i] * mean[i]);
            }
            for (double each : variance) {
                constant -= 0.5 * Math.log(2 * Math.PI * each);
            }
        }

        /** Logarithm of the density. */
        double logLikelihood(double[] frame) {
            double sum = constant;
            for (int i = 0; i < frame.length; i++) {
                double off = frame[i] - mean[i];
                sum -= 0.5 * off * off / variance[i];
            }
            return sum;
        }
    }

    /** Of recordings and the times of their phones. */
    static PhoneModels of(List<AlignedRecording> recordings) {
        PhoneModels models = new PhoneModels();
        for (AlignedRecording recording : recordings) {
            models.add(recording);
        }
        models.states(SILENCE);
        models.phones.values().forEach(states -> Arrays.stream(states).forEach(State::finish));
        return models;
    }

    private void add(AlignedRecording recording) {
        double[][] frames = recording.frames();
        int at = 0;
        for (TimedWord word : recording.words()) {
            int start = Math.min(frames.length, frame(word.startSeconds()));
            for (; at < start; at++) {
                states(SILENCE)[0].add(frames[at]);
            }
            for (TimedPhone phone : word.phones()) {
                int end = Math.min(frames.length, frame(phone.endSeconds()));
                int first = at;
                for (; at < end; at++) {
                    states(phone.symbol())[(at - first) * STATES / (end - first)].add(frames[at]);
                }
            }
        }
        for (; at < frames.length; at++) {
            states(SILENCE)[0].add(frames[at]);
        }
    }

    private static int frame(double seconds) {
        return (int) Math.round(seconds / SpeechFrames.HOP_SECONDS);
    }

    /** A phone's three states, or silence's one. */
    State[] states(String phone) {
        return phones.computeIfAbsent(phone.replaceAll("[0-9]", ""), name -> {
            State[] states = new State[name.equals(SILENCE) ? 1 : STATES];
            Arrays.setAll(states, i -> new State());
            return states;
        });
    }
}
