package sori.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A loaded graph that keeps its contract. Thread-safe; {@link #close} waits for the running calls. */
public final class OnnxGraph implements AutoCloseable {
    private static final long LOADING_STACK_BYTES = 64L << 20;

    private final String name;
    private final OrtSession session;
    // Closing a session that runs takes the whole process down.
    private final ReadWriteLock use = new ReentrantReadWriteLock(true);
    private boolean closed;

    private OnnxGraph(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /**
     * Loads a graph and holds it against its contract.
     *
     * @param name for messages, such as the file's
     * @param model the whole ONNX file; data outside it is refused
     * @throws GraphRefusedException if it is no graph, or not one that keeps the contract
     */
    public static OnnxGraph load(OnnxRuntime runtime, String name, byte[] model, GraphContract contract)
            throws GraphRefusedException {
        ExternalData.refuse(name, model);
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
        OnnxGraph graph = new OnnxGraph(name, session);
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

    /**
     * Runs the graph on the caller's thread.
     *
     * @param inputs every input of the contract
     * @param outputs where to write the outputs that are wanted, of exactly the right shape; none may be an input too
     * @throws IllegalStateException if the graph is closed, or the runtime fails
     */
    public void run(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            // Pinned outputs belong to their arena; the result owns nothing but its own list.
            session.run(onnx(inputs), Set.of(), onnx(outputs)).close();
        } catch (OrtException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        } finally {
            use.readLock().unlock();
        }
    }

    private static Map<String, OnnxTensor> onnx(Map<String, Tensor> tensors) {
        Map<String, OnnxTensor> onnx = new HashMap<>();
        tensors.forEach((key, tensor) -> onnx.put(key, tensor.onnx()));
        return onnx;
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException(name + " can't be closed", e);
        } finally {
            use.writeLock().unlock();
        }
    }
}
