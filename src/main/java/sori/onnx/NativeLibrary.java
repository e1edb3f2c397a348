package sori.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A native library's bytes, looked through for what it would need to reach a network. Immutable.
 *
 * @param place a file or an entry of a jar
 */
record NativeLibrary(URL place) {
    /**
     * Names that a library imports from the system to look up an address, on Linux, macOS and Windows, and where ONNX Runtime's
     * telemetry sends what it collects.
     */
    private static final Set<String> NETWORK = Set.of("getaddrinfo", "winhttp", "ws2_32", "onecollector");

    private static final int BLOCK_BYTES = 1 << 20;

    /**
     * The ONNX Runtime that this process uses.
     *
     * @throws IOException if there is none for this machine
     */
    static NativeLibrary ofRuntime() throws IOException {
        String file = System.mapLibraryName("onnxruntime");
        String own = System.getProperty("onnxruntime.native.path");
        if (own != null) {
            return of(Path.of(own, file));
        }
        String entry = "/ai/onnxruntime/native/" + platform() + "/" + file;
        URL place = OrtEnvironment.class.getResource(entry);
        if (place == null) {
            throw new FileNotFoundException("ONNX Runtime has no " + entry);
        }
        return new NativeLibrary(place);
    }

    static NativeLibrary of(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new FileNotFoundException("no readable " + file);
        }
        return new NativeLibrary(file.toUri().toURL());
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = system.startsWith("mac") ? "osx" : system.startsWith("windows") ? "win" : "linux";
        return name + (System.getProperty("os.arch").equals("aarch64") ? "-aarch64" : "-x64");
    }

    /** Which of the names are in it. */
    Set<String> networking() throws IOException {
        Set<String> found = new TreeSet<>();
        int overlap = NETWORK.stream().mapToInt(String::length).max().orElseThrow() - 1;
        byte[] block = new byte[BLOCK_BYTES + overlap];
        int kept = 0;
        try (InputStream in = new BufferedInputStream(place.openStream())) {
            int read;
            while ((read = in.readNBytes(block, kept, BLOCK_BYTES)) > 0) {
                int length = kept + read;
                String text = new String(block, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                NETWORK.stream().filter(text::contains).forEach(found::add);
                byte[] tail = Arrays.copyOfRange(block, Math.max(0, length - overlap), length);
                System.arraycopy(tail, 0, block, 0, tail.length);
                kept = tail.length;
            }
        }
        return found;
    }
}
