package sori.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signed records that an instance goes by, in a file: whoever writes the topic cannot have it forget them, nor can a restart.
 * Processes may share the file; each adds what it knows, and what has the higher counter stays. Signatures are verified again
 * whenever it is read. Not thread-safe.
 */
final class SignedMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SignedMemory.class);

    /** Processes wait for each other by a lock on a file, threads of one process by this. */
    private static final Object ONE_AT_A_TIME = new Object();

    private static final String FORMAT = "sori signed records 1";

    private final Path file;
    private final TrustedKeys keys;
    private final ModelLedger ledger;

    private SignedMemory(Path file, TrustedKeys keys, ModelLedger ledger) {
        this.file = file;
        this.keys = keys;
        this.ledger = ledger;
    }

    /**
     * Remembers.
     *
     * @param file need not exist
     * @param keys by which records must be signed, now as then
     * @throws IOException if the file cannot be read, or holds anything else
     */
    static SignedMemory open(Path file, TrustedKeys keys) throws IOException {
        ModelLedger ledger = ModelLedger.of(keys);
        read(file).forEach((key, value) -> ledger.take(key, value, -1));
        ledger.saved();
        return new SignedMemory(file, keys, ledger);
    }

    /** What is remembered; further records go there. */
    ModelLedger ledger() {
        return ledger;
    }

    /** Writes down what came; what cannot be written now is written with what comes next. */
    void save() {
        if (!ledger.unsaved()) {
            return;
        }
        try {
            synchronized (ONE_AT_A_TIME) {
                write();
            }
            ledger.saved();
        } catch (IOException e) {
            LOG.warn("{} is not written: the signed names in it are not known after a restart: {}", file, e.toString());
        }
    }

    private void write() throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel locked = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked.lock()) {
            ModelLedger both = ModelLedger.of(keys);
            read(file).forEach((key, value) -> both.take(key, value, -1));
            ledger.signedRecords().forEach((key, value) -> both.take(key, value, -1));
            Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".part");
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(both.signedRecords()));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            LOG.debug("{} records are in {} under {}", both.signedRecords().size(), file, lock);
        }
    }

    private static byte[] bytes(Map<String, byte[]> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(FORMAT);
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                out.writeUTF(record.getKey());
                out.writeInt(record.getValue().length);
                out.write(record.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> records = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return records;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            require(in.readUTF().equals(FORMAT));
            while (in.available() > 0) {
                String key = in.readUTF();
                int length = in.readInt();
                require(length >= 0 && length <= in.available());
                records.put(key, in.readNBytes(length));
            }
            return records;
        } catch (IOException e) {
            throw new IOException(
                    file
                            + " is damaged. It holds the signed names that this machine goes by; without it only the topic "
                            + "says which are the newest. If you can rely on that, delete it and start again: " + e,
                    e);
        }
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("it is no file of signed records");
        }
    }
}
