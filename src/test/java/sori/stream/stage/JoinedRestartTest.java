package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.schema.AudioChunk;
import sori.schema.SymbolSequence;
import sori.topology.Nodes;

/**
 * Mel and vocode in one node, killed after any record that comes in, any symbol that is decoded, any chunk that is vocoded and anything that is
 * forwarded: what is heard of each key is one undisturbed run.
 */
class JoinedRestartTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final int STEPS = 60;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private record Input(String key, SymbolSequence sentence) {}

    /** Three utterances of two keys; an id begins with its key. */
    private static List<Input> inputs(Random random) {
        Deque<Input> room = new ArrayDeque<>(List.of(
                input("room", "room-1", 0, false), input("room", "room-1", 1, true), input("room", "room-2", 0, true)));
        Deque<Input> hall = new ArrayDeque<>(List.of(
                input("hall", "hall-1", 0, false),
                input("hall", "hall-1", 1, false),
                input("hall", "hall-1", 2, true)));
        List<Input> inputs = new ArrayList<>();
        while (!room.isEmpty() || !hall.isEmpty()) {
            boolean first = hall.isEmpty() || (!room.isEmpty() && random.nextBoolean());
            inputs.add((first ? room : hall).removeFirst());
        }
        return inputs;
    }

    private static Input input(String key, String id, int segment, boolean last) {
        return new Input(key, Sentences.sentence(id, segment, last).build());
    }

    /** One stage over all its lives. */
    private final class Life {
        private final Random random;
        private final Deque<Runnable> vocoding = new ArrayDeque<>();
        private final Deque<Input> inputs;
        private final StoredStage<SymbolSequence> speak;
        private final List<SpecificRecordBase> heard = new ArrayList<>();

        Life(long seed, String name) {
            random = new Random(seed);
            inputs = new ArrayDeque<>(inputs(random));
            speak = new StoredStage<>(Nodes.SPEAK, state.resolve(name), Stages.speak(voices, true, CLOCK, vocoding));
            voices.waiting.clear();
        }

        /** The same for the same seed, as far as nobody was killed. */
        void step() {
            int choice = random.nextInt(8);
            int place = random.nextInt(1 << 16);
            if (choice == 0 && !inputs.isEmpty()) {
                Input next = inputs.removeFirst();
                speak.process(next.key(), next.sentence());
            } else if (choice < 4 && !voices.waiting.isEmpty()) {
                FakeVoices.FakeJob job = List.copyOf(voices.waiting).get(place % voices.waiting.size());
                if (job.workOnce()) {
                    voices.waiting.remove(job);
                }
            } else if (choice < 6 && !vocoding.isEmpty()) {
                vocoding.removeFirst().run();
            } else {
                speak.punctuate();
            }
            heard.addAll(speak.forwarded());
        }

        void kill() {
            voices.waiting.clear();
            vocoding.clear();
            speak.restart();
        }

        /** What was heard of each key. */
        Map<String, List<AudioChunk>> finish() {
            inputs.forEach(each -> speak.process(each.key(), each.sentence()));
            for (int quiet = 0; quiet < 3; quiet++) {
                speak.punctuate();
                while (!voices.waiting.isEmpty() || !vocoding.isEmpty()) {
                    List.copyOf(voices.waiting).forEach(job -> voices.workOnOldest());
                    List.copyOf(vocoding).forEach(work -> vocoding.removeFirst().run());
                    speak.punctuate();
                }
            }
            heard.addAll(speak.forwarded());
            assertThat(speak.journalled()).isZero();
            assertThat(voices.leased).isEmpty();
            return heard.stream()
                    .map(AudioChunk.class::cast)
                    .collect(Collectors.groupingBy(
                            chunk -> chunk.getUtteranceId().substring(0, 4), LinkedHashMap::new, Collectors.toList()));
        }
    }

    private Map<String, List<AudioChunk>> heard(long seed, Set<Integer> kills) {
        Life life = new Life(seed, seed + "-" + kills.hashCode());
        for (int i = 0; i <= STEPS; i++) {
            if (kills.contains(i)) {
                life.kill();
            }
            life.step();
        }
        return life.finish();
    }

    @ParameterizedTest(name = "seed {0}, streaming: {1}")
    @CsvSource({"1,true", "2,true", "3,true", "4,false", "5,false"})
    void isOneUndisturbedRunWhereverKillsCome(long seed, boolean streaming) {
        voices.eager = false;
        voices.streaming = streaming;
        Map<String, List<AudioChunk>> undisturbed = heard(seed, Set.of());
        assertThat(undisturbed).containsOnlyKeys("room", "hall");
        IntStream.rangeClosed(0, STEPS)
                .forEach(kill -> assertThat(heard(seed, Set.of(kill)))
                        .as("killed before step %d", kill)
                        .containsExactlyInAnyOrderEntriesOf(undisturbed));
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            Set<Integer> kills = random.ints(4, 0, STEPS).boxed().collect(Collectors.toCollection(TreeSet::new));
            assertThat(heard(seed, kills))
                    .as("killed before steps %s", kills)
                    .containsExactlyInAnyOrderEntriesOf(undisturbed);
        }
    }
}
