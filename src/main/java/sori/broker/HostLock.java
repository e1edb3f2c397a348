package sori.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The right to run a directory's broker. The kernel takes it back when the process dies, however it dies. */
final class HostLock implements AutoCloseable {
    private static final int POLL_MS = 200;

    private final FileChannel channel;

    private HostLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or null while another process, or another part of this one, holds it. */
    static @Nullable HostLock tryAcquire(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new HostLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Held in this process: the same answer.
        }
        channel.close();
        return null;
    }

    static HostLock await(Path directory) throws IOException, InterruptedException {
        while (true) {
            HostLock lock = tryAcquire(directory);
            if (lock != null) {
                return lock;
            }
            Thread.sleep(POLL_MS);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
