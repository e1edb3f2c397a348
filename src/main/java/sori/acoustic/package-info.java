/**
 * The acoustic model: symbols to mel frames. Shape and contract of its graphs, and the engine that runs them. May use onnx,
 * text and mel. Engines and jobs are thread-safe.
 */
@NullMarked
package sori.acoustic;

import org.jspecify.annotations.NullMarked;
