package sori.training;

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
import sori.acoustic.AcousticShape;

/**
 * A training run's state in one file: a JSON header and the flat tensors. Written beside the old one and then moved over it,
 * so that a run killed at any moment leaves a whole checkpoint.
 */
record Checkpoint(Header header, List<float[]> tensors) {
    /**
     * @param step steps done
     * @param seconds training time so far, all runs together
     * @param symbols the table that the embedding belongs to
     */
    record Header(
            int formatVersion,
            long step,
            double seconds,
            long seed,
            AcousticShape shape,
            List<String> symbols,
            float[] melMean,
            float[] melStd) {}

    static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path file) throws IOException {
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

    /** @throws IOException if the file is no checkpoint, or one of another version */
    static Checkpoint read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            Header header = JSON.readValue(in.readNBytes(in.readInt()), Header.class);
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
            return new Checkpoint(header, tensors);
        }
    }
}
