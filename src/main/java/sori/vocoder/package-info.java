/**
 * From mel frames back to samples. Depends on {@code sori.mel}, {@code sori.audio}, {@code sori.onnx} and JTransforms. Vocoders are
 * thread-safe and deterministic: the same mel gives the same samples, whatever else runs.
 */
@NullMarked
package sori.vocoder;

import org.jspecify.annotations.NullMarked;
