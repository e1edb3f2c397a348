package sori.topology;

import java.util.List;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;

/** Changes some keys of a {@link TopologyFile}; what each means stands there. One use, one thread. */
public final class TopologyBuilder {
    private String application;
    private List<Stage> stages;
    private String from;
    private String to;
    private String failures;
    private String control;
    private List<Stage> taps;
    private Guarantee guarantee;
    private int threads;
    private int commitIntervalMs;
    private SpeechSettings settings;
    private ModelSettings models;
    private GroupProtocol groupProtocol;
    private int standbys;
    private String startFrom;
    private WireForm wire;
    private String schemaRegistry;
    private List<String> headers;
    private MetricsSettings metrics;
    private TracingSettings tracing;

    TopologyBuilder(TopologyFile file) {
        application = file.application();
        stages = file.stages();
        from = file.from();
        to = file.to();
        failures = file.failures();
        control = file.control();
        taps = file.taps();
        guarantee = file.guarantee();
        threads = file.threads();
        commitIntervalMs = file.commitIntervalMs();
        settings = file.settings();
        models = file.models();
        groupProtocol = file.groupProtocol();
        standbys = file.standbys();
        startFrom = file.startFrom();
        wire = file.wire();
        schemaRegistry = file.schemaRegistry();
        headers = file.headers();
        metrics = file.metrics();
        tracing = file.tracing();
    }

    public TopologyBuilder application(String application) {
        this.application = application;
        return this;
    }

    public TopologyBuilder stages(List<Stage> stages) {
        this.stages = stages;
        return this;
    }

    public TopologyBuilder from(String from) {
        this.from = from;
        return this;
    }

    public TopologyBuilder to(String to) {
        this.to = to;
        return this;
    }

    public TopologyBuilder failures(String failures) {
        this.failures = failures;
        return this;
    }

    public TopologyBuilder control(String control) {
        this.control = control;
        return this;
    }

    public TopologyBuilder taps(List<Stage> taps) {
        this.taps = taps;
        return this;
    }

    public TopologyBuilder guarantee(Guarantee guarantee) {
        this.guarantee = guarantee;
        return this;
    }

    public TopologyBuilder threads(int threads) {
        this.threads = threads;
        return this;
    }

    public TopologyBuilder commitIntervalMs(int commitIntervalMs) {
        this.commitIntervalMs = commitIntervalMs;
        return this;
    }

    public TopologyBuilder settings(SpeechSettings settings) {
        this.settings = settings;
        return this;
    }

    public TopologyBuilder models(ModelSettings models) {
        this.models = models;
        return this;
    }

    public TopologyBuilder groupProtocol(GroupProtocol groupProtocol) {
        this.groupProtocol = groupProtocol;
        return this;
    }

    public TopologyBuilder standbys(int standbys) {
        this.standbys = standbys;
        return this;
    }

    public TopologyBuilder startFrom(String startFrom) {
        this.startFrom = startFrom;
        return this;
    }

    public TopologyBuilder wire(WireForm wire) {
        this.wire = wire;
        return this;
    }

    public TopologyBuilder schemaRegistry(String schemaRegistry) {
        this.schemaRegistry = schemaRegistry;
        return this;
    }

    public TopologyBuilder headers(List<String> headers) {
        this.headers = headers;
        return this;
    }

    public TopologyBuilder metrics(MetricsSettings metrics) {
        this.metrics = metrics;
        return this;
    }

    public TopologyBuilder tracing(TracingSettings tracing) {
        this.tracing = tracing;
        return this;
    }

    /** Gives the topics at the ends, and that of failures, names that begin with the application's. */
    public TopologyBuilder topicsOfItsOwn() {
        return from(application + ".text").to(application + ".audio").failures(application + ".failures");
    }

    /** @throws IllegalArgumentException when it breaks a rule, naming the key */
    public TopologyFile build() {
        return new TopologyFile(
                application,
                stages,
                from,
                to,
                failures,
                control,
                taps,
                guarantee,
                threads,
                commitIntervalMs,
                settings,
                models,
                groupProtocol,
                standbys,
                startFrom,
                wire,
                schemaRegistry,
                headers,
                metrics,
                tracing);
    }
}
