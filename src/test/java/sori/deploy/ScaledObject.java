package sori.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What KEDA 2.18 knows of a ScaledObject, by the types of its `apis/keda/v1alpha1` and of its Prometheus scaler: no artefact of its model resolves.
 */
record ScaledObject(
        @JsonProperty(required = true) String apiVersion,
        @JsonProperty(required = true) String kind,
        @JsonProperty(required = true) ObjectMeta metadata,
        @JsonProperty(required = true) Spec spec) {
    record Spec(
            @JsonProperty(required = true) Target scaleTargetRef,
            @Nullable Integer pollingInterval,
            @Nullable Integer initialCooldownPeriod,
            @Nullable Integer cooldownPeriod,
            @Nullable Integer idleReplicaCount,
            @Nullable Integer minReplicaCount,
            @Nullable Integer maxReplicaCount,
            @Nullable Advanced advanced,
            @JsonProperty(required = true) List<Trigger> triggers,
            @Nullable Fallback fallback) {}

    record Target(
            @JsonProperty(required = true) String name,
            @Nullable String apiVersion,
            @Nullable String kind,
            @Nullable String envSourceContainerName) {}

    record Fallback(
            @JsonProperty(required = true) int failureThreshold,
            @JsonProperty(required = true) int replicas,
            @Nullable FallbackBehavior behavior) {}

    enum FallbackBehavior {
        @JsonProperty("static")
        STATIC,
        @JsonProperty("currentReplicas")
        CURRENT,
        @JsonProperty("currentReplicasIfHigher")
        CURRENT_IF_HIGHER,
        @JsonProperty("currentReplicasIfLower")
        CURRENT_IF_LOWER
    }

    record Advanced(
            @Nullable Autoscaler horizontalPodAutoscalerConfig,
            @Nullable Boolean restoreToOriginalReplicaCount,
            @Nullable Modifiers scalingModifiers) {}

    record Autoscaler(
            @Nullable HorizontalPodAutoscalerBehavior behavior,
            @Nullable String name) {}

    record Modifiers(
            @Nullable String formula,
            @Nullable String target,
            @Nullable String activationTarget,
            @Nullable MetricType metricType) {}

    enum MetricType {
        @JsonProperty("AverageValue")
        AVERAGE_VALUE,
        @JsonProperty("Value")
        VALUE,
        @JsonProperty("Utilization")
        UTILIZATION
    }

    record Authentication(
            @JsonProperty(required = true) String name,
            @Nullable String kind) {}

    record Trigger(
            @JsonProperty(required = true) String type,
            @Nullable String name,
            @Nullable Boolean useCachedMetrics,
            @JsonProperty(required = true) Map<String, String> metadata,
            @Nullable Authentication authenticationRef,
            @Nullable MetricType metricType) {
        private static final Set<String> NEEDED = Set.of("serverAddress", "query", "threshold");
        private static final Set<String> KNOWN = Set.of(
                "activationThreshold",
                "authModes",
                "awsRegion",
                "customHeaders",
                "identityOwner",
                "ignoreNullValues",
                "namespace",
                "query",
                "queryParameters",
                "serverAddress",
                "threshold",
                "timeout",
                "unsafeSsl");

        Trigger {
            if (!type.equals("prometheus")) {
                throw new IllegalArgumentException("a trigger of type " + type + ", whose settings nobody checks");
            }
            // KEDA itself passes over a setting that it does not know.
            if (!KNOWN.containsAll(metadata.keySet()) || !metadata.keySet().containsAll(NEEDED)) {
                throw new IllegalArgumentException("settings of a Prometheus trigger: " + metadata.keySet());
            }
            if (Double.parseDouble(metadata.getOrDefault("threshold", "")) <= 0) {
                throw new IllegalArgumentException("threshold: " + metadata.get("threshold"));
            }
        }
    }
}
