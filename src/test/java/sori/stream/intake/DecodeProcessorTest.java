package sori.stream.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.HostileRecords;
import sori.synthesis.Stage;
import sori.trace.CarriedHeaders;

/** A fault of ours in reading a record ends that record, not the thread: with the next start it would be read again. */
class DecodeProcessorTest {
    private static final byte[] GOOD = HostileRecords.event(event -> {});
    private static final byte[] BAD = {1};

    private final MockProcessorContext<Bytes, SpecificRecordBase> context = new MockProcessorContext<>();

    private static <T, R> Function<T, R> failing(Function<T, R> sound, T good) {
        return given -> {
            if (!given.equals(good)) {
                throw new ArrayIndexOutOfBoundsException("a fault of ours");
            }
            return sound.apply(given);
        };
    }

    private List<SpecificRecordBase> process(
            Function<byte[], Decoded<TextEvent>> reader,
            Function<TextEvent, Intake.Checked<TextEvent>> intake,
            byte[]... records) {
        DecodeProcessor<TextEvent> processor = new DecodeProcessor<>(
                Stage.NORMALIZE,
                Stage.NORMALIZE.title(),
                1000,
                reader,
                intake,
                CarriedHeaders.TRACE,
                Clock.systemUTC());
        processor.init(context);
        for (int i = 0; i < records.length; i++) {
            context.setRecordMetadata("speech.text", 0, i);
            processor.process(new Record<>(Bytes.wrap(new byte[] {7}), records[i], 0));
        }
        return context.forwarded().stream()
                .<SpecificRecordBase>map(each -> each.record().value())
                .toList();
    }

    private static void isSpokenBetweenTwoFaults(List<SpecificRecordBase> forwarded) {
        assertThat(forwarded).hasSize(3);
        assertThat(forwarded.get(1)).isInstanceOf(TextEvent.class);
        for (int i : new int[] {0, 2}) {
            SpeechFailure failure = (SpeechFailure) forwarded.get(i);
            assertThat(failure.getReason()).isEqualTo(FailureReason.INTERNAL);
            assertThat(failure.getDetail()).contains("a fault of ours");
            assertThat(failure.getSourceOffset()).isEqualTo(i);
        }
    }

    @Test
    void inTheReader() {
        Wire<TextEvent> wire = new Wire<>(TextEvent.class);
        isSpokenBetweenTwoFaults(process(failing(wire::decode, GOOD), Intake.Checked::sound, BAD, GOOD, BAD));
    }

    @Test
    void inTheIntake() {
        Wire<TextEvent> wire = new Wire<>(TextEvent.class);
        TextEvent good = ((Decoded.Value<TextEvent>) wire.decode(GOOD)).value();
        byte[] other = HostileRecords.event(event -> event.setUtteranceId("other"));
        isSpokenBetweenTwoFaults(process(wire::decode, failing(Intake.Checked::sound, good), other, GOOD, other));
    }
}
