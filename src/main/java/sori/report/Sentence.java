package sori.report;

/**
 * One of the held-out sentences that every member speaks.
 *
 * @param text spoken form
 * @param recordedSeconds length of the recording that it is held against
 */
public record Sentence(String id, String text, double recordedSeconds) {
    public int words() {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }
}
