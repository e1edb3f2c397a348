package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The launcher leaves libtorch's classes out unless a lab command runs, and picocli looks at every command by reflection all the same. */
class WithoutLibtorchTest {
    @Test
    void everyCommandCanBeLookedAt() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(pipeline(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("org.bytedeco.pytorch.Tensor"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object lab = loader.loadClass(LabCommand.class.getName())
                    .getConstructor()
                    .newInstance();
            Class<?> type = loader.loadClass("picocli.CommandLine");
            Object line = type.getConstructor(Object.class).newInstance(lab);

            assertThat((Map<?, ?>) type.getMethod("getSubcommands").invoke(line))
                    .hasSizeGreaterThan(10);
            assertThat((String) type.getMethod("getUsageMessage").invoke(line)).contains("train-vocoder");
        }
    }

    private static URL[] pipeline() throws MalformedURLException {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!place.contains("bytedeco")) {
                places.add(Path.of(place).toUri().toURL());
            }
        }
        return places.toArray(URL[]::new);
    }
}
