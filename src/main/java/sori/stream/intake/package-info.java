/**
 * What comes in from outside: bytes to records, texts whole or in parts, control records; and what of it is refused, with its reason.
 * Processors belong to one stream thread each.
 */
@NullMarked
package sori.stream.intake;

import org.jspecify.annotations.NullMarked;
