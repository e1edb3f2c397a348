package sori.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sori.audio.AudioFile;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;

/** A recording's features: its samples prepared, its ends cut, its mels computed. Thread-safe. */
final class FeatureExtraction {
    /** To be changed with anything that changes features and is not in the mel format. */
    private static final String FEATURES = "features 1 ";

    private final MelFormat format = MelFormat.DEFAULT;
    private final MelExtractor extractor = new MelExtractor(format);

    /** @param mel empty if the features that are stored are of the same recording */
    record Features(String id, Optional<float[]> mel, double trimmedSeconds, String source) {}

    Features of(Corpus.Utterance utterance, FeatureStore store) throws IOException {
        try {
            return unlessThere(utterance, store);
        } catch (IOException e) {
            throw new IOException(utterance.wav() + ": " + e.getMessage(), e);
        }
    }

    private Features unlessThere(Corpus.Utterance utterance, FeatureStore store) throws IOException {
        byte[] bytes = Files.readAllBytes(utterance.wav());
        Preparation preparation = store.preparation();
        String source = source(bytes, utterance, preparation);
        if (store.contains(utterance.id(), source)) {
            return new Features(utterance.id(), Optional.empty(), 0, source);
        }
        int rate = format.sampleRateHz();
        float[] samples = preparation.samples(AudioFile.parse(bytes), rate);
        Span span = span(samples, utterance, preparation);
        float[] trimmed = Arrays.copyOfRange(samples, span.first(), span.end());
        return new Features(
                utterance.id(), Optional.of(extractor.extract(trimmed)), (double) span.first() / rate, source);
    }

    /** Everything that decides the features: the recording, where it is cut, and how mels are made. */
    private String source(byte[] wav, Corpus.Utterance utterance, Preparation preparation) {
        MessageDigest hash = Sha256.start();
        hash.update((FEATURES + format + preparation.marks()).getBytes(StandardCharsets.UTF_8));
        List<TimedWord> words = utterance.words();
        if (!words.isEmpty()) {
            String cut = words.get(0).startSeconds() + ".."
                    + words.get(words.size() - 1).endSeconds();
            hash.update(cut.getBytes(StandardCharsets.UTF_8));
        }
        hash.update(wav);
        return HexFormat.of().formatHex(hash.digest());
    }

    /** Samples that are kept, from the first to before the end. */
    private record Span(int first, int end) {}

    private Span span(float[] samples, Corpus.Utterance utterance, Preparation preparation) {
        int rate = format.sampleRateHz();
        int first = 0;
        int end = samples.length;
        List<TimedWord> words = utterance.words();
        if (words.isEmpty()) {
            while (first < end && Math.abs(samples[first]) < preparation.silence()) {
                first++;
            }
            while (end > first && Math.abs(samples[end - 1]) < preparation.silence()) {
                end--;
            }
        } else {
            first = (int) (words.get(0).startSeconds() * rate);
            end = (int) (words.get(words.size() - 1).endSeconds() * rate);
        }
        first = Math.max(0, first - (int) (preparation.leadSeconds() * rate));
        end = Math.min(samples.length, end + (int) (preparation.tailSeconds() * rate));
        return new Span(first, Math.max(first, end));
    }
}
