package sori.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.kafka.Topics;
import sori.synthesis.Stage;
import sori.topology.FileNodes;
import sori.topology.Nodes;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;

/** The topics of one topology file, its application's internal ones included, and how large a record each has to take. */
record FileTopics(TopologyFile file) {
    /** A failure record: a key, an id and a detail at their longest, and a part of the detail may be left out. */
    static final int FAILURE_BYTES = 8_000;

    /** 20 ms of audio at 48,000 Hz, with names of usual lengths; the headers beside. */
    static final int AUDIO_BYTES = 2_500;

    /** A block of 64 frames, or a sentence of 1,024 symbols, with its words and names. */
    static final int STAGE_BYTES = 64 << 10;

    /** A block of frames, or where a sentence is cut, with the state of its vocoder. */
    static final int VOCODER_BYTES = 256 << 10;

    /** The events of a text topic and of all that comes of it, in the order of their making. */
    List<String> events() {
        List<String> events = new ArrayList<>(List.of(file.from(), file.to(), file.failures()));
        file.taps().forEach(stage -> events.add(StageTopics.output(stage).name()));
        if (file.controlled()) {
            events.add(file.control());
        }
        return events;
    }

    List<String> changelogs() {
        return new FileNodes(file)
                .changelogStores().stream()
                        .map(store -> changelog(file.application(), store))
                        .toList();
    }

    static String changelog(String application, String store) {
        return application + "-" + store + "-changelog";
    }

    List<String> all() {
        List<String> all = new ArrayList<>(events());
        all.addAll(changelogs());
        return all;
    }

    /** Those that must have as many partitions as each other: what a task reads, and what it keeps. */
    List<String> alike() {
        List<String> alike = new ArrayList<>(List.of(file.from()));
        if (file.controlled()) {
            alike.add(file.control());
        }
        alike.addAll(changelogs());
        return alike;
    }

    /** The largest batch that each topic must take that the application writes. */
    Map<String, Integer> needed() {
        Map<String, Integer> needed = new LinkedHashMap<>();
        Stage last = file.stages().get(file.stages().size() - 1);
        needed.put(file.to(), last == Stage.VOCODE ? AUDIO_BYTES + RecordRoom.aroundBytes(file) : STAGE_BYTES);
        needed.put(file.failures(), FAILURE_BYTES);
        file.taps().forEach(tap -> needed.put(StageTopics.output(tap).name(), STAGE_BYTES));
        for (String store : new FileNodes(file).changelogStores()) {
            needed.put(changelog(file.application(), store), ofStore(store));
        }
        return needed;
    }

    private int ofStore(String store) {
        if (store.equals(Nodes.parts())) { // a whole event waits there for its turn
            return file.settings().maxRecordBytes() + RecordRoom.aroundBytes(file);
        }
        return store.equals(Nodes.journal(Stage.VOCODE.title())) ? VOCODER_BYTES : STAGE_BYTES;
    }

    /** Whether it reads the topic that people write to. */
    boolean readsText() {
        return file.stages().get(0) == Stage.NORMALIZE || file.from().equals(Topics.TEXT.name());
    }
}
