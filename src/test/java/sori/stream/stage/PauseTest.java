package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.audio.Pcm;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.MelWord;
import sori.schema.Records;
import sori.schema.WordMark;
import sori.synthesis.Progress;
import sori.synthesis.SpeechSettings;
import sori.synthesis.VocodeWork;
import sori.synthesis.Voices.Found;

/** The pause after a sentence is written when the next one comes, and is never lost. */
public class PauseTest {
    static {
        GeneratedSchemas.trust();
    }

    private static final SpeechSettings SETTINGS = SpeechSettings.DEFAULT;
    private static final int USUAL = -1;
    private static final int HOP = FakeVoices.FORMAT.hopSamples();
    private static final int RATE = FakeVoices.FORMAT.sampleRateHz();

    /** @param pauseMs as the text asks for it */
    public record Said(int frames, int pauseMs) {}

    /** What is written: samples, and where each sentence's one word is heard. */
    private record Written(List<Byte> samples, List<Long> words, int unmapped) {}

    private int restartsWithAPauseDue;

    private static float value(int sentence, int frame) {
        return (sentence * 37 + frame * 11) % 100 / 128f;
    }

    /** What the pauses are to be, said anew. */
    private static Written wanted(List<Said> sentences) {
        ByteArrayOutputStream samples = new ByteArrayOutputStream();
        List<Long> words = new ArrayList<>();
        int usual = 0;
        int unmapped = 0;
        for (int i = 0; i < sentences.size(); i++) {
            Said said = sentences.get(i);
            unmapped += i + 1;
            if (said.frames > 0) {
                samples.writeBytes(new byte[2 * usual]);
                words.add((long) samples.size() / 2);
                float[] audio = new float[said.frames * HOP];
                for (int s = 0; s < audio.length; s++) {
                    audio[s] = value(i, s / HOP);
                }
                samples.writeBytes(Pcm.encode(audio, 0, audio.length));
                boolean asked = said.pauseMs >= 0;
                samples.writeBytes(new byte[asked ? 2 * RATE * said.pauseMs / 1000 : 0]);
                usual = asked ? 0 : RATE * SETTINGS.pauseMs() / 1000;
            }
        }
        return new Written(bytes(samples.toByteArray()), words, unmapped);
    }

    private static List<Byte> bytes(byte[] all) {
        return IntStream.range(0, all.length).mapToObj(i -> all[i]).toList();
    }

