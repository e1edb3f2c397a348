package sori.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sori.state.PrivateFolder;
import sori.state.ProcessLock;

/**
 * The embedded broker that several processes share. Whoever comes first hosts it, the others are guests; when the host
 * ends, even by kill -9, one of the guests hosts it on at the same address. At most one per directory in a process, since
 * file locks are a process's own. Thread-safe.
 *
 * <p>The directory holds {@code lock} (locked by the host, so the kernel frees it when the host dies), {@code address}
 * ({@code host:port} while a broker answers there) and what {@link EmbeddedBroker} keeps.
 */
public final class SharedBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int POLL_MS = 100;
    private static final int SUCCESSION_POLL_MS = 200;

    private final Path directory;
    private final Consumer<String> narrator;
    private final Thread successor;
    private @Nullable ProcessLock lock;
    private @Nullable EmbeddedBroker broker;
    private String bootstrap = "";
    private volatile boolean closed;

    private SharedBroker(Path directory, Consumer<String> narrator) {
        this.directory = directory;
        this.narrator = narrator;
        this.successor = new Thread(this::succeed, "sori-broker-successor");
        this.successor.setDaemon(true);
    }

    /**
     * Starts the directory's broker or finds the one that runs. Returns when it answers.
     *
     * @param narrator told in a line what happens
     * @throws IOException if the directory cannot be written or another process holds it and no broker comes up
     */
    public static SharedBroker join(Path directory, Consumer<String> narrator) throws IOException {
        PrivateFolder.create(directory);
        SharedBroker shared = new SharedBroker(directory, narrator);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (shared.tryHost() || shared.tryGuest()) {
                return shared;
            }
            sleep();
        }
        throw new IOException("another process holds " + directory + ", but its broker does not answer");
    }

    /** {@code host:port} for clients. */
    public synchronized String bootstrap() {
        return bootstrap;
    }

    /** Whether the broker runs in this process. */
    public synchronized boolean hosted() {
        return broker != null;
    }

    /** Ends the broker if it runs here, and leaves it alone otherwise. One that is about to run here is ended when it does. */
    @Override
    public void close() {
        closed = true; // its successor sees that by itself: a start that is interrupted leaves half a broker
        synchronized (this) {
            if (broker != null) {
                deleteAddress();
                broker.close();
                broker = null;
            }
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
    }

    private synchronized boolean tryHost() throws IOException {
        ProcessLock mine = ProcessLock.tryAcquire(lockFile());
        if (mine == null) {
            return false;
        }
        host(mine);
        return true;
    }

    private synchronized void host(ProcessLock mine) throws IOException {
        lock = mine;
        // A predecessor that was killed left its address behind; nobody answers there until the start has succeeded.
        deleteAddress();
        try {
            broker = EmbeddedBroker.start(directory, Map.of(), narrator);
        } catch (IOException | RuntimeException | LinkageError e) {
            mine.close();
            lock = null;
            throw e;
        }
        bootstrap = broker.bootstrap();
        Path fresh = directory.resolve("address.new");
        Files.writeString(fresh, bootstrap);
        Files.move(fresh, address(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private synchronized boolean tryGuest() {
        try {
            String found = Files.readString(address());
            if (!answers(found)) {
                return false;
            }
            bootstrap = found;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        narrator.accept("found a running broker at " + bootstrap);
        successor.start();
        return true;
    }

    private void succeed() {
        ProcessLock mine;
        try {
            mine = awaitLock();
        } catch (IOException | InterruptedException e) {
            return;
        }
        if (mine == null) {
            return;
        }
        synchronized (this) {
            if (closed) {
                mine.close();
                return;
            }
            narrator.accept("the process that ran the broker has ended; running it here");
            try {
                host(mine);
            } catch (IOException | RuntimeException e) {
                narrator.accept("could not take the broker over: " + e.getMessage());
            } catch (LinkageError e) {
                // Kafka's classes want shutdown hooks, which a process that is ending no longer takes.
                narrator.accept("could not take the broker over: " + (e.getCause() == null ? e : e.getCause()));
            }
        }
    }

    /** Null once nobody needs it any more. */
    private @Nullable ProcessLock awaitLock() throws IOException, InterruptedException {
        while (!closed) {
            ProcessLock acquired = ProcessLock.tryAcquire(lockFile());
            if (acquired != null) {
                return acquired;
            }
            Thread.sleep(SUCCESSION_POLL_MS);
        }
        return null;
    }

    private Path lockFile() {
        return directory.resolve("lock");
    }

    private Path address() {
        return directory.resolve("address");
    }

    private void deleteAddress() {
        try {
            Files.deleteIfExists(address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, Math.max(colon, 0)), Integer.parseInt(address.substring(colon + 1))),
                    2000);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the broker", e);
        }
    }
}
