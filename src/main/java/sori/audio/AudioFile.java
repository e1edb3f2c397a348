package sori.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recording in a WAV or FLAC file, told by its first bytes. Stateless. */
public final class AudioFile {
    private AudioFile() {}

    /** @throws IOException when the file cannot be read or is neither; the message names the file */
    public static Wav read(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IOException when the bytes are neither, or of an encoding that is not known */
    public static Wav parse(byte[] bytes) throws IOException {
        return Flac.begins(bytes) ? Flac.read(new ByteArrayInputStream(bytes)) : Wav.parse(bytes);
    }
}
