package sori.acoustic;

/**
 * Sizes of a Tacotron 2 (Shen et al. 2017, section 2.2), all in units or frames, each within bounds that leave room for a model four
 * times as wide as the published one: what an engine allocates by them stays small.
 *
 * @param symbols rows of the embedding table
 * @param embedding width of the embedding and of the encoder's convolutions
 * @param encoderLayers convolutions before the bidirectional recurrent network
 * @param encoderKernel odd
 * @param encoderRnn recurrent units per direction; the memory is twice as wide
 * @param attention width in which energies are computed
 * @param locationFilters filters over the previous and cumulative attention weights
 * @param locationKernel odd
 * @param attentionRnn recurrent units that query the memory
 * @param decoderRnn recurrent units that make frames
 * @param prenet units of each of the two prenet layers
 * @param mels bands of a frame
 * @param framesPerStep reduction factor r: frames made by one decoder step
 * @param postnetLayers convolutions of the postnet
 * @param postnetChannels width between them
 * @param postnetKernel frames seen by each
 * @param postnetLooksAhead whether each sees as many frames after the current one as before it, as Tacotron 2 was published; else
 *     all in the past but the current one
 * @param cell of the encoder's, the attention's and the decoder's recurrent network; Tacotron 2 has LSTMs
 * @param alignment how the decoder learns which symbols it is to speak
 */
public record AcousticShape(
        int symbols,
        int embedding,
        int encoderLayers,
        int encoderKernel,
        int encoderRnn,
        int attention,
        int locationFilters,
        int locationKernel,
        int attentionRnn,
        int decoderRnn,
        int prenet,
        int mels,
        int framesPerStep,
        int postnetLayers,
        int postnetChannels,
        int postnetKernel,
        boolean postnetLooksAhead,
        Cell cell,
        Alignment alignment) {

    /** Of a table; a fifth of it would do for the largest that is known. */
    public static final int MOST_SYMBOLS = 4096;

    /** @throws IllegalArgumentException naming the size that is out of its bounds */
    public AcousticShape {
        within("symbols", symbols, MOST_SYMBOLS);
        within("embedding", embedding, 2048);
        within("encoderLayers", encoderLayers, 16);
        within("encoderKernel", encoderKernel, 31);
        within("encoderRnn", encoderRnn, 1024);
        within("attention", attention, 1024);
        within("locationFilters", locationFilters, 256);
        within("locationKernel", locationKernel, 255);
        within("attentionRnn", attentionRnn, 4096);
        within("decoderRnn", decoderRnn, 4096);
        within("prenet", prenet, 2048);
        within("mels", mels, 256);
        within("framesPerStep", framesPerStep, 16);
        within("postnetLayers", postnetLayers, 16);
        within("postnetChannels", postnetChannels, 1024);
        within("postnetKernel", postnetKernel, 31);
        if (encoderKernel % 2 == 0 || locationKernel % 2 == 0) {
            throw new IllegalArgumentException("encoderKernel and locationKernel must be odd");
        }
        if (postnetLooksAhead && postnetKernel % 2 == 0) {
            throw new IllegalArgumentException("postnetKernel must be odd where the postnet looks ahead");
        }
        if (postnetLayers < 2) {
            throw new IllegalArgumentException("the postnet needs at least two layers");
        }
    }

    private static void within(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(field + " is " + value + ", not in 1.." + most);
        }
    }

    /** 1.5 million parameters: for a voice that has to be small, or a first try. */
    public static AcousticShape mini(int symbols, int mels) {
        return new AcousticShape(
                symbols,
                128,
                3,
                5,
                64,
                64,
                32,
                31,
                192,
                256,
                128,
                mels,
                4,
                5,
                64,
                5,
                false,
                Cell.LSTM,
                Alignment.ATTENTION);
    }

    /** 3.1 million parameters: trains on two cores in hours. */
    public static AcousticShape small(int symbols, int mels) {
        return new AcousticShape(
                symbols,
                192,
                3,
                5,
                96,
                64,
                32,
                31,
                256,
                384,
                128,
                mels,
                4,
                5,
                96,
                5,
                false,
                Cell.LSTM,
                Alignment.ATTENTION);
    }

    /** Between the other two, two frames a step: for a graphics card, or days on a few cores. */
    public static AcousticShape medium(int symbols, int mels) {
        return new AcousticShape(
                symbols,
                320,
                3,
                5,
                160,
                96,
                32,
                31,
                512,
                640,
                192,
                mels,
                2,
                5,
                256,
                5,
                false,
                Cell.LSTM,
                Alignment.ATTENTION);
    }

    /** The sizes that Tacotron 2 was published with (Shen et al. 2017, section 2.2): 28 million parameters. */
    public static AcousticShape full(int symbols, int mels) {
        return new AcousticShape(
                symbols,
                512,
                3,
                5,
                256,
                128,
                32,
                31,
                1024,
                1024,
                256,
                mels,
                1,
                5,
                512,
                5,
                false,
                Cell.LSTM,
                Alignment.ATTENTION);
    }

    /** A few thousand parameters, for tests. */
    public static AcousticShape tiny(int symbols, int mels) {
        return new AcousticShape(
                symbols, 8, 2, 3, 4, 8, 4, 5, 12, 16, 8, mels, 2, 3, 8, 3, false, Cell.LSTM, Alignment.ATTENTION);
    }

    /** The same sizes as another member of the family. */
    public AcousticShape with(Cell otherCell, Alignment otherAlignment) {
        return with(framesPerStep, otherCell, otherAlignment);
    }

    /** The same with another reduction factor. */
    public AcousticShape withFramesPerStep(int frames) {
        return with(frames, cell, alignment);
    }

    private AcousticShape with(int frames, Cell otherCell, Alignment otherAlignment) {
        return new AcousticShape(
                symbols,
                embedding,
                encoderLayers,
                encoderKernel,
                encoderRnn,
                attention,
                locationFilters,
                locationKernel,
                attentionRnn,
                decoderRnn,
                prenet,
                mels,
                frames,
                postnetLayers,
                postnetChannels,
                postnetKernel,
                postnetLooksAhead,
                otherCell,
                otherAlignment);
    }

    /** Whether the decoder looks at the symbols one by one, so that it is known which of them a frame speaks. */
    public boolean attends() {
        return alignment == Alignment.ATTENTION;
    }

    /** Width of the encoder's output. */
    public int memory() {
        return 2 * encoderRnn;
    }

    /** Frames after a frame that its refinement by the postnet depends on. */
    public int postnetReach() {
        return postnetLooksAhead ? postnetLayers * (postnetKernel / 2) : 0;
    }
}
