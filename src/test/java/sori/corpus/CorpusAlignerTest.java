package sori.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Wav;

/** Times of phones in recordings that are made of one chord for each phone, spoken at another pace than a teacher that has others. */
class CorpusAlignerTest {
    private static final int RATE = SpeechFrames.SAMPLE_RATE_HZ;
    private static final int RECORDINGS = 12;
    private static final double NEAR_SECONDS = 0.03;
    private static final Map<String, List<String>> WORDS = Map.of(
            "bee", List.of("b/0", "iy/1"),
            "say", List.of("s/0", "ey/1"),
            "go", List.of("g/0", "ow/1"),
            "two", List.of("t/0", "uw/1"),
            "mad", List.of("m/0", "ae/1", "d/0"));

    @TempDir
    private Path folder;

    /** A voice: each phone's chord, how long it is, and how long it waits before some words. */
    private static final class Speaker implements Teacher {
        private final Random random;
        private final double pitch;
        private final double paceSeconds;
        private final double pauseShare;

        Speaker(long seed, double pitch, double paceSeconds, double pauseShare) {
            this.random = new Random(seed);
            this.pitch = pitch;
            this.paceSeconds = paceSeconds;
            this.pauseShare = pauseShare;
        }

        /** @return the line of its times */
        String speak(String id, String text, Path wav) throws IOException {
            List<Float> samples = new ArrayList<>();
            silence(samples, 0.1 + 0.2 * random.nextDouble());
            StringBuilder line = new StringBuilder(id);
            for (String word : text.split(" ")) {
                String spelled = word.replaceAll("[.,]", "").toLowerCase(java.util.Locale.ROOT);
                if (random.nextDouble() < pauseShare) {
                    silence(samples, 0.15 + 0.2 * random.nextDouble());
                }
                line.append('\t').append(spelled).append(' ').append((double) samples.size() / RATE);
                for (String phone : Objects.requireNonNull(WORDS.get(spelled))) {
                    chord(samples, phone);
                    line.append(' ').append(phone).append('/').append((double) samples.size() / RATE);
                }
            }
            silence(samples, 0.2);
            float[] all = new float[samples.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = samples.get(i);
            }
            new Wav(all, RATE).write(wav);
            return line.toString();
        }

        private void silence(List<Float> samples, double seconds) {
            for (int i = 0; i < seconds * RATE; i++) {
                samples.add((float) (1e-3 * random.nextGaussian()));
            }
        }

        private void chord(List<Float> samples, String phone) {
            Random own = new Random(phone.hashCode());
            double low = 250 + 600 * own.nextDouble();
            double high = 1200 + 4000 * own.nextDouble();
            double loud = 0.1 + 0.3 * own.nextDouble();
            double seconds = paceSeconds * (0.7 + 0.9 * random.nextDouble());
            for (int i = 0; i < seconds * RATE; i++) {
                double t = 2 * Math.PI * i / RATE;
                double sample = Math.sin(pitch * low * t) + 0.7 * Math.sin(pitch * high * t);
                samples.add((float) (loud * sample + 1e-3 * random.nextGaussian()));
            }
        }

        @Override
        public List<String> speak(Map<String, String> prompts, Path directory) throws IOException {
            List<String> lines = new ArrayList<>();
            for (Map.Entry<String, String> prompt : prompts.entrySet()) {
                lines.add(speak(prompt.getKey(), prompt.getValue(), directory.resolve(prompt.getKey() + ".wav")));
            }
            return lines;
        }
    }

