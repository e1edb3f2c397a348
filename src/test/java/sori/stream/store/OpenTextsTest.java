package sori.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.GeneratedSchemas;
import sori.schema.WaitingText;

/** What waits behind an open text is found by whose it is. */
class OpenTextsTest {
    private static final int UTTERANCES = 500;

    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private final NavigableMap<Bytes, byte[]> records = new TreeMap<>();
    /** Records that an iterator has given out. */
    private int passed;

    private final OpenTexts texts = new OpenTexts(store(), new AtomicLong());

    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> store() {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "put" -> records.put((Bytes) arguments[0], (byte[]) arguments[1]);
                    case "get" -> records.get(arguments[0]);
                    case "delete" -> records.remove(arguments[0]);
                    case "range" -> range((Bytes) arguments[0], (Bytes) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        Iterator<Map.Entry<Bytes, byte[]>> all =
                records.subMap(from, true, to, true).entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                passed++;
                Map.Entry<Bytes, byte[]> next = all.next();
                return KeyValue.pair(next.getKey(), next.getValue());
            }

            @Override
            public Bytes peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    private static UtteranceName name(long offset) {
        return UtteranceName.of("room", "u" + offset % UTTERANCES);
    }

    private static WaitingText event(long offset) {
        ByteBuffer key = ByteBuffer.wrap(name(offset).key().get());
        return new WaitingText(key, "text", 0, offset, 0L, ByteBuffer.allocate(0), List.of());
    }

    private static Optional<Long> offset(Optional<WaitingText> event) {
        return event.map(WaitingText::getSourceOffset);
    }

    /** As it was before it was known whose they are. */
    private void keepAsBefore(long offset) {
        records.put(
                OpenTextKeys.event(name(offset).key(), offset), new Wire<>(WaitingText.class).encode(event(offset)));
    }

    private void takeAll(int rounds) {
        for (long first = 0; first < UTTERANCES; first++) {
            for (long offset = first; offset < (long) rounds * UTTERANCES; offset += UTTERANCES) {
                assertThat(offset(texts.next(name(first)))).contains(offset);
                texts.drop(name(first), event(offset));
            }
            assertThat(texts.next(name(first))).isEmpty();
        }
        assertThat(records).isEmpty();
    }

    @Test
    void howManyOthersWaitMakesNoDifference() {
        int rounds = 4;
        for (long offset = 0; offset < rounds * UTTERANCES; offset++) {
            texts.keep(name(offset), event(offset));
        }
        takeAll(rounds);
        assertThat(passed).isEqualTo(rounds * UTTERANCES);
    }

    @Test
    void theFirstOfAllIsTheOneThatCameFirst() {
        for (long offset = 299; offset >= 0; offset--) {
            texts.keep(name(offset), event(offset));
        }
        assertThat(offset(texts.next(name(0).key(), 0))).contains(0L);
        assertThat(offset(texts.next(name(0).key(), 256))).contains(256L);
        assertThat(texts.next(name(0).key(), 300)).isEmpty();
    }

    @Test
    void whatAReleaseBeforeThisOneKeptIsFoundToo() {
        int rounds = 3;
        for (long offset = 0; offset < rounds * UTTERANCES; offset++) {
            keepAsBefore(offset);
        }
        texts.nameWaiting(event -> name(event.getSourceOffset()));
        takeAll(rounds);
    }

    @Test
    void whatItDroppedIsPassedOver() {
        for (long offset = 0; offset < 3L * UTTERANCES; offset++) {
            texts.keep(name(offset), event(offset));
        }
        records.remove(OpenTextKeys.event(name(7).key(), 7));
        assertThat(offset(texts.next(name(7)))).contains(7L + UTTERANCES);
    }

    @Test
    void idsThatBeginAlikeAreOthers() {
        UtteranceName shorter = UtteranceName.of("room", "u");
        texts.keep(UtteranceName.of("room", "uu"), event(1));
        texts.keep(UtteranceName.of("roomu", ""), event(2));
        assertThat(texts.next(shorter)).isEmpty();
    }
}
