package sori.training.acoustic;

import java.io.IOException;
import java.util.List;
import sori.corpus.Corpus;

/** An acoustic model that is told the recording's frames, one before each of its steps. Not thread-safe. */
interface MelPredictor extends AutoCloseable {
    /** @return the mel of each utterance, natural log, as many frames as its recording has */
    List<float[]> predict(List<Corpus.Utterance> utterances) throws IOException;

    @Override
    void close();
}
