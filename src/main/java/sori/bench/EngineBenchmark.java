package sori.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.acoustic.AcousticRequest;
import sori.stream.CatalogVoices;
import sori.stream.SpeakingVoice;
import sori.stream.Stage;
import sori.stream.Voices;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;

/** The acoustic engine on a backlog, one worker, and with the vocoder behind it, the pipeline's workers. */
final class EngineBenchmark implements Benchmark {
    static final String TITLE = "engine";

    /** Sentences that start and end together in a static batch. */
    private static final int STATIC_BATCH = 8;

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
        try (CatalogVoices voices = open(workplace, workplace.options().withWorkers(1));
                BareSpeech speech = new BareSpeech(voice(workplace, voices), 1)) {
            List<AcousticRequest> requests = requests(workplace, voices);
            speech.decode(requests.subList(0, Math.min(STATIC_BATCH, requests.size())), STATIC_BATCH); // warm-up
            Map<String, Integer> groups =
                    Map.of("one by one", 1, "static batch", STATIC_BATCH, "continuous", requests.size());
            Map<String, Double> measured = new HashMap<>();
            for (String mode : List.of("one by one", "static batch", "continuous")) {
                workplace.progress("engine: " + requests.size() + " sentences, " + mode + " ...");
                BareSpeech.Result result = speech.decode(requests, groups.get(mode));
                measured.put(mode, result.framesPerSecond());
                Map<String, Object> conditions = conditions(workplace, 1);
                conditions.put("mode", mode);
                workplace.tell(new Figure("engine.framesPerSecond", conditions, result.framesPerSecond(), "frames/s"));
            }
            Map<String, Object> conditions = conditions(workplace, 1);
            conditions.put("of", "continuous / one by one");
            double ratio = measured.get("continuous") / measured.get("one by one");
            workplace.tell(new Figure("engine.ratio", conditions, ratio, "x"));
        }
    }

    /** The pipeline's backlog without Kafka, by the engine and as many vocoder threads as there are processors. */
    static BareSpeech.Result speak(Workplace workplace, CatalogVoices voices) {
        List<AcousticRequest> requests = requests(workplace, voices);
        try (BareSpeech speech = new BareSpeech(voice(workplace, voices), VOCODER_THREADS)) {
            speech.speak(requests.subList(0, Math.min(PipelineBenchmark.WARM_UP, requests.size())));
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
                "reductionFactor", manifest.shape().framesPerStep(),
                "workers", workers));
    }
}
