package sori.voice;

import sori.vocoder.VocoderShape;

/** What makes samples of mels. */
public sealed interface VocoderSpec {
    GriffinLim DEFAULT = new GriffinLim(32, 0.99);

    /**
     * Needs nothing but the mel format.
     *
     * @param iterations rounds of the fast Griffin-Lim algorithm, 1 to {@value #MOST_ITERATIONS}
     * @param momentum 0 to below 1
     */
    record GriffinLim(int iterations, double momentum) implements VocoderSpec {
        public static final String KIND = "griffin-lim";

        /** Nobody hears more. */
        public static final int MOST_ITERATIONS = 256;

        public GriffinLim {
            VoiceManifest.require(
                    "vocoder.iterations",
                    iterations >= 1 && iterations <= MOST_ITERATIONS,
                    "is " + iterations + ", not in 1.." + MOST_ITERATIONS);
            VoiceManifest.require("vocoder.momentum", momentum >= 0 && momentum < 1, "is not in 0..1");
        }
    }

    /** The package's {@link VoicePackage#VOCODER}, of this shape. */
    record Neural(VocoderShape shape) implements VocoderSpec {
        public static final String KIND = "neural";
    }

    /**
     * The package's {@link VoicePackage#VOCODER}, from mel to samples in one piece.
     *
     * @param hopSamples that it makes of a frame
     */
    record HifiGan(int hopSamples) implements VocoderSpec {
        public static final String KIND = "hifigan";

        public HifiGan {
            VoiceManifest.require("vocoder.hopSamples", hopSamples >= 1, "is not positive");
        }
    }
}
