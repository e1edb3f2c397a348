package sori.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's ONNX Runtime and the providers that it can really use. Thread-safe.
 *
 * @param provider {@link Provider#CPU} or {@link Provider#CUDA}: what {@link Provider#AUTO} came to
 */
public record OnnxRuntime(Provider provider) {
    private static final Set<String> VNNI = Set.of("avx512_vnni", "avx_vnni");

    private static final Logger log = LoggerFactory.getLogger(OnnxRuntime.class);

    public OnnxRuntime {
        if (provider == Provider.AUTO) {
            throw new IllegalArgumentException("AUTO is a wish: start() decides");
        }
    }

    /**
     * Decides where graphs will run.
     *
     * @throws GraphRefusedException if CUDA is asked for and can't be used, with what is missing
     */
    public static OnnxRuntime start(Provider wanted) throws GraphRefusedException {
        if (wanted == Provider.CPU) {
            return new OnnxRuntime(Provider.CPU);
        }
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            if (wanted == Provider.AUTO) {
                return new OnnxRuntime(Provider.CPU);
            }
            throw new GraphRefusedException("provider cuda was asked for, but this build's ONNX Runtime " + version()
                    + " is the CPU one: build with the Maven profile 'cuda', or use provider auto or cpu");
        }
        try (OrtSession.SessionOptions options = options(Provider.CUDA)) {
            return new OnnxRuntime(Provider.CUDA);
        } catch (OrtException e) {
            if (wanted == Provider.AUTO) {
                log.warn("CUDA can't be used, going on with the CPU: {}", e.getMessage());
                return new OnnxRuntime(Provider.CPU);
            }
            throw new GraphRefusedException(
                    "provider cuda was asked for, but its libraries (CUDA 12, cuDNN 9) or the driver don't load: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Version of the native runtime. */
    public static String version() {
        return environment().getVersion();
    }

    /** What in the native runtime could reach a network, such as {@code getaddrinfo}; empty in a build without telemetry. */
    public static Set<String> networking() throws IOException {
        return NativeLibrary.ofRuntime().networking();
    }

    /** What decides the last bits of a result besides graph and inputs: version, provider, CPU features. */
    public String fingerprint() {
        return "onnxruntime-" + version() + " " + provider.name().toLowerCase(Locale.ROOT) + " " + CpuFeatures.name();
    }

    /** Whether products of 8-bit integers are much faster than those of floats here. */
    public boolean fastInt8() {
        return provider == Provider.CPU && CpuFeatures.here().stream().anyMatch(VNNI::contains);
    }

    /**
     * Whether products of unsigned and signed 8-bit integers are exact. Those of x86 processors without VNNI add pairs in 16 bits
     * and cut off what does not fit.
     */
    public boolean exactInt8() {
        return fastInt8() || !CpuFeatures.here().contains("avx2");
    }

    /** Providers that were compiled into the runtime, which is not to say that their drivers are there. */
    public static List<String> compiledProviders() {
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OrtProvider::getName)
                .toList();
    }

    /** ONNX Runtime allows one environment a process; it is never closed. */
    static OrtEnvironment environment() {
        return Environment.ONLY;
    }

    private static final class Environment {
        private static final OrtEnvironment ONLY = start();
    }

    private static OrtEnvironment start() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "sori");
        LastingEnvironment.hold();
        try {
            // Concerns Windows, whose build tells the system's event tracing; what could reach a network is in none.
            environment.setTelemetry(false);
        } catch (OrtException e) {
            log.warn("ONNX Runtime does not turn its event tracing off: {}", e.getMessage());
        }
        return environment;
    }

    /** One thread a call, the caller's own: parallel work comes from the callers. */
    OrtSession.SessionOptions options() throws OrtException {
        return options(provider);
    }

    private static OrtSession.SessionOptions options(Provider provider) throws OrtException {
        environment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setMemoryPatternOptimization(false);
            if (provider == Provider.CUDA) {
                options.addCUDA(0);
            }
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
