/**
 * A Kafka broker inside this process, for people and tests that have no cluster at hand. The only package that touches
 * Kafka's server classes. May use: JDK, Kafka. Used by {@code sori.cli} and tests only.
 */
@NullMarked
package sori.broker;

import org.jspecify.annotations.NullMarked;
