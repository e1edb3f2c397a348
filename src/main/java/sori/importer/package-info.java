/**
 * Voices from elsewhere: reads other people's ONNX exports, lifts an acoustic model's weights out into Sori's own graphs, and makes
 * a vocoder's graph fit to be run. Single-threaded.
 */
@NullMarked
package sori.importer;

import org.jspecify.annotations.NullMarked;
