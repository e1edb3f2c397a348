package sori.soak;

/** Is told what happens, a line each. Thread-safe. */
public interface Narrator {
    /** Progress. */
    void step(String line);

    /** Something that a person should know of. */
    void warn(String line);
}
