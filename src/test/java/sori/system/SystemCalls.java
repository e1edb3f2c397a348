package sori.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code strace -f -yy} wrote.
 *
 * @param lines a system call each
 * @param directory in which all the processes ran
 */
record SystemCalls(List<String> lines, Path directory) {
    /** A call during which another thread's came between: it ends in a later line of the same thread. */
    private static final String UNFINISHED = " <unfinished ...>";

    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>");

    private static final Pattern MAKES =
            Pattern.compile("(open|openat|creat|mkdir|mkdirat|symlink|symlinkat|link|linkat)\\(.*");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    /** A number and the folder that it stands for, before a relative path. */
    private static final Pattern AT = Pattern.compile("at\\((?:AT_FDCWD|\\d+)<([^>]*)>");

    SystemCalls {
        lines = whole(lines);
    }

    /** Each call in one line, with what came of it. */
    private static List<String> whole(List<String> lines) {
        Map<String, String> begun = new HashMap<>();
        List<String> whole = new ArrayList<>();
        for (String line : lines) {
            String thread = line.substring(0, Math.max(0, line.indexOf(' ')));
            Matcher resumed = RESUMED.matcher(line);
            if (line.endsWith(UNFINISHED)) {
                begun.put(thread, line.substring(0, line.length() - UNFINISHED.length()));
            } else if (resumed.find() && begun.containsKey(thread)) {
                whole.add(begun.remove(thread) + line.substring(resumed.end()));
            } else {
                whole.add(line);
            }
        }
        // Killed before it was answered: what it asked for may have come to be.
        whole.addAll(begun.values());
        return List.copyOf(whole);
    }

    /** Calls that speak to another machine, or ask a name server, be it on this one. */
    List<String> reachedOutside() {
        return lines.stream()
                .filter(line -> line.contains("sin_port=") || line.contains("sin6_port="))
                .filter(line -> line.matches(".*\\b(connect|sendto|sendmsg|sendmmsg|bind)\\(.*"))
                .filter(line -> line.contains("htons(53)") || !loopback(line))
                .toList();
    }

    /** Files, folders and links that came to be and do not lie in a folder. */
    List<String> madeOutsideOf(Path folder) {
        return lines.stream()
                .flatMap(line -> made(line).stream())
                .filter(path -> !path.startsWith(folder))
                .map(Path::toString)
                .filter(path -> !path.startsWith("/dev/") && !path.startsWith("/proc/"))
                // The JVM's own counters, which go with it.
                .filter(path -> !path.startsWith("/tmp/hsperfdata_"))
                .distinct()
                .toList();
    }

    private static boolean loopback(String line) {
        return line.contains("\"127.") || line.contains("\"::1\"") || line.contains("\"::ffff:127.");
    }

    private Optional<Path> made(String line) {
        Matcher call = MAKES.matcher(line);
        boolean opens = line.contains("open(") || line.contains("openat(");
        if (!call.find() || line.contains(" = -1 ") || (opens && !line.contains("O_CREAT"))) {
            return Optional.empty();
        }
        // The last name is what comes to be; a link's first is what it points to.
        List<String> names = QUOTED.matcher(call.group())
                .results()
                .map(name -> name.group(1))
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Matcher at = AT.matcher(call.group());
        Path from = at.find() ? Path.of(at.group(1)) : directory;
        return Stream.of(names.get(names.size() - 1)).map(from::resolve).findFirst();
    }
}
