/**
 * Voices from elsewhere: reads other people's ONNX exports, lifts their weights out, and writes them as voice packages in Sori's own
 * graphs. Depends on training (weights and exporter, without libtorch), onnx, acoustic, voice, text and mel. Single-threaded.
 */
@NullMarked
package sori.foreign;

import org.jspecify.annotations.NullMarked;
