/**
 * The voice that nobody hears yet: an application beside the pipeline that speaks a share of the texts by another version, and says how it
 * compares with the one that is heard.
 */
@NullMarked
package sori.shadow;

import org.jspecify.annotations.NullMarked;
