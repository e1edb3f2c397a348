package sori.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.audio.Wav;

/** The example of a Java program that speaks compiles and runs. */
class JavaExampleTest {
    @TempDir
    private Path folder;

    @Test
    void speaks() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                "examples/java/Speak.java");
        assertThat(status).isZero();
        Path wav = folder.resolve("hello.wav");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Speak").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {"Hello world.", wav.toString()});
        }
        assertThat(Wav.read(wav).seconds()).isBetween(0.5, 2.0);
    }
}
