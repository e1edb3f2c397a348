package sori.bench;

import java.nio.file.Path;
import sori.kafka.KafkaAccess;

/** Starts instances of a pipeline, each a process of its own. */
public interface BenchInstances {
    /** One of them. For one thread. */
    interface Instance extends AutoCloseable {
        /**
         * Whether it speaks, or would if there was a text.
         *
         * @throws sori.config.Refusal when it has ended by itself
         */
        boolean speaks();

        /** Stops it as Ctrl-C does, and returns when it has ended. */
        @Override
        void close();
    }

    /**
     * Starts one, and returns at once.
     *
     * @param topology file that it reads
     * @param state folder that all instances on a machine share
     * @param stays whether it stays a member of the group while it is away
     */
    Instance start(KafkaAccess kafka, Path topology, Path state, boolean stays);
}
