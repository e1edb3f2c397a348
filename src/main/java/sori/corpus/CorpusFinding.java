package sori.corpus;

/**
 * One thing that is wrong with a corpus.
 *
 * @param place the recording's id, or file and line
 * @param detail what was found there
 */
record CorpusFinding(CorpusDefect defect, String place, String detail) {}
