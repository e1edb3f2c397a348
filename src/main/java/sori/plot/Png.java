package sori.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Image files. */
public final class Png {
    private Png() {}

    /** The file's bytes, e.g. to be held in a page. */
    public static byte[] bytes(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, "png", out)) {
            throw new IOException("this Java has no PNG writer");
        }
        return out.toByteArray();
    }

    /**
     * Writes the image over what was there, whole or not at all, so that a viewer may watch the file while training goes on.
     * Missing folders are made.
     */
    public static void write(BufferedImage image, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException(file + " is a folder");
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, absolute.getFileName() + ".", ".part");
        try {
            if (!ImageIO.write(image, "png", part.toFile())) {
                throw new IOException("this Java has no PNG writer");
            }
            Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
