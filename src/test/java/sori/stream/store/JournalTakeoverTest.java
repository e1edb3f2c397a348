package sori.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.kafka.Wire;
import sori.schema.AudioMark;
import sori.schema.GeneratedSchemas;
import sori.schema.JournalHead;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;
import sori.stream.stage.Keys;
import sori.stream.stage.Sentences;

/** A journal of the release before: taken over whole whenever it is cut off, or left as it was. */
class JournalTakeoverTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("mel-journal").get();

    private static Bytes bytes(int prefix, byte[] rest) {
        return Bytes.wrap(ByteBuffer.allocate(1 + rest.length)
                .put((byte) prefix)
                .put(rest)
                .array());
    }

    private static Bytes ticket(int prefix, long ticket) {
        return bytes(prefix, ByteBuffer.allocate(Long.BYTES).putLong(ticket).array());
    }

    private static KeyValueStore<Bytes, byte[]> opened(Map<Bytes, byte[]> entries) {
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("mel-journal").get();
        entries.forEach(store::put);
        return store;
    }

    private static Map<Bytes, ByteBuffer> contents(KeyValueStore<Bytes, byte[]> store) {
        Map<Bytes, ByteBuffer> contents = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> contents.put(entry.key, ByteBuffer.wrap(entry.value)));
        }
        return contents;
    }

    /** Two open utterances of joined stages, one with a note. */
    private static Map<Bytes, byte[]> layout3(boolean joined) {
        Map<Bytes, byte[]> entries = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            JournalHead head = JournalHead.newBuilder()
                    .setTicket(i)
                    .setKey(ByteBuffer.wrap("room".getBytes(StandardCharsets.UTF_8)))
                    .setAttempt(0)
                    .setEpoch(0)
                    .setTimestamp(1)
                    .build();
            entries.put(
                    bytes(0, ("u" + i).getBytes(StandardCharsets.UTF_8)), new Wire<>(JournalHead.class).encode(head));
            entries.put(ticket(2, i), new Wire<>(MelMark.class).encode(new MelMark(1, 0, "engine", true)));
            if (joined) {
                AudioMark audio = AudioMark.newBuilder()
                        .setSegment(1)
                        .setSequence(3)
                        .setSamples(5)
                        .setUnmapped(0)
                        .setCut(false)
                        .build();
                entries.put(ticket(4, i), new Wire<>(AudioMark.class).encode(audio));
            }
            SymbolSequence sentence =
                    Sentences.sentence("u" + i, 1, true).setSymbols(List.of(5)).build();
            Wire<SymbolSequence> wire = new Wire<>(SymbolSequence.class);
            entries.put(new JournalKey(i, 1, 0).bytes(), wire.encode(sentence));
            if (i == 1) {
                sentence.setFailed(true);
                entries.put(new JournalKey(i, 1, 1).bytes(), wire.encode(sentence));
            }
        }
        return entries;
    }

    private static void takeOver(KeyValueStore<Bytes, byte[]> store) {
        new JournalTakeover(store).run(SymbolSequence.class, AudioMark.class);
    }

    @Test
    void whateverIsCutOffGoesOn() {
        KeyValueStore<Bytes, byte[]> whole = opened(layout3(true));
        takeOver(whole);
        Map<Bytes, ByteBuffer> expected = contents(whole);
        assertThat(expected)
                .containsKeys(
                        JournalLayout.headKey(Keys.named("room"), "u0"),
                        JournalLayout.headKey(Keys.named("room"), "u1"));
        int writes = 0;
        boolean cutOff = true;
        while (cutOff) {
            KeyValueStore<Bytes, byte[]> cut = opened(layout3(true));
            cutOff = false;
            try {
                takeOver(KilledStore.after(cut, writes++));
            } catch (IllegalStateException e) {
                cutOff = true;
            }
            takeOver(cut);
            assertThat(contents(cut)).as("after " + writes + " writes").isEqualTo(expected);
        }
        assertThat(writes).isGreaterThan(8);
    }

    @Test
    void whatIsRefusedStaysAsItWas() {
        Map<Bytes, byte[]> before = layout3(false); // of a mel stage with a topic behind it
        before.forEach(store::put);
        Map<Bytes, ByteBuffer> was = contents(store);
        assertThatThrownBy(() -> takeOver(store)).isInstanceOf(StateRefusedException.class);
        assertThat(contents(store)).isEqualTo(was);
    }
}
