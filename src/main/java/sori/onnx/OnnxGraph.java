package sori.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A loaded graph that keeps its contract and the rules of {@link GraphRules}. A call that does not end is given up, and with it the
 * graph. Thread-safe; {@link #close} waits for the running calls.
 */
public final class OnnxGraph implements AutoCloseable {
    /** A thousand times what a call takes that makes a few steps or frames. */
    public static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private static final long LOADING_STACK_BYTES = 64L << 20;

    private final String name;
    private final OrtSession session;
    private final CallWatch watch;
    private final Queue<WatchedCall> idleCalls = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String givenUp;
    private volatile boolean hurried;
    // Closing a session that runs takes the whole process down.
    private final ReadWriteLock use = new ReentrantReadWriteLock(true);
    private boolean closed;

    private OnnxGraph(String name, OrtSession session, CallWatch watch) {
        this.name = name;
        this.session = session;
        this.watch = watch;
    }

    /**
     * Loads a graph and holds it against its contract.
     *
     * @param name for messages, such as the file's
     * @param model the whole ONNX file; data outside it is refused
     * @throws GraphRefusedException if it is no graph, or not one that keeps the contract and the rules
     */
    public static OnnxGraph load(OnnxRuntime runtime, String name, byte[] model, GraphContract contract)
            throws GraphRefusedException {
        return load(runtime, name, model, contract, CallWatch.ofProcess());
    }

    static OnnxGraph load(OnnxRuntime runtime, String name, byte[] model, GraphContract contract, CallWatch watch)
            throws GraphRefusedException {
        GraphRules.check(name, model);
        return loadUnchecked(runtime, name, model, contract, watch);
    }

    /** @param watch has calls given up */
    static OnnxGraph loadUnchecked(
            OnnxRuntime runtime, String name, byte[] model, GraphContract contract, CallWatch watch)
            throws GraphRefusedException {
        byte[] fitting = runtime.provider() == Provider.CUDA ? ScanForLoop.in(model) : model;
        OrtSession session;
        try {
            session = onDeepStack(() -> {
                try (OrtSession.SessionOptions options = runtime.options()) {
                    return OnnxRuntime.environment().createSession(fitting, options);
                }
            });
        } catch (OrtException e) {
            throw new GraphRefusedException(name + " can't be loaded: " + e.getMessage(), e);
        }
        OnnxGraph graph = new OnnxGraph(name, session, watch);
        try {
            Map<String, NodeInfo> inputs = session.getInputInfo();
            Map<String, NodeInfo> outputs = session.getOutputInfo();
            ContractCheck.check(name, "input", contract.inputs(), inputs);
            ContractCheck.check(name, "output", contract.outputs(), outputs);
            return graph;
        } catch (OrtException e) {
            graph.close();
            throw new GraphRefusedException(name + " doesn't tell its inputs and outputs: " + e.getMessage(), e);
        } catch (GraphRefusedException e) {
            graph.close();
            throw e;
        }
    }

    /**
     * ONNX Runtime walks a graph recursively while it loads; a Java thread's usual stack of 1 MiB can be too small for that, and
     * running over it ends the process.
     */
    private static OrtSession onDeepStack(Callable<OrtSession> work) throws OrtException {
        FutureTask<OrtSession> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "load-graph", LOADING_STACK_BYTES);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException refused) {
                throw refused;
            }
            throw new IllegalStateException("loading a graph failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while loading a graph", e);
        }
    }

    /** {@link #run(Map, Map, Duration)} within {@link #CALL_LIMIT}. */
    public void run(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        run(inputs, outputs, CALL_LIMIT);
    }

    /**
     * Runs the graph on the caller's thread.
     *
     * @param inputs every input of the contract
     * @param outputs where to write the outputs that are wanted, of exactly the right shape; none may be an input too
     * @param limit after which the call is given up, to a quarter of a second
     * @throws GraphGivenUpException if this call, or an earlier one, did not end within its limit
     * @throws IllegalStateException if the graph is closed, or the runtime fails
     */
    public void run(Map<String, Tensor> inputs, Map<String, Tensor> outputs, Duration limit) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            String reason = givenUp;
            if (reason != null) {
                throw new GraphGivenUpException(reason);
            }
            call(onnx(inputs), onnx(outputs), limit);
        } catch (OrtException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        } finally {
            use.readLock().unlock();
        }
    }

    private void call(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, Duration limit)
            throws OrtException {
        WatchedCall call = idleCalls.poll();
        if (call == null) {
            call = new WatchedCall(() -> hurried);
            watch.add(call);
        }
        call.begin((int) Math.min(Integer.MAX_VALUE, limit.toSeconds() * CallWatch.ROUNDS_PER_SECOND));
        boolean over = false;
        try {
            // Pinned outputs belong to their arena; the result owns nothing but its own list.
            session.run(inputs, Set.of(), outputs, call.options()).close();
        } catch (OrtException e) {
            over = call.end();
            if (!over) {
                throw e;
            }
        } finally {
            over |= call.end();
            if (over) {
                forget(call);
            } else {
                idleCalls.add(call);
            }
        }
        if (over) {
            String reason = name + " did not come to an end within " + limit.toSeconds() + " s and was given up";
            givenUp = reason;
            throw new GraphGivenUpException(reason);
        }
    }

    private void forget(WatchedCall call) {
        watch.remove(call);
        call.close();
    }

    /** Why it is not run any more, if a call did not end. */
    public Optional<String> givenUp() {
        return Optional.ofNullable(givenUp);
    }

    /** Has calls given up within two seconds from now on: the graph is about to be closed. */
    public void hurry() {
        hurried = true;
    }

    private static Map<String, OnnxTensor> onnx(Map<String, Tensor> tensors) {
        Map<String, OnnxTensor> onnx = new HashMap<>();
        tensors.forEach((key, tensor) -> onnx.put(key, tensor.onnx()));
        return onnx;
    }

    @Override
    public void close() {
        hurry();
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                idleCalls.forEach(this::forget);
                idleCalls.clear();
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException(name + " can't be closed", e);
        } finally {
            use.writeLock().unlock();
        }
    }
}
