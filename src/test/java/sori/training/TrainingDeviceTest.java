package sori.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingDeviceTest {
    @AfterEach
    void singlePrecision() {
        DeviceTensors.singlePrecisionByDefault();
    }

    /** The tests of what a step makes could not fail else. */
    @Test
    void aTensorMadeOfNothingWouldBeNoticed() {
        Tensor own = HostTensors.of(new float[] {1, 2}, 2);
        DeviceTensors.doublePrecisionByDefault();
        assertThat(own.add(own.new_zeros(2)).scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        assertThat(own.add(HostTensors.zeros(2)).scalar_type().intern()).isEqualTo(torch.ScalarType.Double);
    }

    @Test
    void cudaWithoutAGpuIsRefusedWithWhatItTakes() {
        assertThat(TrainingDevice.AUTO.find(false)).isEqualTo(torch.DeviceType.CPU);
        assertThat(TrainingDevice.AUTO.find(true)).isEqualTo(torch.DeviceType.CUDA);
        assertThat(TrainingDevice.CPU.find(true)).isEqualTo(torch.DeviceType.CPU);
        assertThat(TrainingDevice.CUDA.find(true)).isEqualTo(torch.DeviceType.CUDA);
        assertThatThrownBy(() -> TrainingDevice.CUDA.find(false))
                .hasMessageContaining("finds no GPU that it can use")
                .hasMessageContaining("profile 'cuda-training'")
                .hasMessageContaining("use device auto or cpu");
    }
}
