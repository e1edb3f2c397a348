/**
 * How files of settings are read: YAML, laid over the defaults, unknown keys and words refused with the nearest known one. May
 * use {@code sori.text} only. Stateless.
 */
@NullMarked
package sori.config;

import org.jspecify.annotations.NullMarked;
