package sori.deploy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Manifests with one thing wrong each. */
public final class WrongManifests {
    /** What these hold is named by users. */
    private static final Set<String> FREE =
            Set.of("annotations", "data", "labels", "limits", "matchLabels", "requests");

    /** A number or a name, as you like; so is a service's selector free, but no other. */
    private static final Pattern EITHER = Pattern.compile(".*/(port|targetPort|maxUnavailable)");

    private WrongManifests() {}

    /** A manifest's variants: each field misspelt in turn, each value of another type in turn. */
    public static List<JsonNode> of(JsonNode manifest) {
        List<JsonNode> wrong = new ArrayList<>();
        add(wrong, manifest, manifest, JsonPointer.empty());
        return wrong;
    }

    private static void add(List<JsonNode> wrong, JsonNode whole, JsonNode part, JsonPointer at) {
        boolean free =
                FREE.contains(String.valueOf(at.last() == null ? "" : at.last().getMatchingProperty()))
                        || whole.path("kind").asText().equals("Service")
                                && at.toString().endsWith("/selector");
        if (part instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                JsonPointer there = at.appendProperty(field.getKey());
                if (!free) {
                    ObjectNode misspelt = whole.deepCopy();
                    ObjectNode holder = (ObjectNode) misspelt.at(at);
                    holder.set(field.getKey() + "s", holder.remove(field.getKey()));
                    wrong.add(misspelt);
                }
                add(wrong, whole, field.getValue(), there);
            });
        } else if (part instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                add(wrong, whole, array.get(i), at.appendIndex(i));
            }
        } else {
            ofAnotherType(wrong, whole, part, at);
        }
    }

    private static void ofAnotherType(List<JsonNode> wrong, JsonNode whole, JsonNode part, JsonPointer at) {
        ObjectNode changed = whole.deepCopy();
        JsonNode holder = changed.at(at.head());
        boolean number = part.isNumber();
        if (EITHER.matcher(at.toString()).matches()) {
            return;
        }
        if (holder instanceof ObjectNode object) {
            String name = at.last().getMatchingProperty();
            if (number) {
                object.put(name, "many");
            } else {
                object.putArray(name).addObject();
            }
        } else {
            ((ArrayNode) holder).set(at.last().getMatchingIndex(), changed.arrayNode());
        }
        wrong.add(changed);
    }
}
