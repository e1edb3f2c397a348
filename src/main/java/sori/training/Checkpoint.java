package sori.training;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A training run's state in one file: a JSON header and the flat tensors. Written beside the old one and then moved over it,
 * so that a run killed at any moment leaves a whole checkpoint.
 *
 * @param <H> what the header says of the model
 */
public record Checkpoint<H extends Checkpoint.Header>(H header, List<float[]> tensors) {
    /** What every model's header says. */
    public interface Header {
        int formatVersion();

        /** Steps done. */
        long step();

        /** Training time so far, all runs together. */
        double seconds();

        /** Processor time of all threads in that time; 0 where a checkpoint is older than the count. */
        double cpuSeconds();

        long seed();
    }

    public static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16))) {
            byte[] json = JSON.writeValueAsBytes(header);
            out.writeInt(json.length);
            out.write(json);
            out.writeInt(tensors.size());
            for (float[] tensor : tensors) {
                ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.length);
                bytes.asFloatBuffer().put(tensor);
                out.writeInt(tensor.length);
                out.write(bytes.array());
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** @throws IOException if the file is no checkpoint, one of another model, or of another version */
    public static <H extends Header> Checkpoint<H> read(Path file, Class<H> type) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            H header = header(file, in.readNBytes(in.readInt()), type);
            if (header.formatVersion() != FORMAT_VERSION) {
                throw new IOException(file + " has checkpoint format " + header.formatVersion()
                        + ", this trainer reads " + FORMAT_VERSION);
            }
            List<float[]> tensors = new ArrayList<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                float[] tensor = new float[in.readInt()];
                ByteBuffer.wrap(in.readNBytes(4 * tensor.length))
                        .asFloatBuffer()
                        .get(tensor);
                tensors.add(tensor);
            }
            return new Checkpoint<>(header, tensors);
        }
    }

    private static <H> H header(Path file, byte[] json, Class<H> type) throws IOException {
        try {
            return JSON.readValue(json, type);
        } catch (JsonMappingException e) {
            throw new IOException(
                    file + " is the checkpoint of another kind of model: give another --run (" + e.getOriginalMessage()
                            + ")",
                    e);
        }
    }
}
