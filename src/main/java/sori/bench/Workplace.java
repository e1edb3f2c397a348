package sori.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import sori.topology.Guarantee;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * What benchmarks work with.
 *
 * @param voice that speaks, of the catalog
 * @param options how it is used; the pipeline and what it is compared with have the same
 * @param guarantees under which the pipeline is measured
 * @param brokers starts the Kafka that the pipeline runs through, when it is needed
 * @param instances starts instances of the pipeline beside this process
 * @param directory for local stores; the caller's to remove
 * @param progress told in a line what happens
 * @param figures told each figure
 */
public record Workplace(
        VoicePackage voice,
        VoiceCatalog catalog,
        VoiceOptions options,
        BenchSizes sizes,
        List<Guarantee> guarantees,
        Callable<BenchBroker> brokers,
        BenchInstances instances,
        Path directory,
        Consumer<String> progress,
        Consumer<Figure> figures) {
    public Workplace {
        guarantees = List.copyOf(guarantees);
    }

    void progress(String line) {
        progress.accept(line);
    }

    void tell(Figure figure) {
        figures.accept(figure);
    }
}
