/**
 * What others see of a running application: meters for Prometheus, health, and who it is, over HTTP. The only package that touches
 * Micrometer and the JDK's HTTP server. Everything public is thread-safe.
 */
@NullMarked
package sori.observe;

import org.jspecify.annotations.NullMarked;
