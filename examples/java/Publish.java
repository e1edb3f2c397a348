import java.util.Optional;
import java.util.Scanner;
import java.util.UUID;
import sori.client.SpeechPublisher;
import sori.kafka.KafkaAccess;
import sori.schema.TextEvent;

/** Has texts spoken, a line of standard input an utterance: {@code java -cp 'clients/java/target/*:clients/java/target/lib/*' examples/java/Publish.java HOST:PORT KEY [--cancel] < text}. */
public final class Publish {
    public static void main(String[] arguments) {
        String key = arguments[1];
        try (SpeechPublisher publisher = new SpeechPublisher(KafkaAccess.of(arguments[0]));
                Scanner lines = new Scanner(System.in)) {
            if (arguments.length > 2 && arguments[2].equals("--cancel")) {
                publisher.cancel(key, Optional.empty(), "Publish.java --cancel").join();
                return;
            }
            while (lines.hasNextLine()) {
                String id = UUID.randomUUID().toString(); // one that comes again under its key is not spoken again
                TextEvent event = TextEvent.newBuilder().setUtteranceId(id).setText(lines.nextLine()).build();
                publisher.publish(event, Optional.of(key)).join();
                System.out.println(id + "@" + key);
            }
        }
    }
}
