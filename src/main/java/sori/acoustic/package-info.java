@NullMarked
package sori.acoustic;

import org.jspecify.annotations.NullMarked;
