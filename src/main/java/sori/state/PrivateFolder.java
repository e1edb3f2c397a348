package sori.state;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Folders that only their owner enters, since what lies there are users' texts and speech. Where the file system knows no
 * POSIX permissions, as on Windows, nothing is restricted: a home folder there is private by itself.
 */
public final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");
    private static final int STICKY = 01000;

    private PrivateFolder() {}

    /**
     * Makes the folder, and those above it that are missing, with permissions 0700. One that is there stays as it is.
     *
     * @return the folder
     */
    public static Path create(Path folder) throws IOException {
        FileAttribute<?>[] attributes = posix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
        return Files.createDirectories(folder, attributes);
    }

    /** Whether anybody but its owner may read, write or enter it. */
    public static boolean open(Path folder) throws IOException {
        return posix(folder) && !OWNERS.containsAll(Files.getPosixFilePermissions(folder));
    }

    /** Whether it belongs to everybody, as {@code /tmp} does, and so must not be taken away from them. */
    public static boolean shared(Path folder) throws IOException {
        return posix(folder) && ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
    }

    /**
     * Takes it and all that lies in it from everybody but the owner: folders 0700, files 0600 or 0700. Links are not followed.
     * Files that vanish meanwhile are passed over.
     */
    public static void narrow(Path folder) throws IOException {
        if (posix(folder)) {
            Files.setPosixFilePermissions(folder, OWNERS); // first: from here on nobody else gets in
            Files.walkFileTree(folder.toRealPath(), new Narrowing());
        }
    }

    private static boolean posix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static final class Narrowing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) throws IOException {
            take(inner);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                take(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            if (failed instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failed;
        }

        private static void take(Path path) throws IOException {
            try {
                Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
                if (!OWNERS.containsAll(now)) {
                    now.retainAll(OWNERS);
                    Files.setPosixFilePermissions(path, now);
                }
            } catch (NoSuchFileException gone) {
                // Another process has tidied up.
            }
        }
    }
}
