package sori.registry;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.ModelAliasesBefore;

/**
 * What is signed of a voice's names and retirements: everything, in a form of its own that no other signed thing has, whatever
 * becomes of the schema. Numbers are big-endian; a text is its length in bytes (4) and UTF-8; a list is its length (4) and the
 * items. In this order: the text {@code sori aliases v1}, the voice, the counter (8), the aliases, those before, the
 * retired versions. An alias is name, version, 1 or 0 for whether it has a share (1), and that (4); what was before is its aliases and the time of its end in
 * milliseconds (8). Stateless.
 */
final class NameSignature {
    private static final String DOMAIN = "sori aliases v1";

    private NameSignature() {}

    static ModelAliases signed(ModelAliases names, SigningKey key) {
        return ModelAliases.newBuilder(names)
                .setSignature(ByteBuffer.wrap(key.sign(content(names))))
                .build();
    }

    /** The signature's bytes; none when nobody signed. */
    static byte[] bytes(ModelAliases names) {
        ByteBuffer signature = names.getSignature();
        byte[] bytes = new byte[signature == null ? 0 : signature.remaining()];
        if (signature != null) {
            signature.duplicate().get(bytes);
        }
        return bytes;
    }

    static byte[] content(ModelAliases names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, DOMAIN);
            write(out, names.getVoice());
            out.writeLong(names.getCounter());
            write(out, names.getAliases());
            out.writeInt(names.getPrevious().size());
            for (ModelAliasesBefore before : names.getPrevious()) {
                write(out, before.getAliases());
                out.writeLong(before.getUntil().toEpochMilli());
            }
            out.writeInt(names.getRetired().size());
            for (String version : names.getRetired()) {
                write(out, version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, List<ModelAlias> aliases) throws IOException {
        out.writeInt(aliases.size());
        for (ModelAlias alias : aliases) {
            write(out, alias.getName());
            write(out, alias.getVersion());
            out.writeBoolean(alias.getPercent() != null);
            out.writeInt(alias.getPercent() == null ? 0 : alias.getPercent());
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
