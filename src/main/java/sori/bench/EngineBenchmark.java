package sori.bench;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.AcousticRequest;
import sori.acoustic.EngineOptions;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.synthesis.CatalogVoices;
import sori.synthesis.SpeakingVoice;
import sori.synthesis.Stage;
import sori.synthesis.Voices;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;
import sori.voice.VoiceRefusedException;

/** The acoustic engine on a backlog, one worker, and with the vocoder behind it, the pipeline's workers. */
final class EngineBenchmark implements Benchmark {
    static final String TITLE = "engine";

    private static final String ONE_BY_ONE = "one by one";
    private static final String CONTINUOUS = "continuous";
    private static final int ROUNDS = 3;

    private static final int VOCODER_THREADS = Runtime.getRuntime().availableProcessors();

    private final Workplace workplace;

    EngineBenchmark(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() throws Exception {
        framesPerSecond();
        workplace.progress("engine: with the vocoder, without Kafka ...");
        try (CatalogVoices voices = open(workplace, workplace.options())) {
            BareSpeech.Result result = speak(workplace, voices);
            Map<String, Object> conditions = speakingConditions(workplace);
            workplace.tell(new Figure("engine.realtime", conditions, result.timesRealTime(), "x real time"));
            workplace.tell(new Figure("engine.cpu", conditions, result.cpuPerAudioSecond(), "s/s of audio"));
        }
    }

    private void framesPerSecond() throws Exception {
        EngineOptions one = workplace.options().engine().withWorkers(1);
        Map<String, EngineOptions> modes = new LinkedHashMap<>();
        modes.put(ONE_BY_ONE, one.withBatch(1));
        modes.put("static batch", one.withJoins(false));
        modes.put(CONTINUOUS, one);
        Map<String, Distribution> measured = measure(modes);
        measured.forEach((mode, rounds) -> {
            Map<String, Object> conditions = conditions(workplace, 1);
            conditions.put("mode", mode);
            conditions.put("slots", modes.getOrDefault(mode, one).batch());
            workplace.tell(new Figure("engine.framesPerSecond", conditions, rounds.median(), "frames/s"));
        });
        Map<String, Object> conditions = conditions(workplace, 1);
        conditions.put("of", CONTINUOUS + " / " + ONE_BY_ONE);
        double ratio = requireNonNull(measured.get(CONTINUOUS)).median()
                / requireNonNull(measured.get(ONE_BY_ONE)).median();
        workplace.tell(new Figure("engine.ratio", conditions, ratio, "x"));
    }

    /** Frames a second of each mode in some rounds, in which the modes take turns. */
    private Map<String, Distribution> measure(Map<String, EngineOptions> modes) throws Exception {
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (Map.Entry<String, EngineOptions> mode : modes.entrySet()) {
                workplace.progress(
                        "engine: " + mode.getKey() + (round == 0 ? ", warm-up" : ", round " + round) + " ...");
                double framesPerSecond = decode(mode.getValue()).framesPerSecond();
                if (round > 0) {
                    measured.computeIfAbsent(mode.getKey(), each -> new ArrayList<>())
                            .add(framesPerSecond);
                }
            }
        }
        Map<String, Distribution> distributions = new LinkedHashMap<>();
        measured.forEach((mode, rounds) -> distributions.put(mode, Distribution.of(rounds)));
        return distributions;
    }

    private BareSpeech.Result decode(EngineOptions options) throws Exception {
        try (CatalogVoices voices = open(workplace, workplace.options().withEngine(options));
                BareSpeech speech = new BareSpeech(voice(workplace, voices), 1)) {
            return speech.decode(requests(workplace, voices));
        }
    }

    /** The pipeline's backlog without Kafka, by the engine and as many vocoder threads as there are processors. */
    static BareSpeech.Result speak(Workplace workplace, CatalogVoices voices) {
        List<AcousticRequest> requests = requests(workplace, voices);
        try (BareSpeech speech = new BareSpeech(voice(workplace, voices), VOCODER_THREADS)) {
            speech.speak(requests.subList(0, Math.min(workplace.sizes().warmUp(), requests.size())));
            return speech.speak(requests);
        }
    }

    private static Map<String, Object> speakingConditions(Workplace workplace) {
        Map<String, Object> conditions =
                conditions(workplace, workplace.options().engine().workers());
        conditions.put("vocoderThreads", VOCODER_THREADS);
        conditions.put("backlog", workplace.sizes().backlog());
        return conditions;
    }

    private static List<AcousticRequest> requests(Workplace workplace, CatalogVoices voices) {
        return BareSpeech.requests(
                voices.reader(workplace.voice()),
                voice(workplace, voices),
                Texts.sentences(workplace.sizes().backlog()));
    }

    static CatalogVoices open(Workplace workplace, VoiceOptions options) throws Exception {
        return new CatalogVoices(workplace.catalog(), options).warmUp(List.of(Stage.values()));
    }

    private static SpeakingVoice voice(Workplace workplace, CatalogVoices voices) {
        VoiceManifest manifest = workplace.voice().manifest();
        if (voices.lease(manifest.name(), manifest.version()).found() instanceof Voices.Found.Here here) {
            return here.voice();
        }
        throw new IllegalStateException("voice " + manifest.id() + " is in the catalog");
    }

    /** What every figure of the engine depends on. */
    static Map<String, Object> conditions(Workplace workplace, int workers) {
        VoiceManifest manifest = workplace.voice().manifest();
        return new HashMap<>(Map.of(
                "voice", manifest.id(),
                "precision", precision(workplace),
                "reductionFactor", manifest.shape().framesPerStep(),
                "workers", workers));
    }

    private static String precision(Workplace workplace) {
        VoiceOptions options = workplace.options();
        try {
            OnnxRuntime runtime = OnnxRuntime.start(options.provider());
            return workplace.voice().precision(options.precision(), runtime).toString();
        } catch (GraphRefusedException | VoiceRefusedException e) {
            throw new IllegalStateException("a voice that speaks was refused", e);
        }
    }
}
