package sori.stream.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.AudioMark;
import sori.schema.JournalHead;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;

/**
 * Takes a journal over from a release with layout 3 or less: heads lay under the utterance's id alone; where mel and vocode were joined,
 * an utterance had a mark for each, and a note beside a sentence whose failure was reported. Everything is read before anything is
 * written, and what was cut off in the middle goes on. For one stream thread.
 */
final class JournalTakeover {
    private static final byte AUDIO_MARK_PREFIX = 4;
    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);
    private static final Wire<MelMark> MEL_MARK = new Wire<>(MelMark.class);
    private static final Wire<AudioMark> AUDIO_MARK = new Wire<>(AudioMark.class);
    private static final Wire<SymbolSequence> SENTENCE = new Wire<>(SymbolSequence.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final List<Change> changes = new ArrayList<>();

    /** @param value null: is deleted */
    private record Change(Bytes key, byte @Nullable [] value) {}

    JournalTakeover(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * @param value what the stage keeps
     * @param mark how far its results are forwarded
     * @throws StateRefusedException when this release cannot go on from it; nothing is changed then
     */
    void run(Class<? extends SpecificRecordBase> value, Class<? extends SpecificRecordBase> mark) {
        boolean ofSentences = value == SymbolSequence.class;
        heads().forEach((key, head) -> {
            if (ofSentences) {
                takeOverMarks(head.getTicket(), mark == AudioMark.class);
                takeOverNotes(head.getTicket());
            }
            changes.add(new Change(
                    JournalLayout.headKey(JournalHeads.key(head), head.getUtteranceId()), HEAD.encode(head)));
            changes.add(new Change(key, null)); // behind the new one: what is cut off here is there twice, not gone
        });
        for (Change change : changes) {
            if (change.value() == null) {
                store.delete(change.key());
            } else {
                store.put(change.key(), change.value());
            }
        }
    }

    /** Those that are not taken over yet, by their old keys. */
    private Map<Bytes, JournalHead> heads() {
        Map<Bytes, JournalHead> heads = new LinkedHashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(JournalLayout.EPOCH, JournalLayout.HEADS_END)) {
            all.forEachRemaining(entry -> {
                JournalHead head = StoredRecord.read(store, HEAD, entry.value);
                if (!entry.key.equals(JournalLayout.EPOCH)
                        && head.getUtteranceId().isEmpty()) {
                    byte[] key = entry.key.get();
                    head.setUtteranceId(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
                    heads.put(entry.key, head);
                }
            });
        }
        return heads;
    }

    /** @param speaks whether this stage makes the audio, too */
    private void takeOverMarks(long ticket, boolean speaks) {
        Bytes audioKey = Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES)
                .put(AUDIO_MARK_PREFIX)
                .putLong(ticket)
                .array());
        Bytes markKey = JournalLayout.markKey(ticket);
        byte @Nullable [] bytes = store.get(markKey);
        Optional<AudioMark> audio =
                Optional.ofNullable(store.get(audioKey)).map(found -> StoredRecord.read(store, AUDIO_MARK, found));
        if (bytes == null || (speaks && AUDIO_MARK.decode(bytes) instanceof Decoded.Value)) {
            audio.ifPresent(done -> changes.add(new Change(audioKey, null)));
            return;
        }
        MelMark mel = StoredRecord.read(store, MEL_MARK, bytes);
        if (audio.isPresent() != speaks) {
            throw StateRefusedException.ofOtherShape(store.name());
        }
        audio.ifPresent(found -> {
            AudioMark both = AudioMark.newBuilder(found)
                    .setEngine(mel.getEngine())
                    .setEngineChanged(mel.getEngineChanged())
                    .build();
            changes.add(new Change(markKey, AUDIO_MARK.encode(both)));
            changes.add(new Change(audioKey, null));
        });
    }

    /** A sentence that was reported as failed stays so. */
    private void takeOverNotes(long ticket) {
        Bytes first = JournalKey.first(ticket).bytes();
        try (KeyValueIterator<Bytes, byte[]> all =
                store.range(first, JournalKey.last(ticket).bytes())) {
            all.forEachRemaining(entry -> {
                JournalKey at = JournalKey.of(entry.key);
                if (at.part() > 0
                        && StoredRecord.read(store, SENTENCE, entry.value).getFailed()) {
                    changes.add(new Change(at.segmentStart().bytes(), entry.value));
                }
                if (at.part() > 0) {
                    changes.add(new Change(entry.key, null));
                }
            });
        }
    }
}
