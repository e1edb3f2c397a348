package sori.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Console;
import sori.cli.options.ModelsOptions;
import sori.cli.options.ModelsOptions.Answer;
import sori.cli.options.Table;
import sori.cli.options.WireOptions;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.kafka.KafkaAccess;
import sori.kafka.Latest;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.ShadowComparison;
import sori.schema.ShadowFigures;

/** What the comparisons say in all. */
@Command(
        name = "compare",
        description = "How a voice's shadow versions spoke beside those that are heard, from what `sori shadow` wrote.")
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VOICE", description = "Such as en-slt.")
    private String voice;

    @Mixin
    private WireOptions wire;

    @Mixin
    private ModelsOptions options;

    @Override
    public Integer call() {
        return options.run(new Console(spec), cluster -> {
            cluster.create(TopicPlan.ofTopics(TopicSettings.DEFAULT, List.of(Topics.SHADOW_COMPARISONS)));
            return answer(read(cluster.access()));
        });
    }

    /** By the two versions. */
    private Map<String, List<ShadowComparison>> read(KafkaAccess kafka) {
        Latest<ShadowComparison> latest = new Latest<>();
        Topic<ShadowComparison> topic = Topics.SHADOW_COMPARISONS.framed(wire.codecs(kafka));
        try (TopicReader<ShadowComparison> reader = TopicReader.fromBeginning(kafka, topic)) {
            while (!reader.atEnd()) {
                reader.pollPlaced(Duration.ofMillis(100)).stream()
                        .filter(each -> each.value().getVoice().equals(voice))
                        .forEach(latest::add);
            }
        }
        return latest.values().stream()
                .collect(Collectors.groupingBy(
                        each -> "@" + each.getShadowVersion() + " beside @" + each.getSpokenVersion(),
                        TreeMap::new,
                        Collectors.toList()));
    }

    private Answer answer(Map<String, List<ShadowComparison>> pairs) {
        Table table = new Table(
                "shadow",
                "texts",
                "failed",
                "length x",
                "5 %",
                "95 %",
                "mel distance",
                "95 %",
                "cut %",
                "unreached %",
                "backward %",
                "mel ms/s",
                "vocode ms/s");
        List<Object> data = new ArrayList<>();
        pairs.forEach((pair, all) -> {
            Map<String, @Nullable Object> summary = summary(all);
            data.add(summary);
            table.row(row(pair, summary));
        });
        return new Answer(
                data,
                pairs.isEmpty()
                        ? List.of("no shadow of " + voice + " has spoken; `sori models promote " + voice
                                + "@VERSION --as shadow --percent 10` names one, and `sori shadow` has it speak")
                        : table.lines());
    }

    private static Map<String, @Nullable Object> summary(List<ShadowComparison> all) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("shadow", all.get(0).getShadowVersion());
        data.put("spoken", all.get(0).getSpokenVersion());
        data.put("texts", all.size());
        data.put("failed", all.stream().filter(each -> each.getShadow() == null).count());
        List<Double> ratios = sorted(all, ShadowComparison::getDurationRatio);
        List<Double> distances = sorted(all, ShadowComparison::getMelDistance);
        data.put("durationRatioP50", quantile(ratios, 0.5));
        data.put("durationRatioP5", quantile(ratios, 0.05));
        data.put("durationRatioP95", quantile(ratios, 0.95));
        data.put("melDistanceP50", quantile(distances, 0.5));
        data.put("melDistanceP95", quantile(distances, 0.95));
        data.put("figures", figures(all, ShadowComparison::getShadow));
        data.put("spokenFigures", figures(all, ShadowComparison::getSpoken));
        return data;
    }

    private static Map<String, @Nullable Double> figures(
            List<ShadowComparison> all, Function<ShadowComparison, @Nullable ShadowFigures> who) {
        List<ShadowFigures> each =
                all.stream().map(who).filter(Objects::nonNull).toList();
        Map<String, @Nullable Double> data = new LinkedHashMap<>();
        data.put("cutPercent", percent(each, ShadowFigures::getCut, ShadowFigures::getSentences));
        data.put("unreachedPercent", percent(each, ShadowFigures::getUnreached, ShadowFigures::getSentences));
        data.put("backwardPercent", percent(each, ShadowFigures::getBackwardFrames, ShadowFigures::getFrames));
        data.put("melMsPerSecondP50", quantile(sorted(each, ShadowFigures::getMelMsPerSecond), 0.5));
        data.put("vocodeMsPerSecondP50", quantile(sorted(each, ShadowFigures::getVocodeMsPerSecond), 0.5));
        return data;
    }

    private static <T> List<Double> sorted(List<T> all, Function<T, @Nullable Double> of) {
        return all.stream().map(of).filter(Objects::nonNull).sorted().toList();
    }

    private static @Nullable Double quantile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? null : sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    private static @Nullable Double percent(
            List<ShadowFigures> all, ToIntFunction<ShadowFigures> part, ToIntFunction<ShadowFigures> whole) {
        long wholes = all.stream().mapToLong(whole::applyAsInt).sum();
        return wholes == 0
                ? null
                : 100.0 * all.stream().mapToLong(part::applyAsInt).sum() / wholes;
    }

    /** The shadow's figures, and in brackets the other's. */
    private static String[] row(String pair, Map<String, @Nullable Object> summary) {
        List<String> cells = new ArrayList<>(List.of(pair));
        summary.forEach((name, value) -> {
            if (name.equals("texts") || name.equals("failed")) {
                cells.add(String.valueOf(value));
            } else if (name.startsWith("duration") || name.startsWith("mel")) {
                cells.add(number((Double) value));
            }
        });
        Map<?, ?> shadow = (Map<?, ?>) Objects.requireNonNull(summary.get("figures"));
        Map<?, ?> spoken = (Map<?, ?>) Objects.requireNonNull(summary.get("spokenFigures"));
        shadow.forEach(
                (name, value) -> cells.add(number((Double) value) + " (" + number((Double) spoken.get(name)) + ")"));
        return cells.toArray(new String[0]);
    }

    static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
