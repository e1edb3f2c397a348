package sori.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder of this process's own for temporary files. Libraries unpack their native parts there, 15 to 45 MB, which only an
 * orderly end deletes; so each claim first deletes the folders of processes that are gone. Who is alive holds a lock on a
 * file, which the kernel gives up with the process; process numbers would not tell, as containers that share a volume all
 * have number 1. Thread-safe.
 */
public final class WorkFolder {
    private static final String LOCK = "lock";

    /** By folder. Never opened again by this process, whose lock would end with the first descriptor that it closes. */
    private static final Map<Path, FileChannel> HELD = new ConcurrentHashMap<>();

    private WorkFolder() {}

    /**
     * Makes the folder this process's own for as long as it lasts, and deletes those beside it whose owners are gone.
     *
     * @param mine where {@code java.io.tmpdir} has pointed since the JVM started, which asks for it only then; lies in a folder
     *     that holds one for each process, and nothing else
     */
    public static synchronized void claim(Path mine) throws IOException {
        Path beside = mine.toAbsolutePath().getParent();
        if (beside == null) {
            throw new IOException(mine + " lies in no folder");
        }
        Path all = PrivateFolder.create(beside).toRealPath();
        Path folder = all.resolve(mine.getFileName());
        // Under one lock for all, so that nobody sweeps a folder while its owner locks it.
        try (FileChannel one = open(all.resolve(LOCK));
                FileLock turn = one.lock()) {
            if (!turn.isValid()) {
                throw new IOException("cannot lock " + all);
            }
            Path lock = PrivateFolder.create(folder).resolve(LOCK);
            FileChannel channel = open(lock);
            channel.lock();
            HELD.put(folder, channel);
            // In reverse order, after what libraries have asked for since, and after every shutdown hook.
            folder.toFile().deleteOnExit();
            lock.toFile().deleteOnExit();
            sweep(all);
        }
    }

    private static void sweep(Path all) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, Files::isDirectory)) {
            for (Path folder : folders) {
                if (!HELD.containsKey(folder) && abandoned(folder)) {
                    delete(folder);
                }
            }
        }
    }

    private static boolean abandoned(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return true;
        }
        try (FileChannel channel = open(lock);
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileChannel open(Path lock) throws IOException {
        return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
