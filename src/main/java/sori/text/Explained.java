package sori.text;

/**
 * What a normalizer took for one expression.
 *
 * @param semioticClass what it was taken for, such as DATE; "" where the normalizer doesn't tell
 * @param sourceStart first UTF-16 index in the written text
 * @param sourceEnd UTF-16 index after the last
 * @param spoken its words, separated by spaces; "" for punctuation and what went on the word before
 */
public record Explained(String semioticClass, int sourceStart, int sourceEnd, String spoken) {}
