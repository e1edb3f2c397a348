package sori.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import sori.kafka.KafkaAccess;
import sori.schema.ModelArtifact;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

/**
 * A package's files on their way into {@code speech.model-artifacts}, in chunks, within a writer's transaction. Not thread-safe.
 */
final class ArtifactUpload {
    private static final TopicPartition PARTITION = ModelTopics.only(ModelTopics.ARTIFACTS);

    private final KafkaAccess kafka;
    private final ModelWriter writer;
    private final VoicePackage files;
    private final String name;
    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private long firstOffset = Long.MAX_VALUE;
    private long lastOffset = -1;

    private record Piece(String file, int index) {}

    /** @param name of what is published, for messages */
    ArtifactUpload(KafkaAccess kafka, ModelWriter writer, VoicePackage files, String name) {
        this.kafka = kafka;
        this.writer = writer;
        this.files = files;
        this.name = name;
    }

    /** Writes all of them; none of it counts before the writer's commit. */
    List<ModelArtifact> send() throws IOException {
        List<ModelArtifact> artifacts = new ArrayList<>();
        for (Map.Entry<String, VoiceManifest.FileEntry> file :
                new TreeMap<>(files.manifest().files()).entrySet()) {
            long bytes = file.getValue().bytes();
            for (int i = 0; i * (long) ModelTopics.CHUNK_BYTES < bytes; i++) {
                pieces.put(Release.chunkKey(file.getValue().sha256(), i), new Piece(file.getKey(), i));
            }
            artifacts.add(new ModelArtifact(file.getKey(), file.getValue().sha256(), bytes));
        }
        send(pieces);
        return artifacts;
    }

    private void send(Map<String, Piece> some) throws IOException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        String held = "";
        byte[] bytes = {};
        for (Map.Entry<String, Piece> each : some.entrySet()) {
            Piece piece = each.getValue();
            bytes = held.equals(piece.file()) ? bytes : files.bytes(piece.file());
            held = piece.file();
            int from = piece.index() * ModelTopics.CHUNK_BYTES;
            int to = Math.min(bytes.length, from + ModelTopics.CHUNK_BYTES);
            sent.add(writer.chunk(each.getKey(), Arrays.copyOfRange(bytes, from, to)));
        }
        for (Future<RecordMetadata> each : sent) {
            long offset = ModelWriter.await(each, name).offset();
            firstOffset = Math.min(firstOffset, offset);
            lastOffset = Math.max(lastOffset, offset);
        }
    }

    /** Before which none of the chunks lies. */
    long firstOffset() {
        return pieces.isEmpty() ? 0 : firstOffset;
    }

    /**
     * Writes again what a retirement has taken away since it was written. To be called when the release's own record is written:
     * whoever retires writes first what goes, and then looks whether a release needs it. So either the one sees the release, or
     * this sees what the other has written.
     */
    void replaceWhatWasRetired() throws IOException {
        boolean alone = lastOffset - firstOffset == pieces.size() - 1L;
        Map<String, Piece> gone = new LinkedHashMap<>();
        do {
            long end = LogEnd.of(kafka, PARTITION);
            if (pieces.isEmpty() || (alone && end == lastOffset + 1)) {
                return; // nobody else has written anything in between or since
            }
            gone = retired(end);
            send(gone);
            alone = false;
        } while (!gone.isEmpty());
    }

    /** Of which the last record before an offset, committed or not, is a tombstone. */
    private Map<String, Piece> retired(long end) {
        Map<String, Piece> gone = new LinkedHashMap<>();
        Map<String, Object> properties = new HashMap<>(kafka.consumer(""));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, firstOffset);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Piece piece = pieces.get(record.key());
                    if (piece != null && record.value() == null) {
                        gone.put(record.key(), piece);
                    } else {
                        gone.remove(record.key());
                    }
                }
            }
        }
        return gone;
    }
}
