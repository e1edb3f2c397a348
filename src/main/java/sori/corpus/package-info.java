/**
 * What is trained on: recordings and their texts, teachers that read prompts, when each phone is said, and the features that models
 * see. Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.corpus;

import org.jspecify.annotations.NullMarked;
