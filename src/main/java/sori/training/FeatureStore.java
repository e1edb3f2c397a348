package sori.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sori.mel.MelFormat;

/**
 * Mels of a corpus on disk: {@code mels.bin} (float32 little-endian, frames one after another) and {@code index.tsv}. Only
 * grows; an entry counts once its index line is written. Reading is thread-safe, adding is not.
 */
final class FeatureStore implements AutoCloseable {
    /**
     * @param frames how many, each of the format's mels
     * @param offsetFrames where they start in the file
     * @param trimmedSeconds silence cut off the recording's start: phone times are shifted by it
     */
    record Entry(String id, int frames, long offsetFrames, double trimmedSeconds) {}

    private final Path index;
    private final FileChannel mels;
    private final MelFormat format;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long endFrames;

    private FeatureStore(Path directory, MelFormat format) throws IOException {
        this.index = directory.resolve("index.tsv");
        this.format = format;
        this.mels = FileChannel.open(
                directory.resolve("mels.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    static FeatureStore open(Path directory, MelFormat format) throws IOException {
        Files.createDirectories(directory);
        FeatureStore store = new FeatureStore(directory, format);
        if (Files.isRegularFile(store.index)) {
            for (String line : Files.readAllLines(store.index)) {
                String[] f = line.split("\t");
                store.register(new Entry(f[0], Integer.parseInt(f[1]), Long.parseLong(f[2]), Double.parseDouble(f[3])));
            }
        }
        return store;
    }

    private void register(Entry entry) {
        entries.put(entry.id(), entry);
        endFrames = Math.max(endFrames, entry.offsetFrames() + entry.frames());
    }

    boolean contains(String id) {
        return entries.containsKey(id);
    }

    /** @throws IllegalArgumentException if the utterance was not prepared */
    Entry entry(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("no features of '" + id + "': run ./sori lab prepare");
        }
        return entry;
    }

    List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    MelFormat format() {
        return format;
    }

    void add(String id, float[] mel, double trimmedSeconds) throws IOException {
        Entry entry = new Entry(id, mel.length / format.mels(), endFrames, trimmedSeconds);
        ByteBuffer bytes = ByteBuffer.allocate(4 * mel.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(mel);
        long position = endFrames * format.mels() * 4;
        while (bytes.hasRemaining()) {
            position += mels.write(bytes, position);
        }
        String line = String.format(
                Locale.ROOT, "%s\t%d\t%d\t%.6f%n", id, entry.frames(), entry.offsetFrames(), trimmedSeconds);
        Files.writeString(index, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        register(entry);
    }

    /** @return {@code [frames, mels]} row-major, a new array */
    float[] read(Entry entry) throws IOException {
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

    @Override
    public void close() throws IOException {
        mels.close();
    }
}
