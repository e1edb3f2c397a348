/**
 * The command line. May use every other package; nobody imports it. The only place that ends the process or reads the
 * environment. Every command runs on the main thread.
 */
@NullMarked
package sori.cli;

import org.jspecify.annotations.NullMarked;
