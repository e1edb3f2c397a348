/**
 * A cluster as it is: what there is and what is missing, which topics, rights and settings a topology file asks of it, and what is told
 * where it doesn't fit. It looks and makes topics; it neither reads nor writes records. Classes that hold a client belong to one thread.
 */
@NullMarked
package sori.cluster;

import org.jspecify.annotations.NullMarked;
