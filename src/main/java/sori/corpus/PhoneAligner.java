package sori.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sori.mel.DynamicTimeWarping;

/**
 * Finds when the words and phones of a recording are spoken: first by another's reading of the same text whose times are known, then by
 * how the phones sound. Stateless and thread-safe.
 */
final class PhoneAligner {
    /** Of a pause; a plosive's closure is shorter. */
    private static final int SHORTEST_PAUSE_FRAMES = 10;

    private static final byte STAY = 0;
    private static final byte NEXT = 1;
    private static final byte OVER_PAUSE = 2;

    private PhoneAligner() {}

    /**
     * The words of a reading at the times where another says them, by dynamic time warping of cepstra and loudness.
     *
     * @param reading whose times are known
     * @param frames of the other
     */
    static List<TimedWord> carry(AlignedRecording reading, double[][] frames) {
        double[][] read = reading.frames();
        int[] met = DynamicTimeWarping.columns(
                read.length, frames.length, (row, column) -> distance(read[row], frames[column]));
        List<TimedWord> words = new ArrayList<>();
        for (TimedWord word : reading.words()) {
            List<TimedPhone> phones = word.phones().stream()
                    .map(phone -> new TimedPhone(phone.symbol(), carried(phone.endSeconds(), met)))
                    .toList();
            words.add(new TimedWord(word.spoken(), word.punctuation(), carried(word.startSeconds(), met), phones));
        }
        return words;
    }

    private static double carried(double seconds, int[] met) {
        int row = (int) Math.round(seconds / SpeechFrames.HOP_SECONDS);
        return row <= 0 ? 0 : (met[Math.min(row, met.length) - 1] + 1) * SpeechFrames.HOP_SECONDS;
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < SpeechFrames.STATIC; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /**
     * @param words with the times found
     * @param logLikelihood of the frames under these, mean over the frames: low where something else is said
     */
    record Found(List<TimedWord> words, double logLikelihood) {}

    /**
     * The likeliest times of a recording's phones (Viterbi); there may be a pause before each word and at the end.
     *
     * @throws IllegalArgumentException if the recording is too short for its phones
     */
    static Found find(AlignedRecording recording, PhoneModels models) {
        return new Search(recording, models).found();
    }

    /** States side by side; the frames walk through them. */
    private static final class Search {
        private final AlignedRecording recording;
        private final List<PhoneModels.State> states = new ArrayList<>();
        /** Per state: the phone it belongs to, counted through all words, or -1 in a pause. */
        private final List<Integer> phones = new ArrayList<>();
        /** Per state: the state before the pause before it, or -1 where there is none. */
        private final List<Integer> overPause = new ArrayList<>();

        Search(AlignedRecording recording, PhoneModels models) {
            this.recording = recording;
            PhoneModels.State silence = models.states(PhoneModels.SILENCE)[0];
            int phone = 0;
            for (TimedWord word : recording.words()) {
                int before = states.size() - 1;
                addPause(silence);
                boolean first = true;
                for (TimedPhone each : word.phones()) {
                    for (PhoneModels.State state : models.states(each.symbol())) {
                        add(state, phone, first ? before : -1);
                        first = false;
                    }
                    phone++;
                }
            }
            addPause(silence);
            if (recording.frames().length < PhoneModels.STATES * phone) {
                throw new IllegalArgumentException(
                        recording.id() + " is too short for the " + phone + " phones of its text");
            }
        }

        private void addPause(PhoneModels.State silence) {
            for (int i = 0; i < SHORTEST_PAUSE_FRAMES; i++) {
                add(silence, -1, -1);
            }
        }

        private void add(PhoneModels.State state, int phone, int before) {
            states.add(state);
            phones.add(phone);
            overPause.add(before);
        }

        Found found() {
            int count = states.size();
            byte[][] steps = new byte[recording.frames().length][count];
            double[] scores = new double[count];
            for (int t = 0; t < steps.length; t++) {
                scores = t == 0 ? begin() : step(scores, steps[t]);
                hear(recording.frames()[t], scores);
            }
            int spoken = count - 1 - SHORTEST_PAUSE_FRAMES;
            int last = scores[count - 1] > scores[spoken] ? count - 1 : spoken;
            return new Found(words(phoneOfFrame(steps, last)), scores[last] / steps.length);
        }

        /** The first frame is the beginning of a pause or of the first phone. */
        private double[] begin() {
            double[] scores = new double[states.size()];
            Arrays.fill(scores, Double.NEGATIVE_INFINITY);
            scores[0] = 0;
            scores[SHORTEST_PAUSE_FRAMES] = 0;
            return scores;
        }

        private double[] step(double[] before, byte[] steps) {
            double[] scores = new double[before.length];
            for (int s = 0; s < scores.length; s++) {
                double best = before[s];
                if (s > 0 && before[s - 1] > best) {
                    best = before[s - 1];
                    steps[s] = NEXT;
                }
                int over = overPause.get(s);
                if (over >= 0 && before[over] > best) {
                    best = before[over];
                    steps[s] = OVER_PAUSE;
                }
                scores[s] = best;
            }
            return scores;
        }

        private void hear(double[] frame, double[] scores) {
            for (int s = 0; s < scores.length; s++) {
                if (scores[s] > Double.NEGATIVE_INFINITY) {
                    scores[s] += states.get(s).logLikelihood(frame);
                }
            }
        }

        private int[] phoneOfFrame(byte[][] steps, int last) {
            int[] phone = new int[steps.length];
            int state = last;
            for (int t = steps.length - 1; t >= 0; t--) {
                phone[t] = phones.get(state);
                state = switch (steps[t][state]) {
                    case STAY -> state;
                    case NEXT -> state - 1;
                    default -> overPause.get(state);
                };
            }
            return phone;
        }

        private List<TimedWord> words(int[] phoneOfFrame) {
            List<TimedWord> words = new ArrayList<>();
            int phone = 0;
            int t = 0;
            for (TimedWord word : recording.words()) {
                while (phoneOfFrame[t] != phone) {
                    t++;
                }
                double start = t * SpeechFrames.HOP_SECONDS;
                List<TimedPhone> times = new ArrayList<>();
                for (TimedPhone each : word.phones()) {
                    while (t < phoneOfFrame.length && phoneOfFrame[t] == phone) {
                        t++;
                    }
                    times.add(new TimedPhone(each.symbol(), t * SpeechFrames.HOP_SECONDS));
                    phone++;
                }
                words.add(new TimedWord(word.spoken(), word.punctuation(), start, times));
            }
            return words;
        }
    }
}
