/**
 * The trainer: what the training of every model needs. The loop, the optimizer, checkpoints, devices, a run's folder and its logs. With
 * the packages beneath the only one that touches libtorch. Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.training;

import org.jspecify.annotations.NullMarked;
