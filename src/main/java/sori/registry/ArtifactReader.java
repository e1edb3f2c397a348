package sori.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;

/** Fetches files of releases out of {@code speech.model-artifacts}. Thread-safe. */
final class ArtifactReader {
    private static final TopicPartition PARTITION = ModelTopics.only(ModelTopics.ARTIFACTS);

    private static final Pattern KEY = Pattern.compile("([0-9a-f]{64})/([0-9]{1,9})");

    /** How long nothing may come before the fetch is put off, so that other releases have their turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaAccess kafka;

    ArtifactReader(KafkaAccess kafka) {
        this.kafka = kafka;
    }

    /**
     * Writes files into a directory, each whole or not at all.
     *
     * @throws ModelRefusedException if the topic holds other bytes than the release vouches for, or not all of them
     */
    void fetch(Release release, List<ModelArtifact> files, Path directory) throws IOException {
        List<Part> parts = new ArrayList<>();
        try {
            for (ModelArtifact file : files) {
                parts.add(Part.open(release, file, directory));
            }
            read(release, parts);
            for (Part part : parts) {
                part.verify();
                part.moveTo(directory.resolve(part.file.getFile()));
            }
        } finally {
            for (Part part : parts) {
                part.close();
            }
        }
    }

    private void read(Release release, List<Part> parts) throws IOException {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka.consumer(""), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, release.record().getFirstChunkOffset());
            long end = LogEnd.of(kafka, PARTITION);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            long reached = -1;
            while (consumer.position(PARTITION) < end && !parts.stream().allMatch(Part::complete)) {
                if (consumer.position(PARTITION) > reached) {
                    reached = consumer.position(PARTITION);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    take(record, parts);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("nothing came from " + ModelTopics.ARTIFACTS + " for " + PATIENCE.toSeconds()
                            + " s: the cluster is slow, or a transaction before offset " + end + " does not end");
                }
            }
        }
    }

    private static void take(ConsumerRecord<String, byte[]> record, List<Part> parts) throws IOException {
        Matcher key = KEY.matcher(record.key() == null ? "" : record.key());
        if (!key.matches()) {
            return;
        }
        for (Part part : parts) {
            if (part.file.getSha256().equals(key.group(1))) {
                part.put(Integer.parseInt(key.group(2)), record.value());
            }
        }
    }

    /** A file on its way. */
    private static final class Part implements AutoCloseable {
        private final Release release;
        private final ModelArtifact file;
        private final Path path;
        private final FileChannel channel;
        private final BitSet missing;

        private Part(Release release, ModelArtifact file, Path path, FileChannel channel) {
            this.release = release;
            this.file = file;
            this.path = path;
            this.channel = channel;
            int chunks = release.chunks(file);
            missing = new BitSet(chunks);
            missing.set(0, chunks);
        }

        static Part open(Release release, ModelArtifact file, Path directory) throws IOException {
            Path path = Files.createTempFile(directory, file.getFile() + "-", ".part");
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new Part(release, file, path, channel);
        }

        boolean complete() {
            return missing.isEmpty();
        }

        /** @param bytes absent when the chunk was retired; a later one may have taken its place */
        void put(int index, byte @Nullable [] bytes) throws IOException {
            if (index >= release.chunks(file)) {
                return;
            }
            int size = release.record().getChunkBytes();
            long expected = Math.min(size, file.getBytes() - (long) index * size);
            if (bytes == null || bytes.length != expected) {
                missing.set(index);
                return;
            }
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest, (long) index * size + rest.position());
            }
            missing.clear(index);
        }

        void verify() throws IOException {
            String name = release.id() + ": " + file.getFile();
            if (!missing.isEmpty()) {
                throw new ModelRefusedException(
                        name + " is not whole in " + ModelTopics.ARTIFACTS + ": " + missing.cardinality() + " of its "
                                + release.chunks(file) + " chunks are missing or have another size");
            }
            String sha256 = sha256(channel);
            if (!sha256.equals(file.getSha256())) {
                throw new ModelRefusedException(name + " has the SHA-256 " + sha256 + " in " + ModelTopics.ARTIFACTS
                        + "; the release says " + file.getSha256());
            }
        }

        private static String sha256(FileChannel channel) throws IOException {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
                channel.position(0);
                while (channel.read(buffer) >= 0) {
                    digest.update(buffer.flip());
                    buffer.clear();
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        void moveTo(Path target) throws IOException {
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(path);
        }
    }
}
