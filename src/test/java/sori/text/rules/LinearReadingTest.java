package sori.text.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.text.EmbedMode;
import sori.text.EmojiReading;
import sori.text.Lexicon;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;
import sori.text.ssml.Ssml;
import sori.text.ssml.SsmlException;

/**
 * What reads texts takes steps in proportion to their length, whatever they are: of four times the text no more than four and a half times
 * as many, and few besides. Steps are looks at characters and tokens, or bytes allocated; time is not.
 */
class LinearReadingTest {
    /** Allocation counts in larger units than looks, and what is compiled meanwhile takes some. */
    private static final long SPARE_BYTES = 4_000_000;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sori.text");

    private static final TextReader ENGLISH_READER = reader(new EnglishNormalizer().with(EmojiReading.NAMED));
    private static final TextReader KOREAN_READER = reader(new KoreanNormalizer());

    private static TextReader reader(Normalizer normalizer) {
        return ((RuleNormalizer) normalizer).reader();
    }

    /** Every regular expression of the package, by class and field. */
    static Map<String, Pattern> patterns() throws ReflectiveOperationException {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (JavaClass each : CLASSES) {
            for (Field field : each.reflect().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class) {
                    field.setAccessible(true);
                    patterns.put(each.getSimpleName() + "." + field.getName(), (Pattern) field.get(null));
                }
            }
        }
        return patterns;
    }

    private static long searchSteps(Pattern pattern, String text) {
        CountedText counted = new CountedText(text);
        Matcher matcher = pattern.matcher(counted);
        while (matcher.find()) {
            assertThat(matcher.end()).isGreaterThanOrEqualTo(matcher.start());
        }
        matcher.reset();
        boolean whole = matcher.matches();
        assertThat(matcher.lookingAt() || !whole).isTrue();
        return counted.looks();
    }

    private static long readingSteps(TextReader reader, String text) {
        CountedText written = new CountedText(text);
        List<CountedText> clean = new ArrayList<>();
        Windows windows = new Windows(reader, written, 0, true, false, false) {
            @Override
            CharSequence plain(CleanText text) {
                clean.add(new CountedText(text.text()));
                return clean.get(clean.size() - 1);
            }
        };
        while (windows.next() != null) {
            assertThat(windows.start()).isPositive();
        }
        return written.looks()
                + windows.looks()
                + clean.stream().mapToLong(CountedText::looks).sum();
    }

    @Test
    void findsThatASearchThatStartsOverIsNotLinear() {
        Pattern toTheEnd = Pattern.compile("<[^>]*>");
        long once = searchSteps(toTheEnd, "<".repeat(LinearSteps.SHORT));
        long more = searchSteps(toTheEnd, "<".repeat(LinearSteps.TIMES * LinearSteps.SHORT));

        assertThat((double) more).isGreaterThan(LinearSteps.GROWTH * once + LinearSteps.SPARE);
    }

    @Test
    void searchesWithEveryRegularExpressionInLinearTime() throws ReflectiveOperationException {
        Map<String, Pattern> patterns = patterns();
        assertThat(patterns).containsKeys("PlainRule.QUOTES", "SayAs.GROUPING", "LexiconBuilder.ENTRY");

        patterns.forEach((name, pattern) ->
                LinearSteps.check(name, text -> searchSteps(pattern, text), HostileTexts.pieces(1, 100)));
    }

    @Test
    void hasNoRegularExpressionThatTheTestAboveCannotFind() throws IOException {
        noClasses()
                .should()
                .callMethod(String.class, "matches", String.class)
                .orShould()
                .callMethod(String.class, "replaceAll", String.class, String.class)
                .orShould()
                .callMethod(String.class, "replaceFirst", String.class, String.class)
                .orShould()
                .callMethod(Pattern.class, "matches", String.class, CharSequence.class)
                .because("an expression belongs into a constant, where a test counts its steps")
                .check(CLASSES);
        List<String> odd = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java", "sori", "text"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String source = Files.readString(file);
                Pattern split = Pattern.compile("\\.split\\(\"(?!(?:[^\\\\.|*+?^$()\\[{]|\\\\t)?\"\\))");
                Pattern local = Pattern.compile("(?<!Pattern [A-Z_]{1,30} =\\s{0,30})Pattern\\.compile");
                boolean found =
                        split.matcher(source).find() || local.matcher(source).find();
                if (found) {
                    odd.add(file.toString());
                }
            }
        }
        assertThat(odd)
                .as("files that split by an expression, or compile one elsewhere")
                .isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 1)
    void readsInLinearTime(long seed) {
        LinearSteps.check("English", text -> readingSteps(ENGLISH_READER, text), HostileTexts.pieces(seed, 40));
        LinearSteps.check("Korean", text -> readingSteps(KOREAN_READER, text), HostileTexts.pieces(seed, 40));
    }

    static Stream<Normalizer> normalizers() {
        return Stream.of(new EnglishNormalizer().with(EmojiReading.NAMED), new KoreanNormalizer());
    }

    /** From the text to the symbols: what it copies on the way grows with it. */
    @ParameterizedTest
    @MethodSource("normalizers")
    void allocatesInProportionToTheText(Normalizer normalizer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        boolean korean = normalizer.language().equals("ko");
        SymbolTable table = korean ? SymbolTable.korean() : SymbolTable.english();
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.LEXICON);
        ToLongFunction<String> bytes = text -> {
            long before = threads.getCurrentThreadAllocatedBytes();
            spoken(text, normalizer).forEach(sentence -> encoder.encode(sentence.words()));
            return threads.getCurrentThreadAllocatedBytes() - before;
        };
        List<String> worse = new ArrayList<>();
        HostileTexts.pieces(4, 20).forEach(piece -> {
            long once = bytes.applyAsLong(HostileTexts.repeated(piece, LinearSteps.SHORT / 2, 0));
            long more = bytes.applyAsLong(HostileTexts.repeated(piece, LinearSteps.TIMES * LinearSteps.SHORT, 0));
            if (more > 2 * LinearSteps.GROWTH * once + SPARE_BYTES) {
                worse.add("'" + piece + "': " + once + " bytes, " + more + " for eight times as much");
            }
        });
        assertThat(worse).isEmpty();
    }

    private static List<Sentence> spoken(String text, Normalizer normalizer) {
        try {
            return Ssml.normalize(text, normalizer).sentences();
        } catch (SsmlException e) {
            return Ssml.plain(text, normalizer).sentences();
        }
    }
}