    /** @param late whether the last sentence is not known to be it, so that a record without words ends the utterance */
    public static List<MelChunk> chunks(List<Said> sentences, int framesAtOnce, boolean late) {
        List<MelChunk> chunks = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Said said = sentences.get(i);
            boolean last = !late && i == sentences.size() - 1;
            int at = 0;
            do {
                int count = Math.min(framesAtOnce, said.frames - at);
                chunks.add(chunk(i, at, count, at + count == said.frames, last, said.pauseMs));
                at += count;
            } while (at < said.frames);
        }
        if (late) {
            chunks.add(chunk(sentences.size(), 0, 0, true, true, USUAL));
        }
        return chunks;
    }

    private static MelChunk chunk(int sentence, int at, int count, boolean end, boolean last, int pauseMs) {
        int mels = FakeVoices.FORMAT.mels();
        ByteBuffer mel = ByteBuffer.allocate(count * mels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count * mels; i++) {
            mel.putFloat(value(sentence, at + i / mels));
        }
        MelWord word = new MelWord(0, 1, 10 * sentence, 10 * sentence + 5);
        return Records.mel("u", sentence)
                .setLast(last)
                .setFrameOffset(at)
                .setFrames(count)
                .setMels(mels)
                .setMel(mel.flip())
                .setAttended(IntStream.range(0, count).mapToObj(i -> 0).toList())
                .setEndOfSegment(end)
                .setWords(at == 0 && count > 0 ? List.of(word) : List.of())
                .setUnmapped(at == 0 && !(count == 0 && last) ? sentence + 1 : 0)
                .setPauseMs(pauseMs)
                .build();
    }

    private static VocodeWork work(boolean keepsState, Optional<AudioMark> mark) {
        return new VocodeWork(0, SETTINGS, SETTINGS.maxRecordBytes(), Runnable::run, keepsState, mark);
    }

    /** @param restarts odds of a restart after each chunk, in a hundred */
    private Written written(List<MelChunk> chunks, boolean streaming, boolean keepsState, int restarts, Random random) {
        FakeVoices voice = new FakeVoices();
        voice.streaming = streaming;
        VocodeWork work = work(keepsState, Optional.empty());
        List<AudioChunk> audio = new ArrayList<>();
        int budget = 50;
        for (int next = 0; next < chunks.size(); ) {
            work.begin(chunks.get(next), new Found.Here(voice));
            Progress<AudioChunk> made = work.poll();
            assertThat(made.failures()).isEmpty();
            audio.addAll(made.outputs());
            next++;
            if (random.nextInt(100) < restarts && next < chunks.size() && budget-- > 0) {
                AudioMark mark = work.mark();
                restartsWithAPauseDue += mark.getPauseSamples() > 0 ? 1 : 0;
                int frames = mark.getVocoder().hasRemaining() ? mark.getFrames() : 0;
                work = work(keepsState, Optional.of(mark));
                next = 0;
                while (chunks.get(next).getSegment() < mark.getSegment()
                        || chunks.get(next).getFrameOffset() < frames) {
                    if (chunks.get(next).getSegment() == mark.getSegment()) {
                        work.recall(chunks.get(next));
                    }
                    next++;
                }
            }
        }
        return joined(audio);
    }

    private static Written joined(List<AudioChunk> audio) {
        ByteArrayOutputStream samples = new ByteArrayOutputStream();
        for (int i = 0; i < audio.size(); i++) {
            AudioChunk chunk = audio.get(i);
            assertThat(chunk.getSequence()).isEqualTo(i);
            assertThat(chunk.getStartSample()).isEqualTo(samples.size() / 2);
            assertThat(chunk.getLast()).isEqualTo(i == audio.size() - 1);
            byte[] pcm = new byte[chunk.getAudio().remaining()];
            chunk.getAudio().duplicate().get(pcm);
            samples.writeBytes(pcm);
        }
        List<Long> words = audio.stream()
                .flatMap(chunk -> chunk.getMarks().stream())
                .map(WordMark::getFirstSample)
                .toList();
        return new Written(
                bytes(samples.toByteArray()), words, audio.get(audio.size() - 1).getUnmapped());
    }

    @ParameterizedTest(name = "seed {0}, streaming {1}, state kept {2}")
    @CsvSource({"1, true, true", "2, true, false", "3, false, true", "4, false, false"})
    void writesEachPauseBeforeTheNextSentenceWhateverRestarts(long seed, boolean streaming, boolean keepsState) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<Said> sentences = IntStream.rangeClosed(0, 1 + random.nextInt(4))
                    .mapToObj(n -> new Said(
                            n == 0 || random.nextInt(5) > 0 ? 1 + random.nextInt(9) : 0,
                            random.nextInt(3) == 0 ? 7 * random.nextInt(4) : USUAL))
                    .collect(Collectors.toList());
            boolean late = random.nextBoolean();
            List<MelChunk> chunks = chunks(sentences, 1 + random.nextInt(4), late);

            Written once = written(chunks, streaming, keepsState, 0, random);
            Written often = written(chunks, streaming, keepsState, 30, random);

            Written wanted = wanted(sentences);
            assertThat(once.samples).as("%s late %s", sentences, late).isEqualTo(wanted.samples);
            assertThat(once.words).as("%s late %s", sentences, late).isEqualTo(wanted.words);
            assertThat(often).as("%s late %s", sentences, late).isEqualTo(once);
        }
        assertThat(restartsWithAPauseDue).isGreaterThan(100);
    }

    @Test
    void endsWithoutThePauseThatWasDue() {
        List<MelChunk> late = chunks(List.of(new Said(3, USUAL)), 2, true);

        VocodeWork work = work(true, Optional.empty());
        FakeVoices voice = new FakeVoices();
        voice.streaming = true;
        work.begin(late.get(0), new Found.Here(voice));
        work.poll();
        work.begin(late.get(1), new Found.Here(voice));
        work.poll();
        AudioMark mark = work.mark();

        assertThat(mark.getSamples()).isEqualTo(3L * HOP);
        assertThat(mark.getPauseSamples()).isEqualTo(RATE * SETTINGS.pauseMs() / 1000);
        work.begin(late.get(2), new Found.Here(voice));
        Progress<AudioChunk> end = work.poll();
        assertThat(end.over()).isTrue();
        assertThat(end.outputs()).singleElement().satisfies(last -> {
            assertThat(last.getLast()).isTrue();
            assertThat(last.getAudio().remaining()).isZero();
        });
    }
}
