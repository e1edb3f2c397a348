/**
 * The trainer: corpus, features, training with libtorch, checkpoints, ONNX export and reports. The only package that touches
 * libtorch. Depends on text, mel, audio, onnx, acoustic, vocoder, voice, plot, kafka and registry. Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.training;

import org.jspecify.annotations.NullMarked;
