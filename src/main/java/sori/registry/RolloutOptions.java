package sori.registry;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a promotion goes about it.
 *
 * @param patience how long to wait for instances
 * @param force whether to go on though instances reject the version, or don't answer in time
 * @param why for the history; may be empty
 * @param progress told what is being waited for, a line each time it changes
 */
public record RolloutOptions(Duration patience, boolean force, String why, Consumer<String> progress) {}
