package sori.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Named float32 tensors that are views into one contiguous tensor, and their gradients views into another. An optimizer step,
 * a moving average or a checkpoint is then one operation on one tensor. Not thread-safe.
 */
public final class FlatParameters {
    private final Map<String, long[]> shapes;
    private final boolean trainable;
    private final Map<String, Tensor> views = new LinkedHashMap<>();
    private final Tensor values;
    private final Tensor gradients;

    /**
     * Zeros in the processor's memory.
     *
     * @param shapes name to shape, in the order of the flat tensor
     */
    public FlatParameters(Map<String, long[]> shapes, boolean trainable) {
        this(
                shapes,
                trainable,
                HostTensors.zeros(
                        shapes.values().stream().mapToLong(FlatParameters::size).sum()));
    }

    private FlatParameters(Map<String, long[]> shapes, boolean trainable, Tensor values) {
        this.shapes = shapes;
        this.trainable = trainable;
        this.values = values;
        this.gradients = values.new_zeros(trainable ? values.numel() : 0);
        long offset = 0;
        for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
            long size = size(entry.getValue());
            Tensor view = values.narrow(0, offset, size).view(entry.getValue()).detach();
            if (trainable) {
                view.set_requires_grad(true);
                view.mutable_grad().put(gradients.narrow(0, offset, size).view(entry.getValue()));
            }
            views.put(entry.getKey(), view);
            offset += size;
        }
    }

    /** These parameters where they lie there already, else copies of them with gradients of their own. */
    public FlatParameters on(Device device) {
        return values.device().equals(device)
                ? this
                : new FlatParameters(shapes, trainable, HostTensors.on(device, values));
    }

    /** Copies in float64, not to be trained. */
    public FlatParameters precise() {
        return new FlatParameters(shapes, false, values.to(torch.ScalarType.Double));
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long side : shape) {
            size *= side;
        }
        return size;
    }

    /** The live view of one tensor. */
    public Tensor get(String name) {
        Tensor view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        return view;
    }

    public List<String> names() {
        return new ArrayList<>(views.keySet());
    }

    /** {@code [total]}, live. */
    public Tensor values() {
        return values;
    }

    /** {@code [total]}, live. */
    public Tensor gradients() {
        return gradients;
    }

    /** A copy of a float tensor's elements, wherever it lies; row-major. */
    public static float[] copy(Tensor tensor) {
        Tensor contiguous = tensor.detach().cpu().contiguous();
        float[] out = new float[Math.toIntExact(contiguous.numel())];
        if (out.length == 0) {
            return out;
        }
        new FloatPointer(contiguous.data_ptr_float()).get(out);
        return out;
    }

    /** Overwrites a tensor's elements, wherever it lies. */
    public static void fill(Tensor target, float[] elements) {
        if (elements.length != target.numel()) {
            throw new IllegalArgumentException(elements.length + " elements for a tensor of " + target.numel());
        }
        try (Tensor source = HostTensors.of(elements, elements.length)) {
            target.copy_(source.view_as(target));
        }
    }

    /** Flat elements by the name of their tensor. */
    public static Map<String, float[]> split(Map<String, long[]> shapes, float[] flat) {
        Map<String, float[]> parts = new LinkedHashMap<>();
        int offset = 0;
        for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
            int size = Math.toIntExact(size(entry.getValue()));
            parts.put(entry.getKey(), Arrays.copyOfRange(flat, offset, offset + size));
            offset += size;
        }
        return parts;
    }
}
