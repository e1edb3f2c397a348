@NullMarked
package sori.vocoder;

import org.jspecify.annotations.NullMarked;
