/**
 * ONNX Runtime behind a narrow door: sessions, tensors in direct buffers, execution providers, and the contract that a graph
 * keeps. The only package that touches {@code ai.onnxruntime}; may use text and mel. Graphs may be run by many threads at once.
 */
@NullMarked
package sori.onnx;

import org.jspecify.annotations.NullMarked;
