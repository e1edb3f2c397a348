package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that do not end are given up. Rounds of the watch are counted, no time. */
class CallWatchTest {
    private static final OnnxRuntime CPU = new OnnxRuntime(Provider.CPU);
    private static final GraphContract CONTRACT =
            new GraphContract(List.of(TensorSpec.floats("in", 1)), List.of(TensorSpec.floats("out", 1)));
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int ROUNDS = 3 * CallWatch.ROUNDS_PER_SECOND;

    private final CallWatch watch = new CallWatch();

    /** A graph that hands a number on. */
    static byte[] sound() {
        TypeProto number = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1))))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder()
                        .setName("sound")
                        .addInput(ValueInfoProto.newBuilder().setName("in").setType(number))
                        .addOutput(ValueInfoProto.newBuilder().setName("out").setType(number))
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Neg")
                                .addInput("in")
                                .addOutput("out")))
                .build()
                .toByteArray();
    }

    /** What the rules would not let in. */
    static OnnxGraph endless(CallWatch watch) throws Exception {
        byte[] hostile = HostileGraphs.ENDLESS.in(sound());
        return OnnxGraph.loadUnchecked(CPU, "endless.onnx", hostile, CONTRACT, watch);
    }

    static void run(OnnxGraph graph, Duration limit) {
        try (TensorArena arena = new TensorArena()) {
            graph.run(Map.of("in", arena.floats(1)), Map.of("out", arena.floats(1)), limit);
        }
    }

    /** Returns when the runtime has begun the call. */
    private static CompletableFuture<Void> start(OnnxGraph graph, Duration limit) {
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> {
            caller.complete(Thread.currentThread());
            run(graph, limit);
        });
        awaitInRuntime(caller.join());
        return call;
    }

    /** Until a thread is in the runtime's own code. */
    static void awaitInRuntime(Thread thread) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0
                    && stack[0].isNativeMethod()
                    && stack[0].getClassName().equals(OrtSession.class.getName());
        });
    }

    /** Rounds until a call is over. */
    private void roundsUntilOver(CompletableFuture<Void> call) throws InterruptedException {
        while (!call.isDone()) {
            watch.round();
            Thread.sleep(2);
        }
    }

    @Test
    void aCallThatDoesNotEndIsGivenUpAndTheGraphWithIt() throws Exception {
        try (OnnxGraph endless = endless(watch);
                OnnxGraph sound = OnnxGraph.load(CPU, "sound.onnx", sound(), CONTRACT, watch)) {
            CompletableFuture<Void> call = start(endless, LIMIT);
            assertThat(endless.givenUp()).isEmpty();
            roundsUntilOver(call);
            assertThatThrownBy(call::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(GraphGivenUpException.class)
                    .hasMessage("endless.onnx did not come to an end within 3 s and was given up");
            assertThat(endless.givenUp()).isPresent();
            assertThatThrownBy(() -> run(endless, LIMIT)).isInstanceOf(GraphGivenUpException.class);
            run(sound, LIMIT);
            assertThat(sound.givenUp()).isEmpty();
        }
    }

    @Test
    void noCallIsGivenUpBeforeItsTimeIsOver() throws Exception {
        try (OnnxGraph endless = endless(watch)) {
            CompletableFuture<Void> call = start(endless, LIMIT);
            for (int i = 0; i < ROUNDS; i++) {
                watch.round();
            }
            assertThatThrownBy(() -> call.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            roundsUntilOver(call);
        }
    }

    @Test
    void everyCallHasItsOwnTime() throws Exception {
        try (OnnxGraph sound = OnnxGraph.load(CPU, "sound.onnx", sound(), CONTRACT, watch)) {
            for (int i = 0; i < 10 * ROUNDS; i++) {
                run(sound, LIMIT);
                watch.round();
            }
            assertThat(sound.givenUp()).isEmpty();
        }
    }

    @Test
    void closingHurriesACallThatDoesNotEnd() throws Exception {
        OnnxGraph endless = endless(watch);
        CompletableFuture<Void> call = start(endless, Duration.ofHours(1));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(endless::close);
        while (!closed.isDone()) {
            watch.round();
            Thread.sleep(2);
        }
        assertThatThrownBy(call::join).hasMessageMatching(".*(given up|is closed).*");
    }

    @Test
    void theProcessLooksAfterItsOwn() throws Exception {
        try (OnnxGraph endless = endless(CallWatch.ofProcess())) {
            assertThatThrownBy(() -> run(endless, Duration.ofSeconds(1))).isInstanceOf(GraphGivenUpException.class);
        }
    }
}
