package sori.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;

/**
 * Mels of a corpus on disk: {@code mels.bin} (float32 little-endian, frames one after another) and {@code index.tsv}. Only
 * grows; an entry counts once its whole index line is written and its mel is there, so that a store whose writer was killed at any
 * moment holds what was finished; a later line of an id replaces the earlier ones. Reading is thread-safe, adding is not, and one
 * process at a time adds.
 */
public final class FeatureStore implements AutoCloseable {
    /** Utterances that tell a corpus's mel statistics. */
    private static final int STATISTICS_UTTERANCES = 2000;

    /** Of a band that hardly moves. */
    private static final double SMALLEST_STD = 0.1;

    /**
     * @param frames how many, each of the format's mels
     * @param offsetFrames where they start in the file
     * @param trimmedSeconds silence cut off the recording's start: phone times are shifted by it
     * @param source hash of what they were made of; empty if that is not known
     */
    public record Entry(String id, int frames, long offsetFrames, double trimmedSeconds, String source) {
        private static Entry parse(String line) {
            String[] f = line.split("\t");
            return new Entry(
                    f[0],
                    Integer.parseInt(f[1]),
                    Long.parseLong(f[2]),
                    Double.parseDouble(f[3]),
                    f.length > 4 ? f[4] : "");
        }

        private String line() {
            return String.format(
                    Locale.ROOT, "%s\t%d\t%d\t%.6f\t%s\n", id, frames, offsetFrames, trimmedSeconds, source);
        }

        private long endFrames() {
            return offsetFrames + frames;
        }
    }

    private final Path index;
    private final FileChannel mels;
    private final MelFormat format;
    private final Preparation preparation;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long endFrames;
    private long indexBytes;
    private @Nullable FileChannel lines;

    private FeatureStore(Path directory, MelFormat format) throws IOException {
        this.index = directory.resolve("index.tsv");
        this.format = format;
        this.preparation = Preparation.read(directory);
        this.mels = FileChannel.open(
                directory.resolve("mels.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    public static FeatureStore open(Path directory, MelFormat format) throws IOException {
        Files.createDirectories(directory);
        FeatureStore store = new FeatureStore(directory, format);
        try {
            if (Files.isRegularFile(store.index)) {
                store.readIndex();
            }
            return store;
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    /** What comes after the last whole line was being written by somebody who was killed. */
    private void readIndex() throws IOException {
        String text = Files.readString(index);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        indexBytes = whole.getBytes(StandardCharsets.UTF_8).length;
        long melFrames = mels.size() / (4L * format.mels());
        int number = 0;
        for (String line : whole.lines().toList()) {
            number++;
            try {
                Entry entry = Entry.parse(line);
                if (entry.endFrames() <= melFrames) {
                    register(entry);
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(
                        index + " is broken in line " + number + ": delete that folder and prepare the features again",
                        e);
            }
        }
    }

    private void register(Entry entry) {
        entries.remove(entry.id()); // a new one comes last
        entries.put(entry.id(), entry);
        endFrames = Math.max(endFrames, entry.endFrames());
    }

    public boolean contains(String id) {
        return entries.containsKey(id);
    }

    /** @param source hash of what the features should have been made of */
    boolean contains(String id, String source) {
        Entry entry = entries.get(id);
        return entry != null && entry.source().equals(source);
    }

    /** @throws IllegalArgumentException if the utterance was not prepared */
    public Entry entry(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("no features of '" + id + "': run ./sori lab prepare");
        }
        return entry;
    }

    public List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** How the recordings were prepared. */
    public Preparation preparation() {
        return preparation;
    }

    /** How long an utterance's features last. */
    public double seconds(String id) {
        return (double) entry(id).frames() * format.hopSamples() / format.sampleRateHz();
    }

    public MelFormat format() {
        return format;
    }

    /** Adds features of which it will not be known what they were made of. */
    public void add(String id, float[] mel, double trimmedSeconds) throws IOException {
        add(id, mel, trimmedSeconds, "");
    }

    /**
     * Adds features, in place of what the id has.
     *
     * @param mel {@code [frames, mels]} row-major
     * @param source hash of what they were made of
     * @throws IOException if they can't be written, or another process adds to this store
     */
    void add(String id, float[] mel, double trimmedSeconds, String source) throws IOException {
        FileChannel out = lines();
        Entry entry = new Entry(id, mel.length / format.mels(), endFrames, trimmedSeconds, source);
        ByteBuffer bytes = ByteBuffer.allocate(4 * mel.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(mel);
        long position = endFrames * format.mels() * 4;
        while (bytes.hasRemaining()) {
            position += mels.write(bytes, position);
        }
        ByteBuffer line = ByteBuffer.wrap(entry.line().getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            out.write(line);
        }
        register(entry);
    }

    /** The index, locked, at the end of its last whole line. */
    private FileChannel lines() throws IOException {
        FileChannel open = lines;
        if (open == null) {
            open = FileChannel.open(index, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(open)) {
                open.close();
                throw new IOException("somebody else is adding features to " + index.getParent());
            }
            readIndex(); // whoever held the lock before may have added
            open.truncate(indexBytes);
            open.position(indexBytes);
            lines = open;
        }
        return open;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** @return {@code [frames, mels]} row-major, a new array */
    public float[] read(Entry entry) throws IOException {
        float[] mel = new float[entry.frames() * format.mels()];
        ByteBuffer bytes = ByteBuffer.allocate(4 * mel.length).order(ByteOrder.LITTLE_ENDIAN);
        long position = entry.offsetFrames() * format.mels() * 4;
        while (bytes.hasRemaining()) {
            int read = mels.read(bytes, position + bytes.position());
            if (read < 0) {
                throw new IOException(
                        "mels.bin ends within '" + entry.id() + "': delete the features and prepare them again");
            }
        }
        bytes.flip();
        bytes.asFloatBuffer().get(mel);
        return mel;
    }

    /** A recording's samples, prepared and cut as those that its features were made of. */
    public float[] samples(Corpus.Utterance utterance) throws IOException {
        Entry entry = entry(utterance.id());
        float[] samples = preparation.samples(utterance.wav(), format.sampleRateHz());
        int first = (int) Math.round(entry.trimmedSeconds() * format.sampleRateHz());
        return Arrays.copyOfRange(samples, first, first + entry.frames() * format.hopSamples());
    }

    /** Of the first utterances of the store, which are enough where the corpus is shuffled. */
    public MelStatistics statistics() throws IOException {
        int mels = format.mels();
        double[] sum = new double[mels];
        double[] squares = new double[mels];
        long frames = 0;
        List<Entry> entries = entries();
        for (Entry entry : entries.subList(0, Math.min(STATISTICS_UTTERANCES, entries.size()))) {
            float[] mel = read(entry);
            for (int i = 0; i < mel.length; i++) {
                sum[i % mels] += mel[i];
                squares[i % mels] += (double) mel[i] * mel[i];
            }
            frames += entry.frames();
        }
        float[] mean = new float[mels];
        float[] std = new float[mels];
        for (int i = 0; i < mels; i++) {
            double average = sum[i] / frames;
            mean[i] = (float) average;
            std[i] = (float) Math.max(SMALLEST_STD, Math.sqrt(squares[i] / frames - average * average));
        }
        return new MelStatistics(mean, std);
    }

    @Override
    public void close() throws IOException {
        mels.close();
        if (lines != null) {
            lines.close();
        }
    }
}
