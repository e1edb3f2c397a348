package sori.synthesis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sori.audio.Pcm;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.SpeechStatus;
import sori.schema.UtteranceEnding;
import sori.schema.WordMark;

/**
 * Cuts one attempt's audio into chunks: where they are cut depends on the samples alone, never on time, so that every
 * attempt is cut alike; how long they are at most is fixed when it begins. For one thread.
 */
final class AudioWriter {
    private final int attempt;
    private final int sampleRateHz;
    private final SpeechSettings settings;
    private final ChunkLength length;
    private int sequence;
    private long samples;
    /** Up to here it was written before a restart. */
    private long written;

    /** Silence between what was written and the next sentence, which may never come. */
    private int pauseSamples;

    private int unmapped;
    /** Whether the sentence that is spoken again has its unmapped characters counted. */
    private boolean counted;

    private boolean cut;
    private SpokenTo spoken = new SpokenTo(SpokenTo.NOTHING);

    /**
     * @param recordBytes that a chunk's record may have, its key left out
     * @param mark how far the attempt was written before a restart
     */
    AudioWriter(int attempt, int sampleRateHz, SpeechSettings settings, int recordBytes, Optional<AudioMark> mark) {
        this.attempt = attempt;
        this.sampleRateHz = sampleRateHz;
        this.settings = settings;
        int begun = mark.map(AudioMark::getChunkSamples).orElse(0);
        this.length = new ChunkLength(recordBytes, begun > 0 ? begun : settings.chunkSamples(sampleRateHz));
        mark.ifPresent(this::goOnFrom);
    }

    private void goOnFrom(AudioMark mark) {
        sequence = mark.getSequence();
        written = mark.getSamples();
        boolean again = mark.getFrames() > 0 && !mark.getVocoder().hasRemaining();
        pauseSamples = mark.getPauseSamples();
        samples = again ? mark.getFirstSample() - pauseSamples : written;
        counted = again;
        unmapped = mark.getUnmapped();
        cut = mark.getCut();
        spoken = new SpokenTo(mark.getSpokenTo());
    }

    /**
     * Where to go on after a restart.
     *
     * @param segment the sentence under way
     * @param frames of it that were vocoded
     * @param firstSample where it begins
     * @param vocoder state of its stream; empty at its beginning, and where it is to be spoken again from there
     */
    AudioMark mark(int segment, int frames, long firstSample, byte[] vocoder) {
        return new AudioMark(
                segment,
                sequence,
                Math.max(samples, written),
                unmapped,
                cut,
                frames,
                firstSample,
                ByteBuffer.wrap(vocoder),
                "",
                false,
                sampleRateHz,
                spoken.all(),
                pauseSamples,
                length.samples());
    }

    /** Where the next samples belong: behind all that was written, or in it, in a sentence that is spoken again. */
    long samples() {
        return samples;
    }

    /** Where the next sentence begins: behind the pause, if one is due. */
    long nextSentence() {
        return samples + pauseSamples;
    }

    /**
     * What a mel chunk added to the sentence, less what was written before a restart. The pause after a sentence is written before the next one's first samples, as nobody knows yet
     * whether there will be one; only a pause that the text asks for follows its sentence at once. An utterance without any sample ends as failed.
     *
     * @param of the mel chunk
     * @param audio {@code [samples]} in -1..1 that it made final
     * @param marks the sentence's, with the chunk's frames in them
     */
    List<AudioChunk> write(MelChunk of, float[] audio, WordMarks marks) {
        if (of.getFrameOffset() == 0) {
            unmapped += counted ? 0 : of.getUnmapped();
            counted = false;
        }
        cut |= of.getStatus() == MelStatus.CUT || of.getEnding() == UtteranceEnding.CUT;
        boolean end = of.getEndOfSegment() && of.getLast();
        float[] padded = padded(of, audio, marks);
        int again = (int) Math.min(padded.length, Math.max(0, written - samples));
        if (again > 0) {
            samples += again;
            marks.takeBefore(samples);
        }
        List<AudioChunk> chunks = new ArrayList<>();
        int longest = length.of(of);
        for (int from = again; from < padded.length; from += longest) {
            int to = Math.min(padded.length, from + longest);
            boolean last = end && to == padded.length;
            chunks.add(chunk(of, Pcm.encode(padded, from, to), marks, last, status(last)));
        }
        if (of.getEndOfSegment()) {
            samples = Math.max(samples, written); // another kind of engine may have made a shorter sentence of it
        }
        if (end && again == padded.length) {
            chunks.add(chunk(of, new byte[0], marks, true, samples == 0 ? SpeechStatus.FAILED : status(true)));
        }
        return chunks;
    }

