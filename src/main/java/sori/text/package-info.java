@NullMarked
package sori.text;

import org.jspecify.annotations.NullMarked;
