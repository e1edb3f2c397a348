package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.MelChunk;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.PauseTest;
import sori.synthesis.Progress;
import sori.synthesis.SpeechSettings;
import sori.synthesis.VocodeWork;
import sori.synthesis.Voices.Found;

/** Chunks fit the topic that takes them, the same ones after a restart, whatever limit that finds. */
class SmallTopicTest {
    private static final SpeechSettings SETTINGS = SpeechSettings.DEFAULT;
    private static final Wire<AudioChunk> WIRE = new Wire<>(AudioChunk.class);
    private static final int FRAMES_AT_ONCE = 64;

    private static VocodeWork work(int recordBytes, Optional<AudioMark> mark) {
        return new VocodeWork(0, SETTINGS, recordBytes, Runnable::run, true, mark);
    }

    private static FakeVoices voice() {
        FakeVoices voice = new FakeVoices();
        voice.streaming = true;
        return voice;
    }

    private static List<MelChunk> utterance(Random random) {
        List<PauseTest.Said> sentences = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(n -> new PauseTest.Said(1 + random.nextInt(300), -1))
                .toList();
        List<MelChunk> chunks = PauseTest.chunks(sentences, FRAMES_AT_ONCE, false);
        String id = "é".repeat(1 + random.nextInt(400));
        List<String> warnings = random.nextBoolean() ? List.of("w".repeat(random.nextInt(3000)), "second") : List.of();
        chunks.forEach(chunk -> {
            chunk.setUtteranceId(id);
            chunk.setWarnings(warnings);
        });
        return chunks;
    }

    private static List<AudioChunk> speak(VocodeWork work, List<MelChunk> chunks) {
        FakeVoices voice = voice();
        List<AudioChunk> audio = new ArrayList<>();
        for (MelChunk chunk : chunks) {
            work.begin(chunk, new Found.Here(voice));
            Progress<AudioChunk> made = work.poll();
            assertThat(made.failures()).isEmpty();
            audio.addAll(made.outputs());
        }
        return audio;
    }

    private static byte[] samples(List<AudioChunk> audio) {
        ByteArrayOutputStream samples = new ByteArrayOutputStream();
        for (int i = 0; i < audio.size(); i++) {
            assertThat(audio.get(i).getSequence()).isEqualTo(i);
            assertThat(audio.get(i).getStartSample()).isEqualTo(samples.size() / 2);
            byte[] pcm = new byte[audio.get(i).getAudio().remaining()];
            audio.get(i).getAudio().duplicate().get(pcm);
            samples.writeBytes(pcm);
        }
        return samples.toByteArray();
    }

    private static AudioMark stored(AudioMark mark) {
        Wire<AudioMark> wire = new Wire<>(AudioMark.class);
        return ((Decoded.Value<AudioMark>) wire.decode(wire.encode(mark))).value();
    }

    private static void assertFit(List<AudioChunk> audio, int recordBytes) {
        assertThat(audio).allSatisfy(chunk -> assertThat(WIRE.encode(chunk)).hasSizeLessThanOrEqualTo(recordBytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyLimitThatTakesNamesTakesChunksAndAllOfTheAudio(long seed) {
        Random random = new Random(seed);
        int shortened = 0;
        for (int i = 0; i < 60; i++) {
            List<MelChunk> chunks = utterance(random);
            int recordBytes = 1_400 + random.nextInt(2_000);
            List<AudioChunk> audio = speak(work(recordBytes, Optional.empty()), chunks);
            assertFit(audio, recordBytes);
            List<AudioChunk> usual = speak(work(1_000_000, Optional.empty()), chunks);
            assertThat(samples(audio)).isEqualTo(samples(usual));
            shortened += audio.size() > usual.size() ? 1 : 0;
        }
        assertThat(shortened).isBetween(10, 59);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void whatARestartFindsNeverMakesChunksLongerThanTheyBegan(long seed) {
        Random random = new Random(seed);
        int restarts = 0;
        for (int i = 0; i < 60; i++) {
            List<MelChunk> chunks = utterance(random);
            int before = 1_400 + random.nextInt(1_000);
            int after = 1_400 + random.nextInt(2_000);
            List<AudioChunk> undisturbed = speak(work(before, Optional.empty()), chunks);
            int cut = random.nextInt(chunks.size());
            if (cut == 0 || chunks.get(cut).getFrameOffset() == 0) {
                continue;
            }
            restarts++;
            VocodeWork first = work(before, Optional.empty());
            List<AudioChunk> audio = new ArrayList<>(speak(first, chunks.subList(0, cut)));
            AudioMark mark = stored(first.mark());
            VocodeWork second = work(after, Optional.of(mark));
            chunks.subList(0, cut).stream()
                    .filter(chunk -> chunk.getSegment() == mark.getSegment())
                    .forEach(second::recall);
            List<AudioChunk> rest = speak(second, chunks.subList(cut, chunks.size()));
            assertFit(rest, after);
            audio.addAll(rest);
            assertThat(samples(audio)).isEqualTo(samples(undisturbed));
            if (after >= before) {
                assertThat(audio).isEqualTo(undisturbed);
            }
        }
        assertThat(restarts).isGreaterThan(20);
    }
}
