package sori.player;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import sori.config.Refusal;
import sori.mel.MelFormat;

/** The machine's loudspeaker, as Java finds it. */
final class JavaSound implements SoundCard {
    /** Long enough to outlast a poll and a pause of the garbage collector, short enough to end promptly. */
    private static final int BUFFER_MS = 400;

    JavaSound() {
        AudioFormat usual = format(MelFormat.DEFAULT.sampleRateHz());
        if (!AudioSystem.isLineSupported(new DataLine.Info(SourceDataLine.class, usual))) {
            throw noLoudspeaker("Java finds none", null);
        }
    }

    @Override
    public Line open(int sampleRateHz) {
        AudioFormat format = format(sampleRateHz);
        try {
            SourceDataLine line = AudioSystem.getSourceDataLine(format);
            line.open(format, sampleRateHz * BUFFER_MS / 1000 * format.getFrameSize());
            line.start();
            return new JavaLine(line);
        } catch (LineUnavailableException | IllegalArgumentException e) {
            throw noLoudspeaker(String.valueOf(e.getMessage()), e);
        }
    }

    private static AudioFormat format(int sampleRateHz) {
        return new AudioFormat(sampleRateHz, 16, 1, true, false);
    }

    private static Refusal noLoudspeaker(String why, @Nullable Throwable cause) {
        return new Refusal("no loudspeaker here (" + why + "); use --out DIR to write WAV files", cause);
    }

    private record JavaLine(SourceDataLine line) implements Line {
        @Override
        public int writable() {
            return line.available() / line.getFormat().getFrameSize();
        }

        @Override
        public void write(byte[] pcm) {
            line.write(pcm, 0, pcm.length);
        }

        @Override
        public int unheard() {
            return (line.getBufferSize() - line.available()) / line.getFormat().getFrameSize();
        }

        @Override
        public void flush() {
            line.stop(); // some mixers play on what they have taken out of a line that runs
            line.flush();
            line.start();
        }

        @Override
        public void drain() {
            line.drain();
        }

        @Override
        public void close() {
            line.stop();
            line.close();
        }
    }
}
