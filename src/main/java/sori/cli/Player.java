package sori.cli;

import java.io.IOException;
import sori.stream.SpokenUtterance;

/** Where heard utterances go. Used by one thread. */
interface Player extends AutoCloseable {
    /** Returns when it is played, with a word about where. */
    String play(SpokenUtterance utterance) throws IOException;

    @Override
    void close();
}
