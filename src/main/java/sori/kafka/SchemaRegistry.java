package sori.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schemas by their numbers, at a server that speaks the REST interface of Confluent's schema registry, as Apicurio's also does under
 * {@code /apis/ccompat/v7}. What it answered is kept, within bounds; while it does not answer, a call waits and says so. Thread-safe.
 */
public final class SchemaRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

    /** A stream thread that waits for longer would lose its partitions. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int REMEMBERED = 1000;

    private static final int CONFLICT = 409;

    /** Registries answer with a conflict, too, when two register the same subject at once. */
    private static final int ATTEMPTS = 4;

    private static final Duration AFTER_CONFLICT = Duration.ofMillis(250);

    /** A number that was unknown may have been given since. */
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);

    private final RegistryHttp http;
    private final Duration patience;
    private final Map<Integer, Answered> schemas = bounded();
    private final Map<String, Integer> registered = bounded();

    /**
     * @param address such as {@code http://registry:8080/apis/ccompat/v7}
     * @param credentials {@code user:password}, where it asks for them
     */
    public SchemaRegistry(String address, Optional<String> credentials) {
        this(address, credentials, PATIENCE);
    }

    SchemaRegistry(String address, Optional<String> credentials, Duration patience) {
        this.http = new RegistryHttp(address, credentials);
        this.patience = patience;
    }

    /** One that is asked with the credentials that the cluster's client properties hold under Confluent's usual name. */
    public static SchemaRegistry of(String address, KafkaAccess kafka) {
        return new SchemaRegistry(
                address, Optional.ofNullable(kafka.properties().get(KafkaAccess.REGISTRY_CREDENTIALS)));
    }

    /** @param untilNanos of an unknown number, when to ask again */
    private record Answered(Optional<Schema> schema, String why, long untilNanos) {}

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /**
     * The number of a schema under a subject, which gets a new version where it does not have it yet.
     *
     * @throws RegistryRefusedException where the registry does not take it
     * @throws RegistryUnreachableException where it does not answer for two minutes
     */
    public int register(String subject, Schema schema) {
        String text = schema.toString();
        String known = subject + "\n" + text;
        synchronized (registered) {
            Integer id = registered.get(known);
            if (id != null) {
                return id;
            }
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", text);
        String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
        RegistryHttp.Answer answer = asked(() -> http.post(path, body));
        for (int attempt = 1; answer.status() == CONFLICT && attempt < ATTEMPTS; attempt++) {
            sleep(AFTER_CONFLICT);
            answer = asked(() -> http.post(path, body));
        }
        if (answer.status() != 200 || !answer.body().path("id").isInt()) {
            throw new RegistryRefusedException("the schema registry at " + http + " does not take "
                    + schema.getFullName() + " as " + subject + ": " + answer.message());
        }
        int id = answer.body().path("id").intValue();
        synchronized (registered) {
            registered.put(known, id);
        }
        return id;
    }

    /**
     * The schema of a number, or why there is none.
     *
     * @throws RegistryUnreachableException where the registry does not answer for two minutes
     */
    Decoded<Schema> schema(int id) {
        Answered answered;
        synchronized (schemas) {
            answered = schemas.get(id);
        }
        if (answered == null || (answered.schema.isEmpty() && System.nanoTime() - answered.untilNanos > 0)) {
            answered = ask(id);
            synchronized (schemas) {
                schemas.put(id, answered);
            }
        }
        String why = answered.why;
        return answered.schema.<Decoded<Schema>>map(Decoded.Value::new).orElseGet(() -> new Decoded.Unreadable<>(why));
    }

    private Answered ask(int id) {
        RegistryHttp.Answer answer = asked(() -> http.get("/schemas/ids/" + id));
        long until = System.nanoTime() + UNKNOWN_FOR.toNanos();
        String who = "the schema registry at " + http;
        if (answer.status() != 200) {
            return new Answered(
                    Optional.empty(), who + " does not know schema id " + id + " (" + answer.message() + ")", until);
        }
        String type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !answer.body().path("references").isEmpty()) {
            return new Answered(
                    Optional.empty(), "schema id " + id + " at " + who + " is no Avro schema of one piece", until);
        }
        try {
            Schema schema =
                    new Schema.Parser().parse(answer.body().path("schema").asText());
            return new Answered(Optional.of(schema), "", until);
        } catch (AvroRuntimeException e) {
            return new Answered(
                    Optional.empty(), "schema id " + id + " at " + who + " is none: " + e.getMessage(), until);
        }
    }

    private interface Request {
        RegistryHttp.Answer send() throws IOException;
    }

    /** Asks until there is an answer that stays; the first line says that it waits, and the last that it is over. */
    private RegistryHttp.Answer asked(Request request) {
        long began = System.nanoTime();
        Duration pause = Duration.ofMillis(200);
        while (true) {
            String trouble = null;
            try {
                RegistryHttp.Answer answer = request.send();
                trouble = passes(answer.status()) ? answer.message() : null;
                if (trouble == null) {
                    if (pause.toMillis() > 200) {
                        LOG.info("the schema registry at {} answers again", http);
                    }
                    return answer;
                }
            } catch (IOException e) {
                trouble = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            }
            if (System.nanoTime() - began + pause.toNanos() > patience.toNanos()) {
                throw new RegistryUnreachableException(
                        "the schema registry at " + http + " does not answer: " + trouble);
            }
            LOG.warn("waiting for the schema registry at {}: {}", http, trouble);
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Whether an error may pass by itself, or by what its owner does about it. */
    private static boolean passes(int status) {
        return status >= 500 || status == 408 || status == 429;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    @Override
    public String toString() {
        return http.toString();
    }
}
