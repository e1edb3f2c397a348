package sori.voice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packages whose manifest vouches for whatever lies beside it. Stateless. */
public final class HostileVoice {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HostileVoice() {}

    /** Writes a file of a package anew, and has the manifest say so. */
    public static VoicePackage with(VoicePackage sound, String file, byte[] bytes) throws IOException {
        Path manifest = sound.directory().resolve(VoicePackage.MANIFEST);
        Files.write(sound.directory().resolve(file), bytes);
        ObjectNode tree = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        ((ObjectNode) tree.get("files"))
                .putObject(file)
                .put("sha256", VoicePackage.sha256(bytes))
                .put("bytes", bytes.length);
        Files.write(manifest, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree));
        return VoicePackage.open(sound.directory());
    }
}
