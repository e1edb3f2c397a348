import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import sori.client.HeardSpeech;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;

/** Writes each utterance as a WAV file: {@code java -cp 'clients/java/target/*:clients/java/target/lib/*' examples/java/Play.java HOST:PORT FOLDER}. */
public final class Play {
    public static void main(String[] arguments) throws IOException {
        File folder = new File(arguments[1]);
        folder.mkdirs();
        try (SpeechReader reader = SpeechReader.fromBeginning(KafkaAccess.of(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                for (Heard heard : reader.poll(Duration.ofSeconds(1))) {
                    if (heard instanceof Heard.Utterance whole) {
                        write(folder, whole.name(), whole.utterance(), whole.utterance().status().name());
                    } else if (heard instanceof Heard.Half half) {
                        write(folder, half.name(), half.speech(), "CANCELLED");
                    } else if (heard instanceof Heard.Failure failed) {
                        System.out.println("failed: " + failed.failure().getDetail());
                    }
                }
            }
        }
    }

    private static void write(File folder, UtteranceName name, HeardSpeech speech, String status) throws IOException {
        byte[] pcm = speech.pcm();
        AudioFormat format = new AudioFormat(speech.sampleRateHz(), 16, 1, true, false);
        AudioInputStream samples = new AudioInputStream(new ByteArrayInputStream(pcm), format, pcm.length / 2);
        AudioSystem.write(samples, AudioFileFormat.Type.WAVE, new File(folder, name.fileName() + ".wav"));
        int position = speech.positionAt(pcm.length / 2 - 1);
        System.out.printf("%s: %.2f s, %s, text to %d%n", name.fileName(), speech.seconds(), status, position);
    }
}
