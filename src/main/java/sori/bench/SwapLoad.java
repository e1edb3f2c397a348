package sori.bench;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;

/** Speaks events in applications that use the same voices, one after the other. For one thread. */
final class SwapLoad {
    private final Workplace workplace;
    private final BenchBroker broker;
    private final Voices voices;

    SwapLoad(Workplace workplace, BenchBroker broker, Voices voices) {
        this.workplace = workplace;
        this.broker = broker;
        this.voices = voices;
    }

    /** What was heard of the first events, and then of those that count. */
    record Heard(PipelineRun warmUp, PipelineRun measured) {
        /** The version that spoke each utterance, by its id. */
        Map<String, String> versions() {
            Map<String, String> versions = new HashMap<>();
            Stream.of(warmUp, measured)
                    .flatMap(run -> run.spoken().stream())
                    .forEach(each -> versions.put(each.id(), each.version()));
            return versions;
        }
    }

    /**
     * Runs an application until all are spoken, or nothing comes any more.
     *
     * @param warmUp sent at once
     * @param measured given the watch that starts with them; sent at the rate, evenly: a long pause would look like a promotion that nobody hears
     */
    Heard speak(TopologyFile file, List<TextEvent> warmUp, Function<Stopwatch, Iterator<TextEvent>> measured)
            throws Exception {
        BenchSizes sizes = workplace.sizes();
        int about = (int) Math.ceil(sizes.swaps() * Promoter.SLOT_SECONDS * sizes.rate());
        Heard heard = new Heard(new PipelineRun(warmUp.size()), new PipelineRun(about));
        try (SpeechApplication application = new SpeechApplication(
                        file, voices, broker.access(), workplace.directory().resolve(file.application()));
                PipelineLoad load = new PipelineLoad(workplace, file, broker, application)) {
            application.start();
            application.ready().get(PipelineBenchmark.START_SECONDS, TimeUnit.SECONDS);
            load.send(warmUp.iterator(), () -> 0, heard.warmUp(), new Stopwatch());
            Stopwatch watch = new Stopwatch();
            load.send(measured.apply(watch), () -> 1 / sizes.rate(), heard.measured(), watch);
        } catch (TimeoutException e) {
            workplace.progress("swap: " + e.getMessage()); // what is missing counts as violations
        }
        return heard;
    }
}
