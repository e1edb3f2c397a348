package sori.soak;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sori.config.Refusal;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

/**
 * What a soak does.
 *
 * @param utterances events to send
 * @param kills how often something is killed
 * @param rate events a second
 * @param seed decides texts, moments and victims
 * @param files from which the instances read the topologies, in the order of the text's way
 * @param topologies what stands in them: together all stages
 * @param instances of each
 */
public record SoakPlan(
        int utterances,
        int kills,
        double rate,
        long seed,
        List<Path> files,
        List<TopologyFile> topologies,
        int instances) {
    public SoakPlan {
        files = List.copyOf(files);
        topologies = List.copyOf(topologies);
        if (utterances < 1 || kills < 0 || rate <= 0 || instances < 1) {
            throw new Refusal(
                    "at least one utterance and one instance, no fewer than no kills, and a rate above 0 are needed");
        }
        requireWholeWay(topologies);
    }

    private static void requireWholeWay(List<TopologyFile> topologies) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < topologies.size(); i++) {
            TopologyFile each = topologies.get(i);
            stages.addAll(each.stages());
            if (i > 0) {
                require(topologies.get(i - 1).to().equals(each.from()), "topologies are not joined by topics");
                require(topologies.get(0).settings().equals(each.settings()), "topologies have different settings");
                require(
                        topologies.get(0).wire() == each.wire()
                                && topologies.get(0).schemaRegistry().equals(each.schemaRegistry()),
                        "topologies have different wires or schema registries");
                require(topologies.get(0).control().equals(each.control()), "topologies have different control topics");
                require(
                        topologies.get(0).failures().equals(each.failures()),
                        "topologies have different failure topics");
            }
        }
        require(stages.equals(List.of(Stage.values())), "topologies do not lead from text to audio");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refusal("the " + otherwise);
        }
    }

    /** The topology that reads the text. */
    TopologyFile first() {
        return topologies.get(0);
    }

    /** The topology that writes the audio. */
    TopologyFile last() {
        return topologies.get(topologies.size() - 1);
    }

    /** A run of the same texts in which nothing happens, all stages in one process, beside the other's topics. */
    TopologyFile undisturbed() {
        return first().toBuilder()
                .application(first().application() + "-undisturbed")
                .stages(List.of(Stage.values()))
                .from("undisturbed.text")
                .to("undisturbed.audio")
                .failures("undisturbed.failures")
                .control("")
                .taps(List.of())
                .build();
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

    /** Whose turn it is to have an instance killed, after so many kills that did not hit the broker. */
    int victim(int instanceKills) {
        return instanceKills % topologies.size();
    }
}
