package sori.bench;

/** One part of what {@code ./sori bench} measures. */
interface Benchmark {
    /** Its name on the command line, with which the names of its figures begin. */
    String title();

    /** Measures, telling each figure as soon as it is known. */
    void run() throws Exception;
}
