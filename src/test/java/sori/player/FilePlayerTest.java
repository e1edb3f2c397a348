package sori.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.audio.Wav;
import sori.client.HalfHeard;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.kafka.UtteranceName;
import sori.player.Player.Played;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

class FilePlayerTest {
    @TempDir
    private Path folder;

    private List<Played> play(AudioChunk... chunks) throws Exception {
        return play("a", chunks);
    }

    private List<Played> play(String key, AudioChunk... chunks) throws Exception {
        UtteranceName name = UtteranceName.of(key, chunks[0].getUtteranceId());
        List<Heard> heard = Stream.concat(
                        Stream.of(chunks).map(chunk -> new Heard.Chunk(name, chunk, 0)),
                        chunks[chunks.length - 1].getLast()
                                ? Stream.of(new Heard.Utterance(name, new SpokenUtterance(List.of(chunks))))
                                : Stream.<Heard>empty())
                .toList();
        try (FilePlayer player = FilePlayer.in(folder)) {
            return player.play(heard);
        }
    }

    @Test
    void nothingIsWrittenOfAnUtteranceThatIsNotWhole() throws Exception {
        assertThat(play(new Chunks("a", 0).chunk(0))).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aWholeUtteranceIsOneFileAndNothingBesideIt() throws Exception {
        Chunks a = new Chunks("a", 0);
        Files.writeString(folder.resolve("a.wav.part"), "left by someone who was killed");

        assertThat(play(a.chunk(0), a.last(1)))
                .extracting(Played::where)
                .containsExactly(folder.resolve("a.wav").toString());

        assertThat(folder.toFile().list()).containsExactly("a.wav");
        assertThat(Wav.read(folder.resolve("a.wav")).samples()).hasSize(4);
    }

    @Test
    void oneThatFailedWithoutASoundLeavesNoFile() throws Exception {
        assertThat(play(new Chunks("a", 0).failed(0))).extracting(Played::where).containsExactly("no audio");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void oneThatIsCancelledIsWrittenAsFarAsItCame() throws Exception {
        Chunks a = new Chunks("a", 0);
        UtteranceName name = UtteranceName.of("a", "a");
        Heard cancelled = new Heard.Cancelled(name.key(), Optional.of("a"), 0);
        try (FilePlayer player = FilePlayer.in(folder)) {
            List<Played> played = player.play(List.of(
                    new Heard.Chunk(name, a.chunk(0), 0),
                    cancelled,
                    new Heard.Half(name, new HalfHeard(List.of(a.chunk(0))))));
            assertThat(played).extracting(Played::status).containsExactly(SpeechStatus.CANCELLED);
            assertThat(played.get(0).where())
                    .startsWith(folder.resolve("a.wav").toString())
                    .contains("cancelled");
            assertThat(played.get(0).seconds()).isEqualTo(0.002);
        }
        assertThat(Wav.read(folder.resolve("a.wav")).samples()).hasSize(2);
    }

    /** As a reader gives it out, whose assembler makes nothing of what was cancelled before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatIsCancelledBeforeItsFirstSoundIsToldOnce(boolean wishFirst) throws Exception {
        UtteranceName name = UtteranceName.of("a", "a");
        AudioChunk word = AudioChunk.newBuilder(new Chunks("a", 0).failed(0))
                .setStatus(SpeechStatus.CANCELLED)
                .build();
        Heard wish = new Heard.Cancelled(name.key(), Optional.of("a"), 0);
        Heard chunk = new Heard.Chunk(name, word, 0);
        Heard utterance = new Heard.Utterance(name, new SpokenUtterance(List.of(word)));
        try (FilePlayer player = FilePlayer.in(folder)) {
            List<Played> played = player.play(wishFirst ? List.of(wish, chunk) : List.of(chunk, utterance, wish));
            assertThat(played).extracting(Played::status).containsExactly(SpeechStatus.CANCELLED);
            assertThat(played.get(0).where()).contains("cancelled");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void thePipelinesOwnCutIsSaid() throws Exception {
        Chunks a = new Chunks("a", 0);
        AudioChunk end = AudioChunk.newBuilder(a.last(1))
                .setStatus(SpeechStatus.CANCELLED)
                .setSpokenTo(12)
                .build();
        assertThat(play(a.chunk(0), end).get(0).where()).contains("cancelled");
        assertThat(Wav.read(folder.resolve("a.wav")).samples()).hasSize(4);
    }

    @Test
    void whatIsWrittenStaysWhenItIsCancelledLater() throws Exception {
        Chunks a = new Chunks("a", 0);
        play(a.last(0));
        try (FilePlayer player = FilePlayer.in(folder)) {
            assertThat(player.play(List.of(new Heard.Cancelled(UtteranceName.bytes("a"), Optional.empty(), 9))))
                    .isEmpty();
        }
        assertThat(folder.resolve("a.wav")).exists();
    }

    @Test
    void idsThatAreNoFileNamesKeepApart() {
        assertThat(plain("0d9f-A_b.c")).isEqualTo("0d9f-A_b.c");
        assertThat(plain("../a")).matches("_\\._a-[0-9a-f]+");
        assertThat(plain("a/b")).startsWith("a_b-").isNotEqualTo(plain("a:b"));
        assertThat(plain("x".repeat(300))).hasSizeLessThan(120);
    }

    private static String plain(String id) {
        return UtteranceName.of(id, id).fileName();
    }

    @Test
    void theSameIdUnderAnotherKeyIsAnotherFile() throws Exception {
        Chunks a = new Chunks("a", 0);
        play("a", a.last(0));
        play("room", a.last(0));
        play("../hall", a.last(0));
        assertThat(folder.toFile().list())
                .hasSize(3)
                .contains("a.wav", "a@room.wav")
                .anyMatch(name -> name.matches("a@_\\._hall-[0-9a-f]+\\.wav"));
    }
}
