package sori.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import sori.cli.options.ModelsOptions;
import sori.kafka.KafkaAccess;

/**
 * A directory for an application's local stores that no other process uses meanwhile. The first free one is taken, so that a
 * restart mostly finds its stores again and several applications may run on one machine.
 */
final class StateSlot implements AutoCloseable {
    /** Change logs forget deletions after a day; stores that were not fed for that long would bring the dead back. */
    private static final Duration FRESH = Duration.ofHours(12);

    private static final int SLOTS = 256;

    private final Path directory;
    private final FileChannel channel;

    private StateSlot(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** @param cluster its id: stores of one cluster mean nothing to another */
    static StateSlot acquire(Path parent, String cluster) throws IOException {
        for (int slot = 1; slot <= SLOTS; slot++) {
            Path directory = parent.resolve(cluster).resolve(String.valueOf(slot));
            Files.createDirectories(directory);
            Path lock = directory.resolve("lock");
            boolean stale = Files.exists(lock)
                    && Files.getLastModifiedTime(lock)
                            .toInstant()
                            .isBefore(Instant.now().minus(FRESH));
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                if (stale) {
                    deleteStores(directory);
                }
                StateSlot taken = new StateSlot(directory, channel);
                taken.touch();
                return taken;
            }
            channel.close();
        }
        throw new IOException("all " + SLOTS + " directories under " + parent.resolve(cluster) + " are in use");
    }

    /**
     * Access for an application that is the same member of its group after a restart: by this machine's name, and the place on it. Two
     * instances with state folders of their own are two members, or one would fence the other.
     */
    KafkaAccess staying(KafkaAccess access, String application) throws IOException {
        CRC32 folder = new CRC32();
        folder.update(directory.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
        String member = ModelsOptions.host() + "-" + application + "-" + directory.getFileName() + "-"
                + Long.toHexString(folder.getValue());
        Map<String, String> properties = new HashMap<>(access.properties());
        properties.putIfAbsent("main.consumer.group.instance.id", member.replaceAll("[^A-Za-z0-9._-]", "-"));
        return new KafkaAccess(access.bootstrap(), properties);
    }

    Path stores() {
        return directory.resolve("stores");
    }

    @Override
    public void close() throws IOException {
        touch();
        channel.close();
    }

    /**
     * Notes that the stores are in use. Through the channel: whatever else opens and closes the file gives up the lock, since
     * POSIX locks end with the first descriptor that the process closes.
     */
    private void touch() throws IOException {
        channel.write(ByteBuffer.wrap(Instant.now().toString().getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void deleteStores(Path directory) throws IOException {
        Path stores = directory.resolve("stores");
        if (!Files.exists(stores)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(stores)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
