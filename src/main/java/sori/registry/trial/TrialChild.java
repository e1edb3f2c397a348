package sori.registry.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import sori.acoustic.Precision;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.registry.StatusTeller;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoiceRefusedException;

/**
 * The process in which a release is loaded and tried before any other has to do with it. {@link TrialProcess} starts it, bounds its
 * memory and its time, and ends it. It ends by itself when its standard input does.
 */
final class TrialChild {
    private TrialChild() {}

    /** @param arguments package, parts joined by commas, precision, embed mode or nothing, seconds, file for the verdict */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        daemon("trial", () -> {
            attempt(arguments);
            over.countDown();
        });
        daemon("parent", () -> {
            awaitEnd(System.in);
            over.countDown();
        });
        over.await();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitEnd(InputStream in) {
        try {
            while (in.read() >= 0) {}
        } catch (IOException e) {
            // whoever held the other end is gone
        }
    }

    private static void attempt(String[] arguments) {
        Path verdict = Path.of(arguments[5]);
        try {
            write(verdict, verdict(arguments));
        } catch (IOException e) {
            throw new IllegalStateException("the verdict cannot be written", e);
        }
    }

    private static TrialVerdict verdict(String[] arguments) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String part : arguments[1].split(",", -1)) {
            parts.add(Part.valueOf(part));
        }
        VoiceOptions options = VoiceOptions.DEFAULT.onProcessor(Precision.valueOf(arguments[2]));
        options = arguments[3].isEmpty() ? options : options.withEmbed(EmbedMode.valueOf(arguments[3]));
        long before = StatusTeller.residentBytes();
        try (Voice voice = Voice.open(Path.of(arguments[0]), options)) {
            TrialRun.of(voice, parts, Duration.ofSeconds(Long.parseLong(arguments[4])));
            return TrialVerdict.passed(Math.max(0, StatusTeller.peakResidentBytes() - before));
        } catch (ModelRefusedException | VoiceRefusedException e) {
            return TrialVerdict.refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return TrialVerdict.unknown(e.toString());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return TrialVerdict.refused("on trial it ended with " + e);
        }
    }

    /** Whole or not at all. */
    private static void write(Path file, TrialVerdict verdict) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, verdict.text());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
