package sori.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import sori.stream.TopologyFile;

/**
 * What a soak does.
 *
 * @param utterances events to send
 * @param kills how often something is killed
 * @param rate events a second
 * @param seed decides texts, moments and victims
 * @param file from which the instances read the topology
 * @param topology what stands in it
 */
record SoakPlan(int utterances, int kills, double rate, long seed, Path file, TopologyFile topology) {
    SoakPlan {
        if (utterances < 1 || kills < 0 || rate <= 0) {
            throw new Refusal("at least one utterance, no fewer than no kills, and a rate above 0 are needed");
        }
    }

    /** A run of the same events in which nothing happens, beside the other's topics. */
    TopologyFile undisturbed() {
        return new TopologyFile(
                topology.application() + "-undisturbed",
                topology.stages(),
                topology.from(),
                "undisturbed.audio",
                "undisturbed.failures",
                List.of(),
                topology.guarantee(),
                topology.threads(),
                topology.commitIntervalMs(),
                topology.settings(),
                topology.models());
    }

    /** Events that may be out so far, so that no kill hits an idle pipeline. */
    int allowance(int killsDone) {
        return killsDone >= kills ? utterances : (int) ((long) utterances * (killsDone + 1) / (kills + 1));
    }

    /** Utterances that come to their end before the next kill: anywhere within the share that is out by then. */
    int endsBeforeKill(int killsDone, Random random) {
        return (int) (utterances * (killsDone + random.nextDouble()) / (kills + 1));
    }

    /** Whether the next kill hits the broker. */
    boolean hitsBroker(int killsDone) {
        return kills >= 2 && killsDone == kills / 2;
    }
}
