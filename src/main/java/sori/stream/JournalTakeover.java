package sori.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.AudioMark;
import sori.schema.JournalHead;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;

/**
 * Takes a journal over from a release with layout 3 or less: heads lay under the utterance's id alone; where mel and vocode were joined,
 * an utterance had a mark for each, and a note beside a sentence whose failure was reported. For one stream thread.
 */
final class JournalTakeover {
    private static final byte AUDIO_MARK_PREFIX = 4;
    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);
    private static final Wire<MelMark> MEL_MARK = new Wire<>(MelMark.class);
    private static final Wire<AudioMark> AUDIO_MARK = new Wire<>(AudioMark.class);
    private static final Wire<SymbolSequence> SENTENCE = new Wire<>(SymbolSequence.class);

    private final KeyValueStore<Bytes, byte[]> store;

    JournalTakeover(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * @param value what the stage keeps
     * @param mark how far its results are forwarded
     * @throws StateRefusedException when this release cannot go on from it
     */
    void run(Class<? extends SpecificRecordBase> value, Class<? extends SpecificRecordBase> mark) {
        Map<Bytes, JournalHead> heads = heads();
        boolean ofSentences = value == SymbolSequence.class;
        for (Map.Entry<Bytes, JournalHead> each : heads.entrySet()) {
            JournalHead head = each.getValue();
            if (ofSentences) {
                takeOverMarks(head.getTicket(), mark == AudioMark.class);
                takeOverNotes(head.getTicket());
            }
            store.delete(each.getKey());
            store.put(JournalLayout.headKey(Journal.key(head), head.getUtteranceId()), HEAD.encode(head));
        }
    }

    private Map<Bytes, JournalHead> heads() {
        Map<Bytes, JournalHead> heads = new LinkedHashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(JournalLayout.EPOCH, JournalLayout.HEADS_END)) {
            all.forEachRemaining(entry -> {
                if (!entry.key.equals(JournalLayout.EPOCH)) {
                    byte[] key = entry.key.get();
                    JournalHead head = read(HEAD, entry.value);
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
        Optional<MelMark> mel =
                Optional.ofNullable(store.get(JournalLayout.markKey(ticket))).map(bytes -> read(MEL_MARK, bytes));
        Optional<AudioMark> audio = Optional.ofNullable(store.get(audioKey)).map(bytes -> read(AUDIO_MARK, bytes));
        if (mel.isPresent() && audio.isPresent() != speaks) {
            throw StateRefusedException.ofOtherShape(store.name());
        }
        if (mel.isPresent() && audio.isPresent()) {
            AudioMark both = AudioMark.newBuilder(audio.get())
                    .setEngine(mel.get().getEngine())
                    .setEngineChanged(mel.get().getEngineChanged())
                    .build();
            store.put(JournalLayout.markKey(ticket), AUDIO_MARK.encode(both));
            store.delete(audioKey);
        }
    }

    /** A sentence that was reported as failed stays so. */
    private void takeOverNotes(long ticket) {
        Map<JournalKey, byte[]> notes = new LinkedHashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(
                JournalKey.first(ticket).bytes(), JournalKey.last(ticket).bytes())) {
            all.forEachRemaining(entry -> {
                JournalKey at = JournalKey.of(entry.key);
                if (at.part() > 0) {
                    notes.put(at, entry.value);
                }
            });
        }
        notes.forEach((at, note) -> {
            if (read(SENTENCE, note).getFailed()) {
                store.put(at.segmentStart().bytes(), note);
            }
            store.delete(at.bytes());
        });
    }

    private <T extends SpecificRecordBase> T read(Wire<T> wire, byte[] bytes) {
        Decoded<T> decoded = wire.decode(bytes);
        if (decoded instanceof Decoded.Value<T> read) {
            return read.value();
        }
        throw new StateRefusedException(store.name(), ((Decoded.Unreadable<T>) decoded).reason());
    }
}
