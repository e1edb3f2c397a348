package sori.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a corpus folder lists, in either layout: LJSpeech's ({@code metadata.csv} with {@code id|text[|spoken text]} and
 * {@code wavs/<id>.wav} or {@code .flac}), or such recordings each beside a text file of the same name. Opens no recording. Immutable once read.
 */
final class CorpusFiles {
    static final String METADATA = "metadata.csv";
    private static final String RECORDINGS = "wavs";
    private static final String WAV = ".wav";
    private static final String FLAC = ".flac";
    private static final String TEXT = ".txt";
    /** What Java's decoder puts in place of bytes that are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final Path directory;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final List<CorpusFinding> findings = new ArrayList<>();

    /** @param text spoken form where there is one, its words parted by one space; never blank */
    record Item(String id, String text, Path wav) {}

    private CorpusFiles(Path directory) {
        this.directory = directory;
    }

    /** @throws IOException if the folder has neither layout, or cannot be read; single broken lines are findings */
    static CorpusFiles read(Path directory) throws IOException {
        CorpusFiles files = new CorpusFiles(directory);
        if (Files.isRegularFile(directory.resolve(METADATA))) {
            files.readMetadata();
        } else {
            files.readPairs();
        }
        return files;
    }

    List<Item> items() {
        return List.copyOf(items.values());
    }

    /** Broken lines, names given twice, recordings without text and texts without recording. */
    List<CorpusFinding> findings() {
        return List.copyOf(findings);
    }

    private void readMetadata() throws IOException {
        Map<String, String> places = new LinkedHashMap<>();
        String[] lines = text(directory.resolve(METADATA)).split("\\R");
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                addLine(METADATA + " line " + (i + 1), lines[i], places);
            }
        }
        Path recordings = directory.resolve(RECORDINGS);
        if (Files.isDirectory(recordings)) {
            for (Map.Entry<String, String> recording : recordings(recordings).entrySet()) {
                Item item = items.get(recording.getKey());
                if (item == null) {
                    add(
                            CorpusDefect.RECORDING_ALONE,
                            RECORDINGS + "/" + recording.getValue(),
                            "no line of " + METADATA);
                } else {
                    items.put(item.id(), new Item(item.id(), item.text(), recordings.resolve(recording.getValue())));
                }
            }
        }
    }

    private void addLine(String place, String line, Map<String, String> places) {
        String[] fields = line.split("\\|", -1);
        String text =
                single(fields.length == 3 && !fields[2].isBlank() ? fields[2] : fields.length > 1 ? fields[1] : "");
        if (line.indexOf(REPLACEMENT) >= 0) {
            add(CorpusDefect.METADATA, place, "is not UTF-8: " + line);
        } else if (fields.length < 2 || fields.length > 3) {
            add(CorpusDefect.METADATA, place, "expected id|text[|spoken text], but found: " + line);
        } else if (!isFileName(fields[0])) {
            add(CorpusDefect.METADATA, place, "the id '" + fields[0] + "' is no file name");
        } else if (text.isEmpty()) {
            add(CorpusDefect.METADATA, place, "no text for '" + fields[0] + "'");
        } else if (places.containsKey(fields[0])) {
            add(CorpusDefect.SAME_ID, place, "'" + fields[0] + "' stands in " + places.get(fields[0]) + " already");
        } else {
            places.put(fields[0], place);
            Path wav = directory.resolve(RECORDINGS).resolve(fields[0] + WAV);
            items.put(fields[0], new Item(fields[0], text, wav));
        }
    }

    private void readPairs() throws IOException {
        Map<String, String> recordings = Files.isDirectory(directory) ? recordings(directory) : Map.of();
        if (recordings.isEmpty()) {
            throw new IOException(
                    directory.resolve(METADATA) + " is missing: a corpus is a folder with " + METADATA
                            + " (id|text|spoken text) and wavs/, or one with WAV or FLAC files and a .txt file of the same name for each");
        }
        Set<String> texts = names(directory, TEXT);
        for (Map.Entry<String, String> recording : recordings.entrySet()) {
            String id = recording.getKey();
            if (texts.remove(id + TEXT)) {
                addPair(id, recording.getValue());
            } else {
                add(CorpusDefect.RECORDING_ALONE, recording.getValue(), "no " + id + TEXT);
            }
        }
        texts.forEach(text -> add(CorpusDefect.TEXT_ALONE, text, "no " + stem(text) + WAV + " or " + FLAC));
    }

    /** File names by their ids; of two with one id the WAV file, and that is told. */
    private Map<String, String> recordings(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        names(folder, WAV).forEach(name -> found.put(stem(name), name));
        for (String name : names(folder, FLAC)) {
            String other = found.putIfAbsent(stem(name), name);
            if (other != null) {
                add(CorpusDefect.SAME_ID, name, "there is " + other + " already");
            }
        }
        return found;
    }

    private void addPair(String id, String wav) throws IOException {
        String text = single(text(directory.resolve(id + TEXT)));
        if (text.isEmpty()) {
            add(CorpusDefect.METADATA, id + TEXT, "is empty");
        } else if (text.indexOf(REPLACEMENT) >= 0) {
            add(CorpusDefect.METADATA, id + TEXT, "is not UTF-8: " + text);
        } else {
            items.put(id, new Item(id, text, directory.resolve(wav)));
        }
    }

    private void add(CorpusDefect defect, String place, String detail) {
        findings.add(new CorpusFinding(defect, place, detail));
    }

    private static String text(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String single(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** Features and pictures are stored under the id, so it must neither leave its folder nor break a table. */
    private static boolean isFileName(String id) {
        return !id.isBlank() && !id.startsWith(".") && id.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ');
    }

    private static Set<String> names(Path folder, String suffix) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.toLowerCase(Locale.ROOT).endsWith(suffix)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
