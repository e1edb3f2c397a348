/**
 * Voice packages: a directory with a manifest ({@code voice.json}) and the files that it vouches for, how it is written,
 * verified and refused, and a voice opened from it. May use text, mel, onnx, acoustic and vocoder. Everything is thread-safe
 * but the writing.
 */
@NullMarked
package sori.voice;

import org.jspecify.annotations.NullMarked;
