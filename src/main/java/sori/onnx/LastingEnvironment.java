package sori.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ONNX Runtime's environment while the process ends. Its Java classes free it in a shutdown hook, which takes away what a call
 * under way in another thread uses: the process then ends with a SIGSEGV instead of its own exit status. The native environment counts
 * who holds it, so that another hold is all that is needed; the system gets the memory back a moment later.
 */
final class LastingEnvironment {
    private static final Logger log = LoggerFactory.getLogger(LastingEnvironment.class);

    private LastingEnvironment() {}

    /** To be called when there is an environment. */
    static void hold() {
        try {
            // No public method holds it twice: the classes keep one object.
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR.getValue(), "sori-lasting");
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("a graph that runs while this process ends may crash it: {}", e.toString());
        }
    }
}
