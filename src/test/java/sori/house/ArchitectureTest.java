package sori.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules of the house. A rule that is in the way is changed here, with its reason in docs/decisions.md. */
@AnalyzeClasses(packages = "sori", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Pattern ROW = Pattern.compile("\\| `sori\\.([a-z.]+)` \\|.*\\| ([a-z., ]*) \\|");

    /** In place of a list of packages. */
    private static final String ALL = "all";

    /** Each package and the packages of ours that it may use: the table in docs/architecture.md, the only one. */
    private static final Map<String, Set<String>> MAY_USE = table();

    /** Libraries that only some packages may touch. */
    private static final Map<String, List<String>> CONFINED = new TreeMap<>(Map.ofEntries(
            Map.entry("ai.onnxruntime..", List.of("sori.onnx..")),
            Map.entry(
                    "org.apache.avro..",
                    List.of("sori.kafka..", "sori.registry..", "sori.trace..", "sori.stream..", "sori.schema..")),
            Map.entry(
                    "org.apache.kafka..",
                    List.of(
                            "sori.kafka..",
                            "sori.registry..",
                            "sori.client..",
                            "sori.shadow..",
                            "sori.topology..",
                            "sori.trace..",
                            "sori.cluster..",
                            "sori.stream..",
                            "sori.observe..",
                            "sori.broker..",
                            "sori.bench..",
                            "sori.soak..",
                            "sori.player..",
                            "sori.replay..",
                            "sori.cli..")),
            Map.entry("kafka..", List.of("sori.broker..")),
            Map.entry("org.bytedeco..", List.of("sori.training..")),
            Map.entry(
                    "ai.onnx.proto..",
                    List.of("sori.graph..", "sori.evaluate..", "sori.training..", "sori.onnx..", "sori.importer..")),
            Map.entry("org.jtransforms..", List.of("sori.mel..", "sori.vocoder..")),
            Map.entry("com.ibm.icu..", List.of("sori.text..")),
            Map.entry("io.opentelemetry..", List.of("sori.trace..")),
            Map.entry("opennlp..", List.of("sori.text.english.senses")),
            Map.entry("io.micrometer..", List.of("sori.observe..")),
            Map.entry("com.sun.net.httpserver..", List.of("sori.observe..")),
            Map.entry("org.openjdk.jmh..", List.of("sori.bench..")),
            Map.entry("picocli..", List.of("sori.cli.."))));

    private static final Set<String> MAKES_TENSORS = Set.of(
            "arange",
            "create",
            "empty",
            "empty_strided",
            "eye",
            "from_blob",
            "full",
            "hann_window",
            "linspace",
            "logspace",
            "normal",
            "ones",
            "rand",
            "randint",
            "randn",
            "randperm",
            "range",
            "scalar_tensor",
            "tensor",
            "zeros");

    /** Of rooms; the packages of texts are one: the API knows its languages, and they are written in its terms. */
    @ArchTest
    static final ArchRule NO_CYCLES = slices().assignedFrom(new SliceAssignment() {
                @Override
                public String getDescription() {
                    return "rooms";
                }

                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return SliceIdentifier.of(room(type).startsWith("text") ? "text" : room(type));
                }
            })
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_EMPTY_NAMES = noClasses()
            .should()
            .haveSimpleName("Helper")
            .orShould()
            .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)");

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(DescribedPredicate.not(resideInAPackage("sori.schema..")))
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule ONLY_THE_EDGE_ENDS_THE_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage("sori.cli..")
            .and()
            // Stands in for Kafka's own call of halt.
            .doNotHaveFullyQualifiedName("sori.broker.LastWords")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule ONLY_THE_EDGE_READS_THE_ENVIRONMENT = noClasses()
            .that()
            .resideOutsideOfPackage("sori.cli..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    /** A tensor that is made of nothing lies in the processor's memory, wherever its neighbours do. */
    @ArchTest
    static final ArchRule TENSORS_FOLLOW_THE_DEVICE = noClasses()
            .that()
            .haveNameNotMatching("sori\\.training\\.HostTensors")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "it makes a tensor of nothing",
                    call -> call.getTargetOwner()
                                    .getName()
                                    .matches("org\\.bytedeco\\.pytorch\\.(global\\.torch|AbstractTensor)")
                            && MAKES_TENSORS.contains(call.getTarget().getName())));

    /** picocli reads the public methods of an option's enum when the command line is made, where libtorch may not be on the class path. */
    @ArchTest
    static void optionsShowNothingOfLibtorch(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(JavaClass::isEnum)
                        .filter(each -> each.getDirectDependenciesToSelf().stream()
                                .anyMatch(use ->
                                        use.getOriginClass().getPackageName().startsWith("sori.cli")))
                        .flatMap(each -> each.getMethods().stream())
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> Stream.concat(
                                        Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                                .anyMatch(type -> type.getPackageName().startsWith("org.bytedeco"))))
                .isEmpty();
    }

    @ArchTest
    static void everyPackageUsesOnlyWhatTheTableAllows(JavaClasses classes) {
        MAY_USE.forEach((user, allowed) -> {
            if (!allowed.contains(ALL)) {
                noClasses()
                        .that()
                        .resideInAPackage("sori." + user)
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("sori..").and(DescribedPredicate.not(inOneOf(allowed, user))))
                        .allowEmptyShould(true)
                        .check(classes);
            }
        });
    }

    @ArchTest
    static void everyPackageIsInTheTable(JavaClasses classes) {
        Set<String> packages = new TreeSet<>();
        classes.forEach(type -> packages.add(room(type)));
        assertThat(MAY_USE.keySet()).isEqualTo(packages);
    }

    @ArchTest
    static void librariesStayWhereTheyBelong(JavaClasses classes) {
        CONFINED.forEach((library, homes) -> noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(homes.toArray(String[]::new))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(classes));
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : classes) {
            JavaPackage home = type.getPackage();
            boolean generated =
                    home.getName().equals("sori.schema") || home.getName().endsWith(".jmh_generated");
            if (!generated && !home.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(home.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    private static Map<String, Set<String>> table() {
        try (Stream<String> lines = Files.lines(Path.of("docs", "architecture.md"))) {
            Map<String, Set<String>> table = new TreeMap<>(Map.of("schema", new TreeSet<>()));
            lines.map(ROW::matcher)
                    .filter(Matcher::matches)
                    .forEach(row -> table.put(
                            row.group(1),
                            new TreeSet<>(Arrays.asList(row.group(2).split(", ")))));
            table.values().forEach(uses -> uses.remove(""));
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package's name without the project's; what JMH generates belongs to the benchmarks. */
    private static String room(JavaClass type) {
        return type.getPackageName().replaceFirst("^sori\\.", "").replaceFirst("\\.jmh_generated$", "");
    }

    private static DescribedPredicate<JavaClass> inOneOf(Set<String> packages, String self) {
        Set<String> all = new TreeSet<>(packages);
        all.add(self);
        return resideInAnyPackage(all.stream().map(name -> "sori." + name).toArray(String[]::new));
    }
}
