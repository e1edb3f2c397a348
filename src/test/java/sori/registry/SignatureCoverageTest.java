package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sori.kafka.Wire;
import sori.schema.ModelAlias;
import sori.schema.ModelAliases;
import sori.schema.ModelAliasesBefore;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;

/** Whatever a signed record says, its signature is over it: no field of any depth may be changed, moved, added or left out. */
class SignatureCoverageTest {
    private static final String SIGNATURE = "signature";

    /** A record with one thing in it changed, in every way there is, each with where that was. */
    private interface Variants {
        void of(String where, @Nullable Object changed);
    }

    private static void vary(String where, Schema schema, @Nullable Object value, Variants variants) {
        switch (schema.getType()) {
            case RECORD -> {
                SpecificRecordBase record = (SpecificRecordBase) Objects.requireNonNull(value);
                for (Schema.Field field : schema.getFields()) {
                    if (!field.name().equals(SIGNATURE)) {
                        vary(where + "." + field.name(), field.schema(), record.get(field.pos()), (path, changed) -> {
                            SpecificRecordBase copy =
                                    SpecificData.getForClass(record.getClass()).deepCopy(schema, record);
                            copy.put(field.pos(), changed);
                            variants.of(path, copy);
                        });
                    }
                }
            }
            case ARRAY -> {
                List<?> list = (List<?>) Objects.requireNonNull(value);
                for (int i = 0; i < list.size(); i++) {
                    int at = i;
                    vary(where + "[" + i + "]", schema.getElementType(), list.get(i), (path, changed) -> {
                        List<@Nullable Object> copy = new ArrayList<>(list);
                        copy.set(at, changed);
                        variants.of(path, copy);
                    });
                    List<Object> without = new ArrayList<>(list);
                    without.remove(i);
                    variants.of(where + " without " + i, without);
                    List<Object> twice = new ArrayList<>(list);
                    twice.add(i, list.get(i));
                    variants.of(where + " twice " + i, twice);
                }
            }
            case UNION -> {
                Schema other = schema.getTypes().get(1);
                if (value == null) {
                    variants.of(where + " there", other.getType() == Schema.Type.INT ? (Object) 0 : "");
                } else {
                    variants.of(where + " absent", null);
                    vary(where, other, value, variants);
                }
            }
            case STRING -> {
                variants.of(where + " longer", value + "x");
                variants.of(where + " empty", "");
            }
            case INT -> variants.of(where, (Integer) Objects.requireNonNull(value) + 1);
            case LONG ->
                variants.of(
                        where,
                        value instanceof Instant at
                                ? at.plusMillis(1)
                                : (Object) ((Long) Objects.requireNonNull(value) + 1));
            default -> throw new IllegalStateException("a type that nobody signs yet: " + schema);
        }
    }

    private static <T extends SpecificRecordBase> Set<String> check(T sound, Function<T, byte[]> content) {
        Set<String> signed = new TreeSet<>(Set.of(HexFormat.of().formatHex(content.apply(sound))));
        Set<String> seen = new TreeSet<>();
        vary("", sound.getSchema(), sound, (where, changed) -> {
            @SuppressWarnings("unchecked")
            T variant = (T) Objects.requireNonNull(changed);
            signed.add(HexFormat.of().formatHex(content.apply(variant)));
            assertThat(signed).as("%s is not told from another", where).hasSize(seen.size() + 2);
            seen.add(where);
        });
        return seen;
    }

    @Test
    void ofNames() {
        new Wire<>(ModelAliases.class); // teaches Avro to trust the generated classes
        ModelAliases names = new ModelAliases(
                "en-x",
                List.of(new ModelAlias("stable", "21", null), new ModelAlias("canary", "3", 10)),
                List.of(
                        new ModelAliasesBefore(List.of(new ModelAlias("stable", "1", null)), Instant.ofEpochMilli(5)),
                        new ModelAliasesBefore(
                                List.of(new ModelAlias("stable", "41", null), new ModelAlias("try", "51", 7)),
                                Instant.ofEpochMilli(77))),
                List.of("11", "12"),
                8L,
                null);
        assertThat(check(names, NameSignature::content)).contains(".counter").hasSizeGreaterThan(40);
    }

    @Test
    void ofReleases() {
        new Wire<>(ModelRelease.class); // teaches Avro to trust the generated classes
        ModelRelease release = new ModelRelease(
                "en-x",
                "2",
                "{}",
                List.of(new ModelArtifact("a.onnx", "00ff", 7L), new ModelArtifact("b.onnx", "01ff", 9L)),
                1 << 19,
                3L,
                Instant.ofEpochMilli(1),
                "somebody",
                null);
        assertThat(check(release, ReleaseSignature::content))
                .contains(".chunkBytes")
                .hasSizeGreaterThan(20);
    }
}
