package sori.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sori.audio.Pcm;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/**
 * Cuts one attempt's audio into chunks: where they are cut depends on the samples alone, never on time, so that every
 * attempt is cut alike. For one thread.
 */
final class AudioWriter {
    private final int attempt;
    private final int sampleRateHz;
    private final SpeechSettings settings;
    private int sequence;
    private long samples;
    private int unmapped;
    private boolean cut;

    /** @param mark how far the attempt was written before a restart */
    AudioWriter(int attempt, int sampleRateHz, SpeechSettings settings, Optional<AudioMark> mark) {
        this.attempt = attempt;
        this.sampleRateHz = sampleRateHz;
        this.settings = settings;
        mark.ifPresent(this::goOnFrom);
    }

    private void goOnFrom(AudioMark mark) {
        sequence = mark.getSequence();
        samples = mark.getSamples();
        unmapped = mark.getUnmapped();
        cut = mark.getCut();
    }

    /** @param segment the sentence that comes next */
    AudioMark mark(int segment) {
        return new AudioMark(segment, sequence, samples, unmapped, cut);
    }

    /** Samples written so far. */
    long samples() {
        return samples;
    }

    /**
     * A sentence and the pause after it; if it is the utterance's last, its last chunk is the end. An utterance without any
     * sample ends as failed.
     *
     * @param sentence its mel chunks, all of them
     * @param audio {@code [samples]} in -1..1
     * @param hopSamples samples per mel frame
     */
    List<AudioChunk> sentence(List<MelChunk> sentence, float[] audio, int hopSamples) {
        MelChunk end = sentence.get(sentence.size() - 1);
        unmapped += sentence.get(0).getUnmapped();
        cut |= end.getStatus() == MelStatus.CUT;
        List<WordMark> marks = WordMarks.of(sentence, samples, hopSamples, audio.length);
        boolean pause = !end.getLast() && audio.length > 0;
        float[] padded = pause ? Arrays.copyOf(audio, audio.length + settings.pauseSamples(sampleRateHz)) : audio;
        List<AudioChunk> chunks = new ArrayList<>();
        int longest = Math.max(1, (int) ((long) sampleRateHz * settings.chunkMs() / 1000));
        for (int from = 0; from < padded.length; from += longest) {
            int to = Math.min(padded.length, from + longest);
            boolean last = end.getLast() && to == padded.length;
            chunks.add(chunk(end, Pcm.encode(padded, from, to), marks, last, status(last)));
        }
        if (end.getLast() && padded.length == 0) {
            chunks.add(chunk(end, new byte[0], marks, true, samples == 0 ? SpeechStatus.FAILED : status(true)));
        }
        return chunks;
    }

    /** The end of an utterance that is given up. */
    AudioChunk failed(MelChunk at) {
        return chunk(at, new byte[0], List.of(), true, SpeechStatus.FAILED);
    }

    private AudioChunk chunk(MelChunk of, byte[] audio, List<WordMark> marks, boolean last, SpeechStatus status) {
        long end = samples + audio.length / 2;
        long start = samples;
        AudioChunk chunk = AudioChunk.newBuilder()
                .setUtteranceId(of.getUtteranceId())
                .setAttempt(attempt)
                .setSequence(sequence)
                .setStartSample(start)
                .setSampleRateHz(sampleRateHz)
                .setEncoding(Pcm.S16LE)
                .setAudio(ByteBuffer.wrap(audio))
                .setMarks(marks.stream()
                        .filter(mark -> mark.getFirstSample() >= start && mark.getFirstSample() < end)
                        .toList())
                .setLast(last)
                .setStatus(status)
                .setUnmapped(unmapped)
                .setEngineChanged(of.getEngineChanged())
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
