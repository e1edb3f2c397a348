/**
 * Where heard speech goes: to the loudspeaker, or into WAV files. A player is used by one thread.
 */
@NullMarked
package sori.player;

import org.jspecify.annotations.NullMarked;
