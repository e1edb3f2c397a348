package sori.cli.lab;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.text.Language;
import sori.text.Nearest;
import sori.training.Matmul;
import sori.training.TrainingDevice;
import sori.training.acoustic.ModelSize;

/** An option's value by its word; a wrong word is told the nearest right one. Stateless. */
abstract class OneOf<T> implements ITypeConverter<T> {
    private final Map<String, T> words;

    OneOf(Map<String, T> words) {
        this.words = words;
    }

    @Override
    public T convert(String word) {
        if (!words.containsKey(word)) {
            throw new TypeConversionException("'" + word + "' is none of "
                    + String.join(", ", words.keySet().stream().sorted().toList())
                    + Nearest.hint(word, words.keySet()));
        }
        return Objects.requireNonNull(words.get(word));
    }

    /** {@code --language}. */
    static final class Languages extends OneOf<Language> {
        Languages() {
            super(Arrays.stream(Language.values()).collect(Collectors.toMap(Language::tag, Function.identity())));
        }
    }

    /** {@code --teacher}. */
    static final class Teachers extends OneOf<DatasetSpeakCommand.Program> {
        Teachers() {
            super(Map.of(
                    "festival", DatasetSpeakCommand.Program.FESTIVAL,
                    "espeak-ng", DatasetSpeakCommand.Program.ESPEAK_NG));
        }
    }

    /** {@code --cell}. */
    static final class Cells extends OneOf<Cell> {
        Cells() {
            super(Map.of("rnn", Cell.RNN, "lstm", Cell.LSTM, "gru", Cell.GRU));
        }
    }

    /** {@code --attention}. */
    static final class Alignments extends OneOf<Alignment> {
        Alignments() {
            super(Map.of("location", Alignment.ATTENTION, "none", Alignment.NONE));
        }
    }

    /** {@code --size}. */
    static final class Sizes extends OneOf<ModelSize> {
        Sizes() {
            super(Map.of(
                    "tiny", ModelSize.TINY,
                    "mini", ModelSize.MINI,
                    "small", ModelSize.SMALL,
                    "medium", ModelSize.MEDIUM,
                    "full", ModelSize.FULL));
        }
    }

    /** {@code --preset}. */
    static final class Presets extends OneOf<CompareFamilyCommand.Preset> {
        Presets() {
            super(Map.of("quick", CompareFamilyCommand.Preset.QUICK, "real", CompareFamilyCommand.Preset.REAL));
        }
    }

    /** {@code --device}. */
    static final class Devices extends OneOf<TrainingDevice> {
        Devices() {
            super(Map.of("auto", TrainingDevice.AUTO, "cpu", TrainingDevice.CPU, "cuda", TrainingDevice.CUDA));
        }
    }

    /** {@code --matmul}. */
    static final class Matmuls extends OneOf<Matmul> {
        Matmuls() {
            super(Map.of("auto", Matmul.AUTO, "fp32", Matmul.FP32, "bf16", Matmul.BF16));
        }
    }
}
