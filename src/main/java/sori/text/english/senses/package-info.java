/**
 * Which pronunciation of an English word is meant, by parts of speech and the words around; the only package that touches OpenNLP. Everything
 * here may be shared by threads, but for a {@link sori.text.english.senses.TaggedSentence}, which is made for each sentence.
 */
@NullMarked
package sori.text.english.senses;

import org.jspecify.annotations.NullMarked;
