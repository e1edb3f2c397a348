/**
 * What goes along with an event: its trace and the headers that users chose, and spans on their way to an OTLP receiver. The only
 * package that touches OpenTelemetry. Everything public is thread-safe.
 */
@NullMarked
package sori.trace;

import org.jspecify.annotations.NullMarked;
