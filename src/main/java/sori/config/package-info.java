/**
 * What users say and how they are refused: files of settings in YAML, laid over the defaults, unknown keys and words refused with the
 * nearest known one; and the refusal that a person reads in one line. Stateless.
 */
@NullMarked
package sori.config;

import org.jspecify.annotations.NullMarked;
