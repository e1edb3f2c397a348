package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import sori.cluster.RecordRoom;
import sori.kafka.Codec;
import sori.kafka.Codecs;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.stream.intake.AnyTimestamp;
import sori.stream.intake.ControlFirst;
import sori.stream.intake.ControlProcessor;
import sori.stream.intake.DecodeProcessor;
import sori.stream.intake.NormalizeProcessor;
import sori.stream.stage.CommitPolicy;
import sori.stream.stage.EmbedProcessor;
import sori.stream.stage.EncodeProcessor;
import sori.stream.stage.OrderedStage;
import sori.stream.stage.Outcomes;
import sori.stream.stage.StageParts;
import sori.stream.stage.StageSetup;
import sori.stream.stage.StageWork;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.topology.FileNodes;
import sori.topology.Guarantee;
import sori.topology.Nodes;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;
import sori.trace.CarriedHeaders;
import sori.trace.SpanSink;
import sori.trace.Spans;
import sori.trace.TraceBeginning;

/**
 * Builds the Kafka Streams topology of a topology file: a pure function, so that it can be printed, compared and tested.
 * Bytes come in and are decoded first; records go from stage to stage; they are encoded, and their size is checked, last.
 */
public final class SpeechTopology {
    private final TopologyFile file;
    private final FileNodes nodes;
    private final Supplier<StageParts> parts;
    private final Codecs codecs;
    private final RecordRoom room;
    private final SpanSink spans;
    private final Clock clock;
    private final Topology topology = new Topology();

    private SpeechTopology(
            TopologyFile file,
            Supplier<StageParts> parts,
            Codecs codecs,
            RecordRoom room,
            SpanSink spans,
            Clock clock) {
        this.file = file;
        this.nodes = new FileNodes(file);
        this.parts = parts;
        this.codecs = codecs;
        this.room = room;
        this.spans = spans;
        this.clock = clock;
    }

    /**
     * @param parts asked by each task when it starts, and by nobody before
     * @param codecs how records are framed
     * @param room how large records may be
     * @param spans takes what was done, where anybody looks
     * @param clock decides what has expired and what is a duplicate
     */
    static Topology build(
            TopologyFile file,
            Supplier<StageParts> parts,
            Codecs codecs,
            RecordRoom room,
            SpanSink spans,
            Clock clock) {
        return new SpeechTopology(file, parts, codecs, room, spans, clock).build();
    }

    /** The same where nobody is asked for schemas, and topics take all that the file allows. */
    static Topology build(TopologyFile file, Supplier<StageParts> parts, Clock clock) {
        return build(file, parts, Codecs.AVRO, RecordRoom.ofAnyTopic(file), SpanSink.NONE, clock);
    }

    /** Kafka Streams' own description. */
    public static String describe(TopologyFile file) {
        Supplier<StageParts> none = () -> {
            throw new IllegalStateException("this topology is to be looked at, and not to be run");
        };
        return build(file, none, Clock.systemUTC()).describe().toString();
    }

    private Topology build() {
        Stage first = file.stages().get(0);
        StageStores stores = new StageStores(exactlyOnce());
        String source = Nodes.source(file.from());
        topology.addSource(
                AutoOffsetReset.earliest(),
                source,
                new AnyTimestamp(clock),
                Serdes.Bytes().deserializer(),
                Serdes.ByteArray().deserializer(),
                file.from());
        topology.addProcessor(
                Nodes.decode(first),
                DecodeProcessor.of(
                        first,
                        file.from(),
                        nodes.of(first),
                        file.settings().maxRecordBytes(),
                        codecs,
                        headers(),
                        clock),
                source);
        String parent = Nodes.decode(first);
        if (file.controlled()) {
            addControl();
        }
        for (String node : nodes.all()) {
            addNode(node, parent);
            stores.addTo(topology, node);
            parent = node;
        }
        if (file.controlled()) {
            stores.addCancelled(topology, nodes.cancelling());
        }
        addEnds();
        return topology;
    }

    private void addControl() {
        SpeechSettings settings = file.settings();
        List<String> stages = new ArrayList<>(nodes.all());
        Collections.reverse(stages);
        boolean reports = file.stages().contains(Stage.NORMALIZE);
        Duration window = Duration.ofSeconds(settings.duplicateWindowSeconds());
        String source = Nodes.source(file.control());
        topology.addSource(
                AutoOffsetReset.earliest(),
                source,
                new ControlFirst(clock),
                Serdes.Bytes().deserializer(),
                Serdes.ByteArray().deserializer(),
                file.control());
        Codec<SpeechControl> controls = codecs.codec(file.control(), SpeechControl.class);
        topology.addProcessor(
                Nodes.CONTROL,
                () -> new ControlProcessor(
                        controls,
                        stages,
                        reports,
                        settings.maxRecordBytes(),
                        window,
                        headers(),
                        () -> parts.get().metrics(),
                        clock),
                source);
    }

