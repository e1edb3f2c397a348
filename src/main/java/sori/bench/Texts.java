package sori.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What is read aloud while it is measured. */
final class Texts {
    private Texts() {}

    /** Ordinary English sentences, over and over. */
    static List<String> sentences(int count) {
        List<String> sentences = lines("english.txt");
        return IntStream.range(0, count)
                .mapToObj(i -> sentences.get(i % sentences.size()))
                .toList();
    }

    /** Texts by name, as {@code english ordinary}: prose, and what made other normalizers slow. */
    static Map<String, String> byName() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("en ordinary", String.join(" ", lines("english.txt")));
        texts.put("en digits", "7".repeat(10_000));
        texts.put("en marks", "a" + "\u0301".repeat(10_000));
        texts.put("en quotes", "(\"".repeat(2_500) + "word" + "\")".repeat(2_500));
        texts.put("ko ordinary", String.join(" ", lines("korean.txt")));
        texts.put("ko ranges", "1~".repeat(5_000));
        return texts;
    }

    /** @throws IllegalArgumentException if no text is called so */
    static String named(String name) {
        String text = byName().get(name);
        if (text == null) {
            throw new IllegalArgumentException("no text is called " + name);
        }
        return text;
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Texts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
