package sori.stream.intake;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.TextEvent;
import sori.schema.WaitingText;
import sori.stream.store.StateRefusedException;
import sori.synthesis.ByteBuffers;
import sori.synthesis.SourceOffset;
import sori.topology.Nodes;
import sori.trace.CarriedHeaders;

/**
 * A text event that has come, now or some time ago.
 *
 * @param source where it lies
 * @param timestamp milliseconds since 1970
 * @param headers that may go along ({@link CarriedHeaders#clipped})
 */
record TextArrival(UtteranceName name, TextEvent event, SourceOffset source, long timestamp, Headers headers) {
    private static final Wire<TextEvent> EVENT = new Wire<>(TextEvent.class);

    static TextArrival of(WaitingText waited) {
        SourceOffset source =
                new SourceOffset(waited.getSourceTopic(), waited.getSourcePartition(), waited.getSourceOffset());
        if (!(EVENT.decode(ByteBuffers.toArray(waited.getEvent())) instanceof Decoded.Value<TextEvent> event)) {
            throw new StateRefusedException(Nodes.parts(), "an event that waits cannot be read");
        }
        String id = event.value().getUtteranceId();
        UtteranceName name = new UtteranceName(
                Bytes.wrap(ByteBuffers.toArray(waited.getKey())), id == null || id.isBlank() ? source.id() : id);
        return new TextArrival(
                name, event.value(), source, waited.getTimestamp(), CarriedHeaders.of(waited.getHeaders()));
    }

    /** To be kept in a store. */
    WaitingText waiting() {
        return new WaitingText(
                ByteBuffer.wrap(name.key().get()),
                source.topic(),
                source.partition(),
                source.offset(),
                timestamp,
                ByteBuffer.wrap(EVENT.encode(event)),
                CarriedHeaders.kept(headers));
    }

    Bytes key() {
        return name.key();
    }

    /** Whether it is a piece of a text. */
    boolean isPart() {
        return event.getPart() != null;
    }
}
