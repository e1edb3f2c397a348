package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.acoustic.AcousticShape;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;

/** What CUDA is given, run on the processor. */
class ScanForLoopTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);

    @Test
    void aDecoderWithAScanGivesTheBitsOfItsLoop() throws Exception {
        byte[] loop = AcousticExporter.graphs(AcousticWeights.random(SHAPE, 3)).decoder();
        byte[] scan = ScanForLoop.in(loop);
        assertThat(operators(loop)).contains("Loop").doesNotContain("Scan");
        assertThat(operators(scan)).contains("Scan").doesNotContain("Loop");
        assertThat(run(scan)).isEqualTo(run(loop));
    }

    @Test
    void aGraphWithoutALoopStaysAsItIs() {
        byte[] postnet =
                AcousticExporter.graphs(AcousticWeights.random(SHAPE, 3)).postnet();
        assertThat(operators(ScanForLoop.in(postnet))).isEqualTo(operators(postnet));
    }

    private static List<String> operators(byte[] model) {
        try {
            return ModelProto.parseFrom(model).getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static DecoderRun run(byte[] model) throws Exception {
        return DecoderRun.of(model, SHAPE, new long[] {9, 4, 7}, 5);
    }
}
