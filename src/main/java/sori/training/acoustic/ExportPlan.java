package sori.training.acoustic;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.evaluate.ListMeasurement;
import sori.evaluate.SentenceList;
import sori.training.TrainingFolders;

/**
 * How a checkpoint becomes a voice package.
 *
 * @param directory of the package
 * @param vocoder run folder of the vocoder that it speaks with; Griffin-Lim if absent
 * @param figures by list, that go into the manifest as they are
 * @param last whether the last checkpoint is wanted, not the one that spoke best
 * @param test what it is measured by; nothing if it goes out unmeasured
 */
public record ExportPlan(
        TrainingFolders folders,
        Path directory,
        VoiceLabel label,
        PackageSpeech speech,
        @Nullable Path vocoder,
        Map<String, Object> figures,
        boolean last,
        Optional<Test> test) {
    /**
     * A list that the package speaks.
     *
     * @param always even if figures of that list are known
     */
    public record Test(SentenceList list, ListMeasurement measurement, boolean always) {}
}
