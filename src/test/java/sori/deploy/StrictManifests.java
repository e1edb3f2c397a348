package sori.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;

/** Holds manifests to what a cluster knows: an unknown field or a value of another type is refused, as `kubectl apply --validate=strict` would. */
public final class StrictManifests {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Secret", Secret.class,
            "v1 Service", Service.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "keda.sh/v1alpha1 ScaledObject", ScaledObject.class);

    private static final ObjectMapper MAPPER = mapper();

    private StrictManifests() {}

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .annotationIntrospector(new Knowing())
                .withCoercionConfig(LogicalType.Textual, text -> {
                    for (CoercionInputShape other : new CoercionInputShape[] {
                        CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                    }) {
                        text.setCoercion(other, CoercionAction.Fail);
                    }
                });
        return builder.build();
    }

    /**
     * Takes nothing that the cluster would refuse.
     *
     * @throws JsonProcessingException naming the field
     * @throws IllegalArgumentException if no model of such an object is at hand
     */
    public static void check(JsonNode manifest) throws JsonProcessingException {
        String kind = manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText();
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            throw new IllegalArgumentException("nobody checks a " + kind);
        }
        MAPPER.treeToValue(manifest, model);
    }

    /** The models keep what they don't know; nothing here may. */
    private static final class Knowing extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
