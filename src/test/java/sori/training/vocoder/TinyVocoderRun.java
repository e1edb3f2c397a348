package sori.training.vocoder;

import java.io.IOException;
import java.nio.file.Path;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.vocoder.VocoderShape;

/** A vocoder's run that has not begun. */
public final class TinyVocoderRun {
    private TinyVocoderRun() {}

    public static void save(Path checkpoint, MelStatistics statistics) throws IOException {
        new VocoderTrainer(VocoderShape.tiny(MelFormat.DEFAULT), MelFormat.DEFAULT, statistics, 4).save(checkpoint);
    }
}
