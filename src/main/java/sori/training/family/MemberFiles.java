package sori.training.family;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.audio.MuLaw;
import sori.audio.Resampler;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.evaluate.Listener;
import sori.mel.MelFormat;
import sori.plot.AlignmentWeights;
import sori.plot.CellPicture;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.report.Figures;
import sori.report.LengthGroup;
import sori.report.Sample;

/**
 * What was measured of one member, in a folder: {@code figures.json}, a WAV file for each sentence, and pictures of the samples. So
 * nothing is measured twice, and the page can be written at any time.
 */
final class MemberFiles {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int SAMPLE_RATE_HZ = 16_000;
    private static final String MEL = ".mel.png";
    private static final String ALIGNMENT = ".alignment.png";

    private final Path directory;

    MemberFiles(Path directory) {
        this.directory = directory;
    }

    /** @param list what was spoken */
    record Measured(String list, Figures figures) {}

    /** What was measured at this step by this list, if it was. */
    Optional<Figures> figures(HeldOutList list, long step) throws IOException {
        Path file = directory.resolve("figures.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Measured measured = JSON.readValue(file.toFile(), Measured.class);
        boolean same = measured.list().equals(name(list)) && measured.figures().step() == step;
        return same ? Optional.of(measured.figures()) : Optional.empty();
    }

    void write(HeldOutList list, Figures figures) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("figures.json"), JSON.writeValueAsBytes(new Measured(name(list), figures)));
    }

    private static String name(HeldOutList list) {
        return list.form() + " " + Integer.toHexString(list.sentences().hashCode());
    }

    void writeSpeech(Corpus.Utterance sentence, float[] samples, MelFormat format) throws IOException {
        Files.createDirectories(directory);
        new Wav(samples, format.sampleRateHz()).write(wav(sentence));
    }

    /** @param mel {@code [frames, mels]} row-major */
    void drawMel(Corpus.Utterance sentence, float[] mel, MelFormat format) throws IOException {
        double frameSeconds = (double) format.hopSamples() / format.sampleRateHz();
        Png.write(
                CellPicture.mel(new Spectrogram(mel, format.mels(), frameSeconds)),
                directory.resolve(sentence.id() + MEL));
    }

    void drawAlignment(Corpus.Utterance sentence, AlignmentWeights alignment) throws IOException {
        Png.write(CellPicture.alignment(alignment), directory.resolve(sentence.id() + ALIGNMENT));
    }

    /** The samples as they go into the page; none where one was not measured. */
    List<Sample> samples(HeldOutList list) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Corpus.Utterance sentence : list.samples()) {
            if (!Files.isRegularFile(wav(sentence))) {
                return List.of();
            }
            Wav wav = Wav.read(wav(sentence));
            Path alignment = directory.resolve(sentence.id() + ALIGNMENT);
            samples.add(new Sample(
                    sentence.id(),
                    MuLaw.wav(
                            new Resampler(wav.sampleRateHz(), SAMPLE_RATE_HZ).resample(wav.samples()), SAMPLE_RATE_HZ),
                    Files.readAllBytes(directory.resolve(sentence.id() + MEL)),
                    Files.isRegularFile(alignment) ? Optional.of(Files.readAllBytes(alignment)) : Optional.empty()));
        }
        return samples;
    }

    /** Has a program listen to each length group. */
    List<Double> heard(HeldOutList list, Listener program) throws IOException, InterruptedException {
        List<Double> figures = new ArrayList<>();
        for (LengthGroup group : list.groups()) {
            StringBuilder lines = new StringBuilder();
            for (int place : group.members()) {
                Corpus.Utterance sentence = list.utterances().get(place);
                lines.append(wav(sentence).toAbsolutePath())
                        .append('\t')
                        .append(sentence.text())
                        .append('\n');
            }
            Path file = directory.resolve(group.name() + ".tsv");
            Files.writeString(file, lines);
            figures.add(program.hear(file));
        }
        return figures;
    }

    private Path wav(Corpus.Utterance sentence) {
        return directory.resolve(sentence.id() + ".wav");
    }
}
