package sori.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A corpus of sine tones in LJSpeech layout, each as long as a text of its length is usually spoken. */
public final class ToneCorpus {
    public static final double SECONDS_PER_CHARACTER = 0.06;
    private static final double HALF = 0.5;

    public final Path directory;

    public ToneCorpus(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("wavs"));
    }

    /** Different texts: the first of the validation list, the second of the test list, the others to train on. */
    public static List<String> texts(int count) {
        return texts(count, "say", "go", "see", "day", "two", "bee");
    }

    /** The same in Korean, with words that sound otherwise than they are spelled. */
    public static List<String> koreanTexts(int count) {
        return texts(count, "말해", "국물", "같이", "꽃잎", "학교", "좋다");
    }

    private static List<String> texts(int count, String first, String... words) {
        List<String> texts = new ArrayList<>();
        texts.addAll(texts(1, Corpus.Split.VALIDATION, first, words));
        texts.addAll(texts(1, Corpus.Split.TEST, first, words));
        texts.addAll(texts(Math.max(0, count - 2), Corpus.Split.TRAIN, first, words));
        return texts.subList(0, count);
    }

    private static List<String> texts(int count, Corpus.Split split, String first, String... words) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> text(i, first, words))
                .filter(text -> Corpus.Split.of(text) == split)
                .limit(count)
                .toList();
    }

    private static String text(int i, String first, String... words) {
        StringBuilder text = new StringBuilder(first);
        for (int left = i + 1; left > 0; left /= words.length) {
            text.append(' ').append(words[left % words.length]);
        }
        return text.append('.').toString();
    }

    ToneCorpus line(String line) throws IOException {
        Files.writeString(
                directory.resolve(Corpus.METADATA), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    /** A tone of {@code hz} and its line. */
    public void add(String id, String text, double hz, int sampleRateHz) throws IOException {
        add(id, text, samples(text.length() * SECONDS_PER_CHARACTER, hz, sampleRateHz, HALF), sampleRateHz);
    }

    public void add(String id, String text, float[] samples, int sampleRateHz) throws IOException {
        write(wav(id), samples, sampleRateHz, 1, 16);
        line(id + "|" + text);
    }

    public Path wav(String id) {
        return directory.resolve("wavs").resolve(id + ".wav");
    }

    public static float[] samples(double seconds, double hz, int sampleRateHz, double amplitude) {
        float[] samples = new float[(int) (seconds * sampleRateHz)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hz * i / sampleRateHz));
        }
        return samples;
    }

    /** @param bits 8, 16 or 24; the same samples on every channel */
    public static void write(Path file, float[] samples, int sampleRateHz, int channels, int bits) throws IOException {
        int bytes = bits / 8;
        ByteBuffer out =
                ByteBuffer.allocate(44 + samples.length * channels * bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WAVEfmt ")).putInt(16);
        out.putShort((short) 1).putShort((short) channels).putInt(sampleRateHz);
        out.putInt(sampleRateHz * channels * bytes)
                .putShort((short) (channels * bytes))
                .putShort((short) bits);
        out.put(ascii("data")).putInt(out.capacity() - 44);
        double scale = (1L << bits - 1) - 1;
        for (float sample : samples) {
            long value = Math.round(Math.max(-1, Math.min(1, sample)) * scale) + (bits == 8 ? 128 : 0);
            for (int c = 0; c < channels; c++) {
                for (int b = 0; b < bits; b += 8) {
                    out.put((byte) (value >> b));
                }
            }
        }
        try (OutputStream stream = Files.newOutputStream(file)) {
            stream.write(out.array());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
