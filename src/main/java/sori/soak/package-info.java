/**
 * Kills instances and their broker with kill -9 while they speak, and holds every utterance against an undisturbed run's. For one
 * thread.
 */
@NullMarked
package sori.soak;

import org.jspecify.annotations.NullMarked;
