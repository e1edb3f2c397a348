package sori.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sori.trace.SpanSink.SpeechSpan;

/** What a receiver of OTLP gets, which reads the protobuf by itself; and what becomes of spans without one. */
@Timeout(60)
class OtlpSpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String WHOLE = "00f067aa0ba902b7";
    private static final String CALLER = "b7ad6b7169203331";

    private static SpeechSpan span(String name, String id, String parent, String failure) {
        return new SpeechSpan(
                name, TRACE, id, parent, 1_000_000_007L, 2_000_000_009L, failure, Map.of("sori.voice", "v", "n", 7L));
    }

    /** Fields of a protobuf message by their numbers: bytes, or numbers. */
    private static Map<Integer, List<Object>> message(byte[] bytes) {
        Map<Integer, List<Object>> fields = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value = switch ((int) (tag & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> {
                    byte[] inner = new byte[(int) varint(in)];
                    in.get(inner);
                    yield inner;
                }
                default -> (long) in.getInt();
            };
            fields.computeIfAbsent((int) (tag >> 3), first -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static List<Object> all(Map<Integer, List<Object>> of, int field) {
        return of.getOrDefault(field, List.of());
    }

    private static Map<Integer, List<Object>> inner(Map<Integer, List<Object>> of, int field) {
        return message((byte[]) all(of, field).get(0));
    }

    private static String hex(Map<Integer, List<Object>> of, int field) {
        List<Object> values = all(of, field);
        return values.isEmpty() ? "" : HexFormat.of().formatHex((byte[]) values.get(0));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aReceiverSeesThemWithTheirParents() throws Exception {
        List<byte[]> bodies = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
                    ByteArrayOutputStream all = new ByteArrayOutputStream()) {
                in.transferTo(all);
                bodies.add(all.toByteArray());
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (OtlpSpans spans =
                new OtlpSpans("http://127.0.0.1:" + server.getAddress().getPort(), "sori-test", "1")) {
            spans.add(span("mel", "", WHOLE, ""));
            spans.add(span("utterance", WHOLE, CALLER, "FAILED"));
            spans.add(span("utterance", WHOLE, "", ""));
        } finally {
            server.stop(1);
        }
        Map<Integer, List<Object>> resource = inner(message(bodies.get(0)), 1); // ResourceSpans
        assertThat(text(all(resource, 1).get(0))).contains("service.name", "sori-test");
        List<Object> all = all(inner(resource, 2), 2); // ScopeSpans, Span
        assertThat(all).hasSize(3);
        List<Map<Integer, List<Object>>> read =
                all.stream().map(each -> message((byte[]) each)).toList();
        assertThat(read).extracting(each -> text(all(each, 5).get(0))).containsExactly("mel", "utterance", "utterance");
        assertThat(read).extracting(each -> hex(each, 1)).containsOnly(TRACE);
        assertThat(read).extracting(each -> hex(each, 4)).containsExactly(WHOLE, CALLER, "");
        assertThat(read).extracting(each -> hex(each, 2)).endsWith(WHOLE, WHOLE).doesNotContain("");
        assertThat(hex(read.get(0), 2)).isNotEqualTo(WHOLE);
        assertThat(read).allSatisfy(each -> {
            assertThat(each.get(7)).containsExactly(1_000_000_007L);
            assertThat(each.get(8)).containsExactly(2_000_000_009L);
            assertThat(each.get(9)).hasSize(2);
        });
        assertThat(text(all(read.get(1), 15).get(0))).contains("FAILED"); // Status
    }

    /** Nobody waits for a receiver, and no more than a bounded number of spans is kept for one. */
    @Test
    void aReceiverThatNeverAnswersCostsNothingButSpans() {
        List<CompletableResultCode> open = new CopyOnWriteArrayList<>();
        SpanExporter hanging = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                open.add(new CompletableResultCode());
                return open.get(open.size() - 1);
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        OtlpSpans spans = new OtlpSpans(hanging, "sori-test", "1");
        for (int i = 0; i < 100_000; i++) {
            spans.add(span("mel", "", WHOLE, ""));
        }
        assertThat(open).hasSizeLessThanOrEqualTo(1);
        open.forEach(CompletableResultCode::fail);
    }

    @Test
    void anAddressMayHaveAPathOfItsOwn() {
        assertThat(OtlpSpans.address("http://127.0.0.1:4318")).isEqualTo("http://127.0.0.1:4318/v1/traces");
        assertThat(OtlpSpans.address("http://collector:4318/")).isEqualTo("http://collector:4318/v1/traces");
        assertThat(OtlpSpans.address("https://x/otlp/v1/traces")).isEqualTo("https://x/otlp/v1/traces");
    }
}
