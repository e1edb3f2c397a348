package sori.cli.options;

/** How what happens is told. */
enum LogFormat {
    /** Steps to the terminal, for a person; the log to a file. */
    TEXT,
    /** Everything to standard error, a JSON object a line. */
    JSON
}
