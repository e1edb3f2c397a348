package sori.cli.options;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How a command that stays tells what happens. */
public final class LogOptions {
    private static final String NAME = "--log-format";

    @Option(
            names = NAME,
            paramLabel = "HOW",
            defaultValue = "TEXT",
            description = "${COMPLETION-CANDIDATES}. JSON: everything to standard error, an object a line. "
                    + "Default: ${DEFAULT-VALUE}.")
    private LogFormat format;

    /** The command's console; from now on what libraries log goes where it was asked for, too. */
    public Console console(CommandSpec spec) {
        if (format == LogFormat.TEXT) {
            return new Console(spec);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        JsonLines encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        return Console.logging(spec, LoggerFactory.getLogger("sori"));
    }

    /** Whether a command, which may have failed before anything else, tells what happens as JSON. */
    public static boolean isJson(CommandSpec command) {
        OptionSpec option = command.findOption(NAME);
        return option != null && option.getValue() == LogFormat.JSON;
    }
}
