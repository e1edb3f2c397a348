package sori.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;

/**
 * The two ports of the broker. Kept in a file, so that clients of a broker that was killed find its successor at the same
 * address; chosen anew when somebody else has taken one.
 */
record Ports(int broker, int controller) {
    private static final String FILE = "ports";

    static Ports keptIn(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() == 2 && isFree(lines.get(0)) && isFree(lines.get(1))) {
                return new Ports(Integer.parseInt(lines.get(0)), Integer.parseInt(lines.get(1)));
            }
        }
        Ports fresh = free();
        Path written = directory.resolve(FILE + ".new");
        Files.writeString(written, fresh.broker() + "\n" + fresh.controller() + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return fresh;
    }

    /** Below the range from which systems give ports to outgoing connections, or one of those would soon hold it. */
    private static Ports free() throws IOException {
        List<Integer> free = new Random()
                .ints(20_000, 30_000)
                .limit(1000)
                .distinct()
                .boxed()
                .filter(port -> isFree(port.toString()))
                .limit(2)
                .toList();
        if (free.size() < 2) {
            throw new IOException("found no free port between 20000 and 30000");
        }
        return new Ports(free.get(0), free.get(1));
    }

    private static boolean isFree(String line) {
        if (!line.matches("\\d{1,5}")) {
            return false;
        }
        try (ServerSocket probe = new ServerSocket(Integer.parseInt(line), 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
