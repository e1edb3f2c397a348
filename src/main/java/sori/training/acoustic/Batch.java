package sori.training.acoustic;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import sori.acoustic.AcousticShape;
import sori.corpus.TimedSymbols;
import sori.training.HostTensors;

/**
 * Utterances padded to one size, as tensors. B utterances, T symbols, N decoder steps, r frames per step. Lives as long as
 * the caller's pointer scope.
 *
 * @param size B
 * @param decoderSteps of all utterances together, without padding
 * @param symbols int64 {@code [B, T]}
 * @param mask {@code [B, T]}: 1 on symbols, 0 on padding
 * @param maskBias {@code [B, T]}: 0 on symbols, -1e9 on padding
 * @param reversal int64 {@code [B * T]}: row that the reversed sequence reads
 * @param previousFrames {@code [N, B, mels]}: last frame before each step, zeros at first
 * @param frames {@code [B, N * r, mels]} normalized
 * @param frameMask {@code [B, N * r, 1]}
 * @param gate {@code [B, N]}: 1 at an utterance's last step
 * @param stepMask {@code [B, N]}
 * @param guide {@code [B, N, T]}: how far a symbol is from the step's time, 0..1
 */
public record Batch(
        int size,
        long decoderSteps,
        Tensor symbols,
        Tensor mask,
        Tensor maskBias,
        Tensor reversal,
        Tensor previousFrames,
        Tensor frames,
        Tensor frameMask,
        Tensor gate,
        Tensor stepMask,
        Tensor guide) {

    /** The batch itself where it lies there already, else a copy. */
    Batch on(Device device) {
        return new Batch(
                size,
                decoderSteps,
                HostTensors.on(device, symbols),
                HostTensors.on(device, mask),
                HostTensors.on(device, maskBias),
                HostTensors.on(device, reversal),
                HostTensors.on(device, previousFrames),
                HostTensors.on(device, frames),
                HostTensors.on(device, frameMask),
                HostTensors.on(device, gate),
                HostTensors.on(device, stepMask),
                HostTensors.on(device, guide));
    }

    /**
     * @param mel {@code [frames, mels]} normalized
     * @param guideSigmaSeconds how far beside its time a symbol may be attended at little cost
     */
    public record Item(TimedSymbols symbols, float[] mel, double guideSigmaSeconds) {}

    /** @param hopSeconds between two frames
     * @param sigmaSeconds width of the duration guide */
    static Batch of(List<Item> items, AcousticShape shape, float[] silence, double hopSeconds) {
        return new Padded(items, shape, silence, hopSeconds).toBatch();
    }

    /** Arrays being filled. */
    private static final class Padded {
        private final int size;
        private final int length;
        private final int steps;
        private final long ownSteps;
        private final int mels;
        private final int r;
        private final long[] symbols;
        private final float[] mask;
        private final float[] maskBias;
        private final long[] reversal;
        private final float[] previous;
        private final float[] frames;
        private final float[] frameMask;
        private final float[] gate;
        private final float[] stepMask;
        private final float[] guide;

        Padded(List<Item> items, AcousticShape shape, float[] silence, double hopSeconds) {
            size = items.size();
            mels = shape.mels();
            r = shape.framesPerStep();
            length = items.stream().mapToInt(i -> i.symbols().length()).max().orElseThrow();
            steps = items.stream().mapToInt(this::steps).max().orElseThrow();
            ownSteps = items.stream().mapToInt(this::steps).sum();
            symbols = new long[size * length];
            mask = new float[size * length];
            maskBias = new float[size * length];
            reversal = new long[size * length];
            previous = new float[steps * size * mels];
            frames = new float[size * steps * r * mels];
            frameMask = new float[size * steps * r];
            gate = new float[size * steps];
            stepMask = new float[size * steps];
            guide = new float[size * steps * length];
            for (int b = 0; b < size; b++) {
                Item item = items.get(b);
                addSymbols(b, item.symbols());
                addFrames(b, item, silence);
                addGuide(b, item, steps(item), hopSeconds);
            }
        }

        private int steps(Item item) {
            return (item.mel().length / mels + r - 1) / r;
        }

        private void addSymbols(int b, TimedSymbols item) {
            for (int t = 0; t < length; t++) {
                boolean real = t < item.length();
                symbols[b * length + t] = real ? item.ids()[t] : 0;
                mask[b * length + t] = real ? 1 : 0;
                maskBias[b * length + t] = real ? 0 : -1e9f;
                reversal[b * length + t] = (long) b * length + (real ? item.length() - 1 - t : t);
            }
        }

        private void addFrames(int b, Item item, float[] silence) {
            int own = steps(item);
            for (int f = 0; f < steps * r; f++) {
                boolean real = f * mels < item.mel().length;
                System.arraycopy(
                        real ? item.mel() : silence, real ? f * mels : 0, frames, (b * steps * r + f) * mels, mels);
                frameMask[b * steps * r + f] = f < own * r ? 1 : 0;
            }
            for (int n = 0; n < steps; n++) {
                stepMask[b * steps + n] = n < own ? 1 : 0;
                gate[b * steps + n] = n == own - 1 ? 1 : 0;
                if (n > 0) {
                    System.arraycopy(frames, (b * steps * r + n * r - 1) * mels, previous, (n * size + b) * mels, mels);
                }
            }
        }

        private void addGuide(int b, Item item, int own, double hopSeconds) {
            TimedSymbols symbols = item.symbols();
            for (int n = 0; n < own; n++) {
                double time = (n + 0.5) * r * hopSeconds;
                for (int t = 0; t < symbols.length(); t++) {
                    double early = symbols.startSeconds()[t] - time;
                    double late = time - symbols.endSeconds()[t];
                    double distance = Math.max(0, Math.max(early, late)) / item.guideSigmaSeconds();
                    guide[(b * steps + n) * length + t] = (float) (1 - Math.exp(-0.5 * distance * distance));
                }
            }
        }

        Batch toBatch() {
            return new Batch(
                    size,
                    ownSteps,
                    HostTensors.of(symbols, size, length),
                    HostTensors.of(mask, size, length),
                    HostTensors.of(maskBias, size, length),
                    HostTensors.of(reversal, (long) size * length),
                    HostTensors.of(previous, steps, size, mels),
                    HostTensors.of(frames, size, (long) steps * r, mels),
                    HostTensors.of(frameMask, size, (long) steps * r, 1),
                    HostTensors.of(gate, size, steps),
                    HostTensors.of(stepMask, size, steps),
                    HostTensors.of(guide, size, steps, length));
        }
    }
}
