package sori.training;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TypeMeta;
import org.bytedeco.pytorch.global.torch;

/**
 * What it takes to tell that a training can lie on another device, as far as that shows without a GPU: what a step begins with goes to
 * the device (libtorch's meta device, which has shapes and no data), and what the step makes on its way takes after what it computes
 * with. The latter is told by the type, since the meta device can't compute all of it: a tensor made of nothing has the default type,
 * which is made another one here. {@code ArchitectureTest} has the rule for the code.
 */
public final class DeviceTensors {
    public static final Device META = new Device(torch.DeviceType.Meta);

    private DeviceTensors() {}

    public static void singlePrecisionByDefault() {
        torch.set_default_dtype(new TypeMeta(torch.scalarTypeToTypeMeta(torch.ScalarType.Float)));
    }

    public static void doublePrecisionByDefault() {
        torch.set_default_dtype(new TypeMeta(torch.scalarTypeToTypeMeta(torch.ScalarType.Double)));
    }

    /** All of a module's parameters, and their gradients. */
    public static List<Tensor> of(FlatParameters parameters) {
        List<Tensor> lasting = new ArrayList<>(List.of(parameters.values(), parameters.gradients()));
        for (String name : parameters.names()) {
            lasting.add(parameters.get(name));
            lasting.add(parameters.get(name).grad());
        }
        return lasting;
    }

    /** A record's tensors, and those of its records. */
    public static List<Tensor> tensors(Record holder) {
        List<Tensor> found = new ArrayList<>();
        try {
            for (RecordComponent component : holder.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                add(component.getAccessor().invoke(holder), found);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    public static List<Tensor> fields(Object holder) {
        List<Tensor> found = new ArrayList<>();
        try {
            for (Field field : holder.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                add(field.get(holder), found);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static void add(Object value, List<Tensor> found) {
        if (value instanceof Tensor tensor) {
            found.add(tensor);
        } else if (value instanceof Record inner) {
            found.addAll(tensors(inner));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> add(each, found));
        }
    }
}