    /** With the pause before a sentence's first samples, and what the text asks for behind its last; the other pause becomes due. */
    private float[] padded(MelChunk of, float[] audio, WordMarks marks) {
        boolean over = of.getEndOfSegment() && of.getFrameOffset() + of.getFrames() > 0;
        boolean asked = of.getPauseMs() >= 0;
        int before = audio.length > 0 || over ? pauseSamples : 0;
        int after = over ? settings.pauseSamples(sampleRateHz, of.getPauseMs()) : 0;
        pauseSamples = over && !asked ? after : pauseSamples - before;
        if (of.getEndOfSegment()) {
            marks.end(samples + before + audio.length);
        }
        float[] padded = new float[before + audio.length + (asked ? after : 0)];
        System.arraycopy(audio, 0, padded, before, audio.length);
        return padded;
    }

    /** The end of an utterance that is given up. */
    AudioChunk failed(MelChunk at) {
        samples = Math.max(samples, written);
        return chunk(at, new byte[0], new WordMarks(samples, 1), true, SpeechStatus.FAILED);
    }

    /**
     * The end of an utterance that is cancelled.
     *
     * @param heardMs of its audio that a listener can have heard at most
     */
    AudioChunk cancelled(MelChunk at, long heardMs) {
        samples = Math.max(samples, written);
        long heard = heardMs >= Long.MAX_VALUE / sampleRateHz ? Long.MAX_VALUE : heardMs * sampleRateHz / 1000;
        AudioChunk end = chunk(at, new byte[0], new WordMarks(samples, 1), true, SpeechStatus.CANCELLED);
        end.setSpokenTo(spoken.upTo(heard));
        return end;
    }

    private AudioChunk chunk(MelChunk of, byte[] audio, WordMarks marks, boolean last, SpeechStatus status) {
        long end = samples + audio.length / 2;
        long start = samples;
        List<WordMark> heard = marks.takeBefore(last ? Long.MAX_VALUE : end);
        heard.forEach(spoken::add);
        AudioChunk chunk = AudioChunk.newBuilder()
                .setUtteranceId(of.getUtteranceId())
                .setAttempt(attempt)
                .setSequence(sequence)
                .setStartSample(start)
                .setSampleRateHz(sampleRateHz)
                .setEncoding(Pcm.S16LE)
                .setAudio(ByteBuffer.wrap(audio))
                .setMarks(heard)
                .setLast(last)
                .setStatus(status)
                .setUnmapped(unmapped)
                .setWarnings(sequence == 0 ? length.warnings(of) : List.of())
                .setEngineChanged(of.getEngineChanged())
                .setEventTimestamp(of.getEventTimestamp())
                .setVoice(of.getVoice())
                .setVoiceVersion(of.getVoiceVersion())
                .setSourceTopic(of.getSourceTopic())
                .setSourcePartition(of.getSourcePartition())
                .setSourceOffset(of.getSourceOffset())
                .build();
        sequence++;
        samples = end;
        return chunk;
    }

    private SpeechStatus status(boolean last) {
        return last && cut ? SpeechStatus.CUT : SpeechStatus.OK;
    }
}
