package sori.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A key pair in files, as an operator has it.
 *
 * @param secret PEM file of the private key
 * @param open PEM text of the public key
 */
public record TestKey(Path secret, String open) {
    public static TestKey make(Path folder) throws IOException, NoSuchAlgorithmException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path secret = Files.createTempFile(folder, "key", ".pem");
        Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return new TestKey(secret, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    static String pem(String label, byte[] key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    public SigningKey signing() throws IOException {
        return SigningKey.read(secret);
    }

    /** Public keys in a file, as an instance has them. */
    public static TrustedKeys trusted(Path folder, TestKey... keys) throws IOException {
        StringBuilder text = new StringBuilder();
        for (TestKey key : keys) {
            text.append(key.open());
        }
        return TrustedKeys.read(Files.writeString(Files.createTempFile(folder, "trusted", ".pem"), text));
    }
}
