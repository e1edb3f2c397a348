package sori.stream;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import sori.cluster.TopicPlan;
import sori.stream.store.CommitCount;
import sori.topology.Nodes;

/** The state stores of the stages' nodes. */
record StageStores(boolean exactlyOnce) {
    void addTo(Topology topology, String node) {
        switch (node) {
            case "normalize" -> {
                for (String name : Nodes.changelogStores(node)) {
                    topology.addStateStore(store(Stores.persistentKeyValueStore(name)), node);
                }
            }
            case "embed" ->
                addJournal(topology, node, Stores.inMemoryKeyValueStore(Nodes.journal(node))); // mostly empty
            default -> addJournal(topology, node, Stores.persistentKeyValueStore(Nodes.journal(node)));
        }
    }

    void addCancelled(Topology topology, String... nodes) {
        topology.addStateStore(store(Stores.persistentKeyValueStore(Nodes.CANCELLED)), nodes);
    }

    private void addJournal(Topology topology, String node, KeyValueBytesStoreSupplier where) {
        topology.addStateStore(store(where), node);
        topology.addStateStore(CommitCount.builder(Nodes.commits(node)), node);
    }

    private StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier where) {
        StoreBuilder<KeyValueStore<Bytes, byte[]>> store = Stores.keyValueStoreBuilder(
                        where, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(TopicPlan.CHANGELOG_TIMES);
        // What is put and dropped between two commits never leaves the heap. At-least-once needs it in the change log
        // before its
        // results are out.
        return exactlyOnce ? store.withCachingEnabled() : store;
    }
}