    private StageSetup setup(List<String> next) {
        return new StageSetup(
                file.settings(),
                parts,
                exactlyOnce(),
                file.controlled(),
                headers(),
                new Spans(spans, clock),
                next,
                clock);
    }

    private CarriedHeaders headers() {
        Optional<TraceBeginning> beginning = spans.isOn()
                ? Optional.of(
                        new TraceBeginning(file.application(), file.tracing().ratio()))
                : Optional.empty();
        return new CarriedHeaders(file.headers(), beginning);
    }

    /** Who hands a node its records. */
    private String[] parents(String parent) {
        return file.controlled() ? new String[] {parent, Nodes.CONTROL} : new String[] {parent};
    }

    private void addEnds() {
        Stage last = file.stages().get(file.stages().size() - 1);
        addEnd(last, file.to());
        file.taps().forEach(tap -> addEnd(tap, StageTopics.output(tap).name()));
        List<String> parents =
                new ArrayList<>(List.of(Nodes.decode(file.stages().get(0))));
        parents.addAll(nodes.all());
        if (file.controlled()) {
            parents.add(Nodes.CONTROL);
        }
        topology.addProcessor(
                Nodes.FAILURES, encoder(last, SpeechFailure.class, file.failures()), parents.toArray(String[]::new));
        List<String> failing = new ArrayList<>(List.of(Nodes.FAILURES, Nodes.encode(last)));
        file.taps().forEach(tap -> failing.add(Nodes.encode(tap)));
        addSink(file.failures(), failing);
    }

    private void addEnd(Stage stage, String topic) {
        topology.addProcessor(
                Nodes.encode(stage), encoder(stage, WireCodecs.outputType(stage), topic), nodes.of(stage));
        addSink(topic, List.of(Nodes.encode(stage)));
    }

    private void addSink(String topic, List<String> parents) {
        topology.addSink(
                Nodes.sink(topic),
                topic,
                Serdes.Bytes().serializer(),
                Serdes.ByteArray().serializer(),
                parents.toArray(String[]::new));
    }

    private <V extends SpecificRecordBase> ProcessorSupplier<Bytes, V, Bytes, byte[]> encoder(
            Stage stage, Class<V> type, String topic) {
        int limit = room.of(topic);
        String failures = Nodes.sink(file.failures());
        Duration interval = Duration.ofMillis(file.commitIntervalMs());
        boolean leaves = !file.taps().contains(stage) || type == SpeechFailure.class;
        Consumer<SpecificRecordBase> watcher =
                leaves ? new Outcomes(stage, () -> parts.get().metrics()) : written -> {};
        Codec<V> codec = codecs.codec(topic, type);
        Codec<SpeechFailure> failureCodec = codecs.codec(file.failures(), SpeechFailure.class);
        return () -> new EncodeProcessor<>(
                stage,
                codec,
                failureCodec,
                new CommitPolicy(file.guarantee(), interval, clock),
                limit,
                Nodes.sink(topic),
                failures,
                new Spans(spans, clock),
                watcher,
                clock);
    }

    private boolean exactlyOnce() {
        return file.guarantee() == Guarantee.EXACTLY_ONCE;
    }

    private void addNode(String node, String parent) {
        SpeechSettings settings = file.settings();
        switch (node) {
            case Nodes.SPEAK -> addOrdered(StageWork.speak(settings, room.of(file.to())), Stage.VOCODE, parent);
            case "mel" -> addOrdered(StageWork.mel(), Stage.MEL, parent);
            case "vocode" ->
                addOrdered(StageWork.vocode(settings, room.of(file.to()), exactlyOnce()), Stage.VOCODE, parent);
            case "embed" -> {
                List<String> next = nodes.after(Stage.EMBED);
                topology.addProcessor(node, () -> new EmbedProcessor(setup(next)), parents(parent));
            }
            default -> {
                List<String> next = nodes.after(Stage.NORMALIZE);
                topology.addProcessor(node, () -> new NormalizeProcessor(setup(next)), parents(parent));
            }
        }
    }

    /** @param last stage that the node does */
    private <I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase> void addOrdered(
            StageWork<I, O, M> work, Stage last, String parent) {
        List<String> next = nodes.after(last);
        topology.addProcessor(work.node(), () -> new OrderedStage<>(work, setup(next)), parents(parent));
    }
}
