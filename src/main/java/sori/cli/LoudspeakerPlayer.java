package sori.cli;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import sori.stream.SpokenUtterance;

/** Plays one utterance after the other. */
final class LoudspeakerPlayer implements Player {
    LoudspeakerPlayer() {
        if (AudioSystem.getMixerInfo().length == 0) {
            throw noLoudspeaker("Java finds none", null);
        }
    }

    @Override
    public String play(SpokenUtterance utterance) {
        AudioFormat format = new AudioFormat(utterance.sampleRateHz(), 16, 1, true, false);
        try (SourceDataLine line = AudioSystem.getSourceDataLine(format)) {
            line.open(format);
            line.start();
            byte[] pcm = utterance.pcm();
            line.write(pcm, 0, pcm.length);
            line.drain();
            return "played";
        } catch (LineUnavailableException | IllegalArgumentException e) {
            throw noLoudspeaker(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {}

    private static Refusal noLoudspeaker(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new Refusal("no loudspeaker here (" + why + "); use --out DIR to write WAV files", cause);
    }
}
