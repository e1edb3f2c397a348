/**
 * ONNX graphs written from Java: the acoustic model's encoder, decoder and postnet, the vocoder, their int8 variants, and tiny voices of
 * random weights. Knows weights by name, not how they were trained; no libtorch. Stateless unless a class says otherwise.
 */
@NullMarked
package sori.graph;

import org.jspecify.annotations.NullMarked;
