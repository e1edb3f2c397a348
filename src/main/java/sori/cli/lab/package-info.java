/**
 * The lab's commands: they parse, call one thing, and print. Used by {@code sori.cli} alone. Every command runs on the main thread.
 */
@NullMarked
package sori.cli.lab;

import org.jspecify.annotations.NullMarked;
