package sori.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import sori.text.Normalizer;
import sori.text.Sentence;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;

/** Written text to spoken words, over and over. JMH makes it, in a JVM of its own for each text. For one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
public class TextReading {
    /** A name of {@link Texts#byName}; JMH sets it. */
    @Param("en ordinary")
    public String text = "";

    private String written = "";
    private Normalizer normalizer = new EnglishNormalizer();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** What was read, and in how much processor time; JMH takes the public fields as results. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Spent {
        /** UTF-16 units. */
        public long characters;

        /** Of the reading thread. */
        public long cpuNanos;
    }

    @Setup(Level.Trial)
    public void choose() {
        normalizer = text.startsWith("ko") ? new KoreanNormalizer() : new EnglishNormalizer();
        written = Texts.named(text);
    }

    /** The whole text once. */
    @Benchmark
    public List<Sentence> read(Spent spent) {
        long before = threads.getCurrentThreadCpuTime();
        List<Sentence> sentences = normalizer.normalize(written);
        spent.cpuNanos += threads.getCurrentThreadCpuTime() - before;
        spent.characters += written.length();
        return sentences;
    }
}