    private static String text(int seed) {
        List<String> known = WORDS.keySet().stream().sorted().toList();
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String word = known.get(random.nextInt(known.size()));
            text.append(
                    i == 0 ? word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1) : " " + word);
        }
        return text.append('.').toString();
    }

    /** @return the true times, by id */
    private Map<String, List<TimedWord>> record(int seed) throws IOException {
        Speaker speaker = new Speaker(seed, 1.05, 0.12, 0.3);
        Map<String, List<TimedWord>> truth = new HashMap<>();
        for (int i = 0; i < RECORDINGS; i++) {
            String id = "r" + i;
            String text = text(100 * seed + i);
            String line = speaker.speak(id, text, folder.resolve(id + ".wav"));
            Files.writeString(folder.resolve(id + ".txt"), text + "\n");
            truth.put(id, AlignmentFile.words(line, text));
        }
        return truth;
    }

    private static CorpusAligner aligner(int rounds) {
        return new CorpusAligner(new Speaker(99, 1, 0.08, 0), rounds, 1);
    }

    @Test
    void phonesAreFoundWhereTheyAreSpokenAndPausesAreNoPhones() throws Exception {
        for (int seed = 1; seed <= 2; seed++) {
            Map<String, List<TimedWord>> truth = record(seed);
            CorpusAligner.Result found = aligner(3).align(folder);
            assertThat(found.aligned()).hasSize(RECORDINGS);
            List<Double> off = new ArrayList<>();
            found.aligned().forEach((utterance, words) -> {
                List<TimedWord> real = Objects.requireNonNull(truth.get(utterance.id()));
                for (int w = 0; w < real.size(); w++) {
                    assertThat(words.get(w).spoken()).isEqualTo(real.get(w).spoken());
                    off.add(words.get(w).startSeconds() - real.get(w).startSeconds());
                    for (int p = 0; p < real.get(w).phones().size(); p++) {
                        TimedPhone phone = words.get(w).phones().get(p);
                        assertThat(phone.symbol())
                                .isEqualTo(real.get(w).phones().get(p).symbol());
                        off.add(phone.endSeconds() - real.get(w).phones().get(p).endSeconds());
                    }
                }
            });
            long near =
                    off.stream().filter(each -> Math.abs(each) < NEAR_SECONDS).count();
            assertThat((double) near / off.size()).isGreaterThan(0.95);
        }
    }

    @Test
    void whatIsFoundIsWrittenAndReadAgain() throws Exception {
        record(3);
        Map<Corpus.Utterance, List<TimedWord>> found = aligner(1).align(folder).aligned();
        List<String> lines = new ArrayList<>();
        found.forEach((utterance, words) -> lines.add(AlignmentFile.line(utterance.id(), words)));
        Files.write(folder.resolve(Corpus.ALIGNMENT), lines);

        Corpus read = Corpus.read(folder);
        assertThat(read.utterances()).hasSize(RECORDINGS);
        for (Corpus.Utterance utterance : read.utterances()) {
            List<TimedWord> expected = found.entrySet().stream()
                    .filter(each -> each.getKey().id().equals(utterance.id()))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            assertThat(utterance.words()).hasSameSizeAs(expected);
            for (int w = 0; w < expected.size(); w++) {
                TimedWord word = utterance.words().get(w);
                assertThat(word.startSeconds()).isCloseTo(expected.get(w).startSeconds(), within(1e-4));
                assertThat(word.phones().stream().map(TimedPhone::symbol))
                        .isEqualTo(expected.get(w).phones().stream()
                                .map(TimedPhone::symbol)
                                .toList());
            }
        }
    }

    @Test
    void whatCannotBeAlignedIsToldAndTheRestIs() throws Exception {
        record(4);
        Files.writeString(folder.resolve("r3.txt"), "bee © say.\n"); // a sign that no teacher reads
        new Wav(new float[RATE / 50], RATE).write(folder.resolve("r5.wav")); // too short for its phones

        CorpusAligner.Result found = aligner(2).align(folder);

        assertThat(found.unread()).containsExactlyInAnyOrder("r3", "r5");
        assertThat(found.aligned()).hasSize(RECORDINGS - 2);
        assertThat(found.summary()).contains("2 that the teacher does not read word by word", "r3");
    }

    @Test
    void anotherTextIsDoubtful() throws Exception {
        record(5);
        String other = "Two two two two two two two.";
        new Speaker(6, 1.05, 0.12, 0).speak("r7", "Mad say mad say mad.", folder.resolve("r7.wav"));
        Files.writeString(folder.resolve("r7.txt"), other);

        CorpusAligner.Result found = aligner(3).align(folder);

        assertThat(found.doubtful()).contains("r7");
        assertThat(found.aligned().keySet())
                .noneMatch(utterance -> utterance.id().equals("r7"));
    }
}
