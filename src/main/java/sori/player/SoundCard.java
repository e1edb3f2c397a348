package sori.player;

/** What makes sound: 16-bit little-endian samples of one channel. Used by one thread. */
interface SoundCard {
    /**
     * Opens a line that plays what is written to it.
     *
     * @throws sori.config.Refusal when there is none
     */
    Line open(int sampleRateHz);

    /** A line to the loudspeaker, with a short buffer before it. */
    interface Line extends AutoCloseable {
        /** Samples that can be written without waiting. */
        int writable();

        /** @param pcm at most {@link #writable} samples */
        void write(byte[] pcm);

        /** Samples that were written and are not played yet. */
        int unheard();

        /** Falls silent at once, and forgets what was not played. */
        void flush();

        /** Waits until everything written is heard. */
        void drain();

        /** Falls silent at once. */
        @Override
        void close();
    }
}
