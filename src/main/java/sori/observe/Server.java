package sori.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Answers GET on a few paths and nothing else: two requests at once, sixteen that wait, a few seconds each. Whoever keeps a connection
 * busy keeps others from being answered, and nothing else from its work. Thread-safe.
 */
final class Server implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 16;

    /** For the JDK's server, which reads them when it is first used; whoever starts the JVM may say otherwise. */
    private static final Map<String, String> BOUNDS = Map.of(
            "sun.net.httpserver.maxReqTime", "5",
            "sun.net.httpserver.maxRspTime", "10",
            "sun.net.httpserver.idleInterval", "60",
            "sun.net.httpserver.maxIdleConnections", "8",
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.drainAmount", "4096",
            "jdk.httpserver.maxConnections", "32");

    private final HttpServer http;
    private final ThreadPoolExecutor threads;

    /** What a path answers. */
    record Answer(int status, String type, String body) {
        static Answer text(String body) {
            return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", body);
        }

        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body);
        }
    }

    private Server(HttpServer http, ThreadPoolExecutor threads) {
        this.http = http;
        this.threads = threads;
    }

    /** @throws IOException if nobody can listen there */
    static Server start(String host, int port, Map<String, Supplier<Answer>> paths) throws IOException {
        BOUNDS.forEach((name, bound) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, bound);
            }
        });
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), WAITING);
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING),
                work -> {
                    Thread thread = new Thread(work, "metrics-" + count.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                // Unanswered: the server's own clock closes the connection.
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        http.setExecutor(threads);
        http.createContext("/", exchange -> answer(exchange, paths));
        http.start();
        return new Server(http, threads);
    }

    int port() {
        return http.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Map<String, Supplier<Answer>> paths) throws IOException {
        try (exchange) {
            Supplier<Answer> path = paths.get(exchange.getRequestURI().getPath());
            Answer answer;
            if (path == null) {
                answer = new Answer(404, "text/plain", "nothing is here\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                answer = new Answer(405, "text/plain", "GET only\n");
            } else {
                answer = path.get();
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
            if (!bodiless) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
