package sori.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** Finds out whether a folder can be written by writing: permissions tell little to root, or of a full or read-only disk. */
public final class WriteProbe {
    private static final int BYTES = 1 << 20;

    private WriteProbe() {}

    /**
     * Writes a megabyte down to the disk and deletes it.
     *
     * @return what is wrong, with the space that is left; empty when all is well
     */
    public static Optional<String> trouble(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            Path file = Files.createTempFile(folder, "probe-", ".tmp");
            try {
                write(file);
            } finally {
                Files.deleteIfExists(file);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(folder + " cannot be written: " + reason(e) + free(folder));
        }
    }

    private static void write(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String reason(IOException failed) {
        if (failed instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (failed instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failed instanceof FileSystemException of && of.getReason() != null) {
            return of.getReason();
        }
        return String.valueOf(failed.getMessage());
    }

    private static String free(Path folder) {
        try {
            return String.format(
                    Locale.ROOT,
                    " (%d MiB are free)",
                    Files.getFileStore(folder).getUsableSpace() >> 20);
        } catch (IOException e) {
            return "";
        }
    }
}
