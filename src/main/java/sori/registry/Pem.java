package sori.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys in PEM files (RFC 7468). Stateless. */
final class Pem {
    private Pem() {}

    /** The bytes of every block with a label. */
    static List<byte[]> blocks(String label, String pem, Path origin) throws ModelRefusedException {
        Pattern block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label + "-----");
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = block.matcher(pem);
        try {
            while (matcher.find()) {
                blocks.add(Base64.getMimeDecoder().decode(matcher.group(1)));
            }
        } catch (IllegalArgumentException e) {
            throw new ModelRefusedException(origin + " is no PEM file: " + e.getMessage(), e);
        }
        if (blocks.isEmpty()) {
            throw new ModelRefusedException(origin + " holds no '-----BEGIN " + label + "-----'");
        }
        return blocks;
    }
}
