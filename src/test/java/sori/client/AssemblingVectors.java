package sori.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.kafka.TopicReader.Placed;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.Records;
import sori.schema.SpeechControl;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/** Chunks and control records as they may come, and what a listener hears of them. */
final class AssemblingVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Wire<AudioChunk> AUDIO = new Wire<>(AudioChunk.class);
    private static final Wire<SpeechControl> CONTROL = new Wire<>(SpeechControl.class);
    private static final long BEGAN_MS = 1_000_000;

    private AssemblingVectors() {}

    private record Step(boolean audio, @Nullable Bytes key, long timestampMs, byte[] value) {}

    /**
     * Vectors with {@code name}, {@code steps} ({@code topic}, {@code key} in hexadecimal or null, {@code timestampMs}, {@code value}
     * in base64) and {@code heard}: behind which step, what, of which utterance, its chunks and samples, and how far its text is
     * heard at its end.
     */
    static List<ObjectNode> all() {
        List<ObjectNode> vectors = new ArrayList<>();
        vectors.add(vector("in order", whole("room", "u1", 0, 3, SpeechStatus.OK)));
        vectors.add(vector("a failure in the middle", whole("room", "u1", 0, 2, SpeechStatus.FAILED)));
        vectors.add(vector("only an end", whole("room", "u1", 0, 1, SpeechStatus.FAILED)));
        vectors.add(vector("cancelled by the pipeline", whole("room", "u1", 0, 2, SpeechStatus.CANCELLED)));
        vectors.add(vector("no key", whole(null, "u1", 0, 2, SpeechStatus.CUT)));
        vectors.add(vector("what is no piece of speech", unsound()));
        for (long seed = 1; seed <= 60; seed++) {
            vectors.add(vector("random " + seed, random(new Random(seed))));
        }
        return vectors;
    }

    private static List<Step> whole(@Nullable String key, String id, int attempt, int chunks, SpeechStatus status) {
        return new ArrayList<>(IntStream.range(0, chunks)
                .mapToObj(i -> heard(
                        key,
                        BEGAN_MS + 10 * i,
                        chunk(id, attempt, i, i == chunks - 1 ? status : SpeechStatus.OK, i == chunks - 1, BEGAN_MS)))
                .toList());
    }

    private static Step heard(@Nullable String key, long timestampMs, AudioChunk chunk) {
        return new Step(true, key == null ? null : UtteranceName.bytes(key), timestampMs, AUDIO.encode(chunk));
    }

    private static AudioChunk chunk(
            String id, int attempt, int sequence, SpeechStatus status, boolean last, @Nullable Long eventMs) {
        byte[] samples = {(byte) sequence, (byte) attempt, (byte) id.hashCode(), 1};
        return Records.audio(id, sequence)
                .setAttempt(attempt)
                .setSampleRateHz(22050)
                .setAudio(ByteBuffer.wrap(last && status != SpeechStatus.OK ? new byte[0] : samples))
                .setMarks(
                        sequence % 3 == 2
                                ? List.of()
                                : List.of(
                                        new WordMark(4 * sequence, 4 * sequence + 3, 2L * sequence, 2L * sequence + 1)))
                .setLast(last)
                .setStatus(status)
                .setSpokenTo(status == SpeechStatus.CANCELLED ? 4 * sequence : -1)
                .setEventTimestamp(eventMs)
                .setVoice("en-slt")
                .setSourceOffset(7)
                .build();
    }

    private static List<Step> unsound() {
        List<AudioChunk> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(chunk("u" + i, 0, 0, SpeechStatus.OK, true, BEGAN_MS));
        }
        all.get(0).setSequence(-1);
        all.get(1).setAttempt(-1);
        all.get(2).setStartSample(-1);
        all.get(3).setStartSample(1L << 40);
        all.get(4).setSampleRateHz(0);
        all.get(5).setSampleRateHz(1_000_000);
        all.get(6).setAudio(ByteBuffer.wrap(new byte[3]));
        return all.stream().map(each -> heard("room", BEGAN_MS, each)).toList();
    }

    /** A few utterances under a few keys, with repetitions, gaps, further attempts, all ends, and control records between them. */
    private static List<Step> random(Random random) {
        List<List<Step>> coming = new ArrayList<>();
        List<String> keys = List.of("room", "../방", "u1");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            coming.add(spoken(random, keys.get(random.nextInt(3)), "u" + (1 + random.nextInt(2))));
        }
        List<Step> steps = new ArrayList<>();
        while (!coming.isEmpty()) {
            List<Step> next = coming.get(random.nextInt(coming.size()));
            steps.add(next.remove(0));
            if (random.nextInt(6) == 0) { // redelivered
                steps.add(steps.get(random.nextInt(steps.size())));
            }
            if (random.nextInt(10) == 0) {
                steps.add(control(random, keys.get(random.nextInt(3))));
            }
            coming.removeIf(List::isEmpty);
        }
        return steps;
    }

    private static List<Step> spoken(Random random, String key, String id) {
        List<Step> all = new ArrayList<>();
        Long event = random.nextInt(4) == 0 ? null : Long.valueOf(BEGAN_MS + random.nextInt(1000));
        SpeechStatus end = SpeechStatus.values()[random.nextInt(SpeechStatus.values().length)];
        int chunks = 1 + random.nextInt(5);
        int attempts = random.nextInt(4) == 0 ? 2 : 1;
        for (int attempt = 0; attempt < attempts; attempt++) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < chunks; i++) {
                boolean last = i == chunks - 1;
                steps.add(heard(
                        key,
                        BEGAN_MS + random.nextInt(1000),
                        chunk(id, attempt, i, last ? end : SpeechStatus.OK, last, event)));
            }
            if (random.nextInt(5) == 0) {
                steps.remove(random.nextInt(steps.size())); // never came
            }
            if (random.nextInt(5) == 0) {
                Collections.shuffle(steps, random);
            }
            all.addAll(attempt + 1 < attempts ? steps.subList(0, random.nextInt(steps.size() + 1)) : steps);
        }
        return all.isEmpty() ? whole(key, id, 0, 1, SpeechStatus.OK) : new ArrayList<>(all);
    }

    private static Step control(Random random, String key) {
        String id = random.nextInt(3) == 0 ? null : "u" + (1 + random.nextInt(2));
        // Long before, about then, or after the utterance began; an id may be used again after ten minutes.
        long timeMs = BEGAN_MS + List.of(-700_000L, 0L, 500L, 1_000L, 60_000L).get(random.nextInt(5));
        ControlAction action = random.nextInt(8) == 0 ? ControlAction.OTHER : ControlAction.CANCEL;
        byte[] value = random.nextBoolean()
                ? CONTROL.encode(new SpeechControl(action, id, "enough"))
                : ("{\"action\":\"" + action + "\"" + (id == null ? "" : ",\"utteranceId\":\"" + id + "\"") + "}")
                        .getBytes(StandardCharsets.UTF_8);
        return new Step(false, random.nextInt(8) == 0 ? null : UtteranceName.bytes(key), timeMs, value);
    }

    private static ObjectNode vector(String name, List<Step> steps) {
        ObjectNode vector = JSON.createObjectNode().put("name", name);
        ArrayNode written = vector.putArray("steps");
        ArrayNode heard = vector.putArray("heard");
        UtteranceAssembler assembler = new UtteranceAssembler();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            ObjectNode each = written.addObject().put("topic", step.audio ? "speech.audio" : "speech.control");
            each.put("key", step.key == null ? null : HexFormat.of().formatHex(step.key.get()));
            each.put("timestampMs", step.timestampMs);
            each.put("value", Base64.getEncoder().encodeToString(step.value));
            if (step.audio) {
                hear(assembler, step, i, heard);
            } else {
                cancel(assembler, step, i, heard);
            }
        }
        return vector;
    }

    private static void hear(UtteranceAssembler assembler, Step step, int index, ArrayNode heard) {
        AudioChunk chunk = read(AUDIO.decode(step.value));
        if (SpeechReader.isSound(chunk)) {
            assembler
                    .add(step.key, chunk, step.timestampMs)
                    .ifPresent(whole ->
                            tell(heard, index, "utterance", UtteranceName.of(step.key, chunk.getUtteranceId()), whole));
        }
    }

    private static void cancel(UtteranceAssembler assembler, Step step, int index, ArrayNode heard) {
        SpeechControl wish =
                step.value[0] == '{' ? ControlReader.fromJson(step.value) : read(CONTROL.decode(step.value));
        Optional<SpeechReader.Heard.Cancelled> cancelled = ControlReader.cancelling(
                new Placed<>(step.key, wish, 0, 0, step.timestampMs, step.value.length, new RecordHeaders()));
        cancelled.stream()
                .flatMap(each -> assembler.cancel(each).stream())
                .forEach(half -> tell(heard, index, "half", half.name(), half.speech()));
    }

    private static <T> T read(Decoded<T> decoded) {
        return ((Decoded.Value<T>) decoded).value();
    }

    private static void tell(ArrayNode heard, int step, String kind, UtteranceName name, HeardSpeech speech) {
        ObjectNode one = heard.addObject().put("step", step).put("kind", kind);
        one.put("key", HexFormat.of().formatHex(name.key().get()))
                .put("utteranceId", name.id())
                .put("file", name.fileName());
        one.put("attempt", speech.end().getAttempt())
                .put("chunks", speech.chunks().size());
        one.put("status", speech.end().getStatus().name())
                .put("spokenTo", speech.end().getSpokenTo());
        one.put("pcm", HexFormat.of().formatHex(speech.pcm()));
        one.put("position", speech.positionAt(speech.pcm().length / Short.BYTES - 1));
    }
}
