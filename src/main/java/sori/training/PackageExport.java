package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import sori.acoustic.AcousticShape;

/** A checkpoint's averaged weights as a Sori graph, and how far that graph is from the trained module. Stateless. */
final class PackageExport {
    private PackageExport() {}

    /** The moving average of the parameters, batch norms folded, by the exporter's names. */
    static AcousticWeights weights(AcousticTrainer trainer) {
        AcousticShape shape = trainer.module().shape();
        Map<String, float[]> folded = trainer.module()
                .exported(trainer.adam().average(), trainer.adam().averageStatistics());
        folded.put("mel.mean", trainer.statistics().mean());
        folded.put("mel.std", trainer.statistics().std());
        Map<String, AcousticWeights.Tensor> tensors = new LinkedHashMap<>();
        AcousticWeights.layout(shape).forEach((name, sides) -> {
            float[] values = folded.get(name);
            if (values == null) {
                throw new IllegalStateException("the module has no '" + name + "' to export");
            }
            tensors.put(name, new AcousticWeights.Tensor(values, sides));
        });
        return new AcousticWeights(shape, tensors);
    }

    /** Writes the graphs into a directory. */
    static void write(AcousticTrainer trainer, Path directory) throws IOException {
        AcousticExporter.export(weights(trainer), directory);
    }
}
