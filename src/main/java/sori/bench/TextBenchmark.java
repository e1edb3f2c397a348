package sori.bench;

/** placeholder */
final class TextBenchmark implements Benchmark {
    static final String TITLE = "text";

    TextBenchmark(Workplace workplace) {}

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() {}
}
