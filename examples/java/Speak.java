import java.nio.file.Path;
import sori.synthesis.Speech;
import sori.synthesis.Synthesizer;

/** Speaks in this process, without Kafka: {@code java -cp target/classes:target/lib/* examples/java/Speak.java "Hello." hello.wav}. */
public final class Speak {
    public static void main(String[] arguments) throws Exception {
        String text = arguments.length > 0 ? arguments[0] : "Hello.";
        Path file = Path.of(arguments.length > 1 ? arguments[1] : "hello.wav");
        try (Synthesizer synthesizer = Synthesizer.open(Path.of("models/en-kathleen"))) {
            Speech speech = synthesizer.speak(text);
            speech.wav().write(file);
            System.out.printf("%s: %.1f s%n", file, speech.seconds());
        }
    }
}
