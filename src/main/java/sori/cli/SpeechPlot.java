package sori.cli;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sori.mel.MelFormat;
import sori.plot.Alignment;
import sori.plot.MelPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.schema.MelChunk;
import sori.schema.SymbolSequence;
import sori.stream.Stage;
import sori.stream.TopologyFile;
import sori.text.SymbolTable;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceManifest;

/** The picture of an utterance: its mel, and under it which symbol each frame attended to most. */
final class SpeechPlot {
    private SpeechPlot() {}

    /** The topology with the two inner topics written that the picture is drawn from. */
    static TopologyFile tapped(TopologyFile file) {
        List<Stage> taps = new ArrayList<>(file.stages());
        taps.retainAll(List.of(Stage.EMBED, Stage.MEL));
        taps.remove(file.stages().get(file.stages().size() - 1));
        return new TopologyFile(
                file.application(),
                file.stages(),
                file.from(),
                file.to(),
                file.failures(),
                taps,
                file.guarantee(),
                file.threads(),
                file.commitIntervalMs(),
                file.settings());
    }

    /** @throws Refusal when the inner topics brought nothing */
    static void draw(String title, Listening.Taps taps, VoiceCatalog catalog, Path file) throws IOException {
        int attempt = taps.mel().stream().mapToInt(MelChunk::getAttempt).max().orElse(0);
        List<MelChunk> chunks = taps.mel().stream()
                .filter(chunk -> chunk.getAttempt() == attempt && chunk.getFrames() > 0)
                .sorted(Comparator.comparingInt(MelChunk::getSegment).thenComparingInt(MelChunk::getFrameOffset))
                .toList();
        if (chunks.isEmpty()) {
            throw new Refusal(
                    "nothing to draw: speech.mel brought no frame of this utterance (does another application "
                            + "of this group speak it?)");
        }
        VoiceManifest voice = catalog.find(
                        chunks.get(0).getVoice(), chunks.get(0).getVoiceVersion())
                .orElseThrow(() -> new Refusal("nothing to draw: the voice that spoke is not installed here"))
                .manifest();
        MelFormat format = voice.mel();
        Spectrogram mel =
                new Spectrogram(frames(chunks), format.mels(), (double) format.hopSamples() / format.sampleRateHz());
        Png.write(MelPlot.draw(title, mel, Optional.of(alignment(chunks, taps, voice.symbolTable()))), file);
    }

    private static float[] frames(List<MelChunk> chunks) {
        int length = chunks.stream()
                .mapToInt(chunk -> chunk.getMel().remaining() / Float.BYTES)
                .sum();
        FloatBuffer all = FloatBuffer.allocate(length);
        for (MelChunk chunk : chunks) {
            all.put(chunk.getMel().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
        }
        return all.array();
    }

    /** The sentences' symbols one after the other, so that an utterance of several makes one staircase. */
    private static Alignment alignment(List<MelChunk> chunks, Listening.Taps taps, SymbolTable table) {
        Map<Integer, Integer> offsets = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (SymbolSequence sentence : taps.symbols().stream()
                .sorted(Comparator.comparingInt(SymbolSequence::getSegment))
                .toList()) {
            if (offsets.putIfAbsent(sentence.getSegment(), names.size()) == null) {
                sentence.getSymbols().forEach(symbol -> names.add(table.symbol(symbol)));
            }
        }
        int[] attended = chunks.stream()
                .flatMapToInt(chunk -> chunk.getAttended().stream()
                        .mapToInt(symbol -> symbol + offsets.getOrDefault(chunk.getSegment(), 0)))
                .toArray();
        return Alignment.ofAttended(attended, names);
    }
}
