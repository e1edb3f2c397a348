/**
 * What commands share: options, where things lie, and how to speak to a terminal. The command line's alone; knows no command.
 */
@NullMarked
package sori.cli.options;

import org.jspecify.annotations.NullMarked;
