package sori.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CarriedHeadersTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final CarriedHeaders LISTED = new CarriedHeaders(List.of("x-request-id", "baggage"));

    private static Headers headers(@Nullable String... namesAndValues) {
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String value = namesAndValues[i + 1];
            headers.add(namesAndValues[i], value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            assertThat(texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)))
                    .isNull();
        }
        return texts;
    }

    private static String parent(String version, String flags) {
        return String.join("-", version, TRACE, SPAN, flags);
    }

    /** What W3C's Trace Context calls valid, and how it goes on. */
    static Stream<List<String>> valid() {
        return Stream.of(
                List.of(parent("00", "01"), parent("00", "01")),
                List.of(parent("00", "00"), parent("00", "00")),
                List.of(parent("00", "03"), parent("00", "03")),
                List.of(parent("01", "03"), parent("00", "01")),
                List.of(parent("cc", "fe"), parent("00", "00")),
                List.of(parent("cc", "01") + "-what-comes-later", parent("00", "01")));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aTraceGoesAlong(List<String> parent) {
        Headers given = headers(TraceContext.PARENT, parent.get(0), "other", "x");
        assertThat(texts(CarriedHeaders.TRACE.take(given).headers()))
                .isEqualTo(Map.of(TraceContext.PARENT, parent.get(1)));
    }

    static Stream<String> malformed() {
        String good = parent("00", "01");
        Random random = new Random(5);
        List<String> wrong = new ArrayList<>(List.of(
                "",
                good + "-",
                good + "-01",
                good + " ",
                " " + good,
                good.toUpperCase(java.util.Locale.ROOT),
                parent("ff", "01"),
                "cc-" + TRACE + "-" + SPAN + "-011",
                good.replace(TRACE, "0".repeat(32)),
                good.replace(SPAN, "0".repeat(16)),
                good + "\n",
                "cc" + good.substring(2) + "-" + "x".repeat(512)));
        for (int i = 0; i < good.length(); i++) {
            wrong.add(good.substring(0, i)); // cut off
            wrong.add(good.substring(0, i) + good.substring(i + 1)); // one too few
            wrong.add(good.substring(0, i) + "g" + good.substring(i + 1));
            wrong.add(good.substring(0, i) + (char) random.nextInt(0x20) + good.substring(i + 1));
        }
        return wrong.stream();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedTraceStaysBehindAndHoldsNothingElseUp(String parent) {
        Headers given = headers(TraceContext.PARENT, parent, TraceContext.STATE, "a=b", "x-request-id", "7");
        CarriedHeaders.Taken taken = LISTED.take(given);
        assertThat(texts(taken.headers())).isEqualTo(Map.of("x-request-id", "7"));
        assertThat(taken.warnings()).isEmpty();
    }

    @Test
    void aStateGoesAlongWithinItsBounds() {
        for (String state :
                List.of("a=b", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", "a=b\t, c=d", "a=" + "b".repeat(510))) {
            Headers given = headers(TraceContext.PARENT, parent("00", "01"), TraceContext.STATE, state);
            assertThat(texts(CarriedHeaders.TRACE.take(given).headers())).containsEntry(TraceContext.STATE, state);
        }
        String many = String.join(",", java.util.Collections.nCopies(33, "a=b"));
        for (String state : Arrays.asList("", null, "a=b\u0001", "a=\uc548", "a=" + "b".repeat(511), many)) {
            Headers given = headers(TraceContext.PARENT, parent("00", "01"), TraceContext.STATE, state);
            assertThat(texts(CarriedHeaders.TRACE.take(given).headers())).containsOnlyKeys(TraceContext.PARENT);
        }
    }

    @Test
    void ofOneNameTheLastCounts() {
        Headers given = headers(
                TraceContext.PARENT,
                "nothing",
                TraceContext.PARENT,
                parent("00", "01"),
                "baggage",
                "a",
                "baggage",
                "b");
        assertThat(texts(LISTED.take(given).headers()))
                .isEqualTo(Map.of(TraceContext.PARENT, parent("00", "01"), "baggage", "b"));
    }

    @Test
    void aListedHeaderThatIsTooLongIsToldOf() {
        for (int length : new int[] {0, 1, 256, 257, 100_000}) {
            CarriedHeaders.Taken taken = LISTED.take(headers("x-request-id", "x".repeat(length), "unlisted", "y"));
            assertThat(taken.headers()).hasSize(length > 256 ? 0 : 1);
            assertThat(taken.warnings()).hasSize(length > 256 ? 1 : 0);
            assertThat(String.join("", taken.warnings())).doesNotContain("xx");
        }
    }

    /** Whatever comes, and however often it is taken again, as in three applications. */
    @Test
    void noneIsMoreThanTheBound() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            RecordHeaders given = new RecordHeaders();
            for (int i = random.nextInt(12); i > 0; i--) {
                String name = List.of(TraceContext.PARENT, TraceContext.STATE, "x-request-id", "baggage", "", "z")
                        .get(random.nextInt(6));
                byte[] value = new byte[random.nextInt(700)];
                random.nextBytes(value);
                byte[] valid = parent(HexFormat.of().toHexDigits((byte) random.nextInt(2)), "01")
                        .getBytes(StandardCharsets.US_ASCII);
                given.add(name, random.nextInt(5) == 0 ? null : random.nextInt(3) == 0 ? valid : value);
            }
            CarriedHeaders.Taken taken = LISTED.take(given);
            assertThat(bytes(taken.headers())).isLessThanOrEqualTo(LISTED.mostBytes());
            assertThat(LISTED.take(LISTED.clipped(given)).headers()).isEqualTo(taken.headers());
            assertThat(LISTED.take(LISTED.clipped(given)).warnings()).isEqualTo(taken.warnings());
            assertThat(LISTED.take(taken.headers()).headers()).isEqualTo(taken.headers());
            assertThat(CarriedHeaders.of(CarriedHeaders.kept(taken.headers()))).isEqualTo(taken.headers());
        }
    }

    /** As Kafka writes them: a count before each name and each value. */
    private static int bytes(Headers headers) {
        int bytes = 0;
        for (Header header : headers) {
            bytes += ByteUtils.sizeOfVarint(header.key().length())
                    + header.key().length()
                    + ByteUtils.sizeOfVarint(header.value().length)
                    + header.value().length;
        }
        return bytes;
    }
}
