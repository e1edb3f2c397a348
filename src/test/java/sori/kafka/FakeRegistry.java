package sori.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** The part of a schema registry that is asked, and what may go wrong with it. */
final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<Integer, String> schemas = new ConcurrentHashMap<>();
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** So many requests are answered with an error that passes. */
    final AtomicInteger failing = new AtomicInteger();

    /** So many schemas are refused because somebody else registers the same at that moment. */
    final AtomicInteger racing = new AtomicInteger();

    /** What it says to everything, where that is not empty. */
    volatile String refusal = "";

    private final HttpServer server;

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/apis/ccompat/v7";
    }

    void put(int id, Schema schema) {
        schemas.put(id, schema.toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring("/apis/ccompat/v7".length());
        asked.add(exchange.getRequestMethod() + " " + path);
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 503, Map.of("message", "starting"));
        } else if (!refusal.isEmpty()) {
            send(exchange, 409, Map.of("message", refusal));
        } else if (path.startsWith("/subjects/") && racing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            send(exchange, 409, Map.of("message", "An artifact with this ID already exists"));
        } else if (path.startsWith("/subjects/")) {
            register(exchange);
        } else {
            String schema = schemas.get(Integer.valueOf(path.substring("/schemas/ids/".length())));
            if (schema == null) {
                send(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
            } else {
                send(exchange, 200, Map.of("schema", schema));
            }
        }
    }

    private void register(HttpExchange exchange) throws IOException {
        String schema = JSON.readTree(exchange.getRequestBody()).path("schema").asText();
        synchronized (this) {
            int id = schemas.entrySet().stream()
                    .filter(each -> each.getValue().equals(schema))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(schemas.size() + 1);
            schemas.put(id, schema);
            send(exchange, 200, Map.of("id", id));
        }
    }

    private static void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
