package sori.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.tongfei.progressbar.ProgressBar;
import sori.audio.AudioScan;
import sori.text.SymbolTable;

/**
 * Looks for what would spoil training. Recordings are read one by one in pieces; what is kept of each is its name, its text and a
 * few numbers. For one corpus; not thread-safe.
 */
public final class CorpusCheck {
    private static final int USUAL_BITS = 16;

    private final Limits limits;
    private final CorpusTexts texts;
    private final List<CorpusFinding> findings = new ArrayList<>();
    private final List<Recording> recordings = new ArrayList<>();
    private final Map<String, CorpusFiles.Item> itemOfAudio = new HashMap<>();

    /**
     * @param sampleRateHz of the voice
     * @param heldOut one text in so many is for validation, and one for testing
     * @param shortestSeconds of sound
     * @param longestSeconds of a whole recording
     */
    public record Limits(int sampleRateHz, int heldOut, double shortestSeconds, double longestSeconds) {}

    /** What is kept of a recording that can be read. */
    private record Recording(String id, double seconds, double soundSeconds, int characters, int sampleRateHz) {
        double secondsPerCharacter() {
            return soundSeconds / characters;
        }
    }

    public CorpusCheck(SymbolTable table, Limits limits) {
        this.limits = limits;
        this.texts = new CorpusTexts(table, limits.heldOut(), this::add);
    }

    /** @throws IOException if the folder is no corpus */
    public CorpusReport run(Path directory) throws IOException {
        CorpusFiles files = CorpusFiles.read(directory);
        findings.addAll(files.findings());
        List<CorpusFiles.Item> items = files.items();
        try (ProgressBar bar = new ProgressBar("checking", items.size())) {
            for (CorpusFiles.Item item : items) {
                int characters = texts.check(item);
                checkRecording(item, characters);
                bar.step();
            }
        }
        texts.finish();
        checkRates();
        checkSpeakingRate();
        findings.sort(Comparator.comparing(CorpusFinding::defect));
        double[] seconds = recordings.stream().mapToDouble(Recording::seconds).toArray();
        return new CorpusReport(texts.statistics(seconds), findings);
    }

    private void checkRecording(CorpusFiles.Item item, int characters) {
        if (!Files.isRegularFile(item.wav())) {
            add(CorpusDefect.MISSING_RECORDING, item.id(), "no file " + item.wav());
            return;
        }
        try {
            AudioScan scan = AudioScan.read(item.wav(), Preparation.DEFAULT.silence());
            checkFormat(item.id(), scan);
            checkSound(item.id(), scan);
            checkSame(item, scan);
            recordings.add(
                    new Recording(item.id(), scan.seconds(), scan.soundSeconds(), characters, scan.sampleRateHz()));
        } catch (IOException e) {
            add(CorpusDefect.UNREADABLE, item.id(), String.valueOf(e.getMessage()));
        }
    }

    private void checkFormat(String id, AudioScan scan) {
        if (scan.missingBytes() > 0) {
            add(CorpusDefect.CUT_OFF, id, "ends " + scan.missingBytes() + " bytes before its header says");
        }
        if (scan.sampleRateHz() != limits.sampleRateHz()) {
            boolean low = scan.sampleRateHz() < limits.sampleRateHz();
            add(
                    low ? CorpusDefect.LOW_RATE : CorpusDefect.OTHER_RATE,
                    id,
                    scan.sampleRateHz() + " Hz, the voice has " + limits.sampleRateHz());
        }
        if (scan.channels() > 1) {
            add(CorpusDefect.STEREO, id, scan.channels() + " channels");
        }
        if (scan.bits() != USUAL_BITS || scan.real()) {
            add(CorpusDefect.BIT_DEPTH, id, scan.bits() + (scan.real() ? "-bit floats" : " bits"));
        }
    }

    private void checkSound(String id, AudioScan scan) {
        if (scan.soundSeconds() == 0) {
            add(CorpusDefect.SILENT, id, written("loudest sample %.4f of full scale", scan.peak()));
        } else if (scan.soundSeconds() < limits.shortestSeconds()) {
            add(CorpusDefect.TOO_SHORT, id, written("%.2f s of sound", scan.soundSeconds()));
        } else if (scan.seconds() > limits.longestSeconds()) {
            add(CorpusDefect.TOO_LONG, id, written("%.1f s", scan.seconds()));
        }
        if (scan.clippedSamples() > 0) {
            add(CorpusDefect.CLIPPED, id, scan.clippedSamples() + " samples at full scale");
        }
    }

    private void checkSame(CorpusFiles.Item item, AudioScan scan) {
        CorpusFiles.Item first = itemOfAudio.putIfAbsent(scan.sha256(), item);
        if (first != null && scan.soundSeconds() > 0) {
            boolean copy = CorpusTexts.words(first.text()).equals(CorpusTexts.words(item.text()));
            add(
                    copy ? CorpusDefect.COPY : CorpusDefect.SAME_RECORDING,
                    item.id(),
                    "the same samples as " + first.id() + ": " + item.text());
        }
    }

    /** Against the corpus's own commonest rate. */
    private void checkRates() {
        Map<Integer, Integer> counts = new TreeMap<>();
        recordings.forEach(recording -> counts.merge(recording.sampleRateHz(), 1, Integer::sum));
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).ifPresent(usual -> {
            for (Recording each : recordings) {
                if (each.sampleRateHz() != usual.getKey()) {
                    add(
                            CorpusDefect.MIXED_RATES,
                            each.id(),
                            each.sampleRateHz() + " Hz, where most have " + usual.getKey());
                }
            }
        });
    }

    private void checkSpeakingRate() {
        List<Recording> spoken = recordings.stream()
                .filter(each -> each.characters() > 0 && each.soundSeconds() >= limits.shortestSeconds())
                .toList();
        Optional<SpeakingRate> rate = SpeakingRate.of(
                spoken.stream().mapToDouble(Recording::secondsPerCharacter).toArray());
        if (rate.isEmpty()) {
            return;
        }
        SpeakingRate usual = rate.get();
        if (usual.isScattered()) {
            String detail = "seconds per character vary by %.0f %% about %.3f, where 10 to 20 %% are usual";
            add(CorpusDefect.SCATTERED, "all", written(detail, 100 * usual.spread(), usual.secondsPerCharacter()));
        }
        for (Recording each : spoken) {
            double slowness = usual.slowness(each.secondsPerCharacter());
            if (usual.isWrong(slowness) || usual.isDoubtful(slowness)) {
                add(
                        usual.isWrong(slowness) ? CorpusDefect.MISLABELLED : CorpusDefect.DOUBTFUL,
                        each.id(),
                        written(
                                "%.2f s for %d characters, %.1f times the usual",
                                each.soundSeconds(), each.characters(), slowness));
            }
        }
    }

    private void add(CorpusDefect defect, String place, String detail) {
        findings.add(new CorpusFinding(defect, place, detail));
    }

    private static String written(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
