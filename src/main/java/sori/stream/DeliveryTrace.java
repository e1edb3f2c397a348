package sori.stream;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/** What a topic holds of an utterance's audio, and what is wrong with that by itself. Not thread-safe. */
final class DeliveryTrace {
    private static final int CHECKSUM_DIGITS = 16;

    private final MessageDigest pcm = sha256();
    private final List<WordMark> marks = new ArrayList<>();
    /** Samples up to the end of the chunk that each mark came with: a word's end is known when the next begins. */
    private final List<Long> toldAt = new ArrayList<>();

    private final Set<String> problems = new TreeSet<>();
    private final long prefixSamples;
    private String prefix = "";
    private String voice = "";
    private int chunks;
    private long samples;
    private int spokenTo = -1;
    private boolean ended;
    private boolean emptyEnd;
    private SpeechStatus status = SpeechStatus.OK;

    /** @param prefixSamples of so many samples from the beginning a checksum is wanted, too; -1 of none */
    DeliveryTrace(long prefixSamples) {
        this.prefixSamples = prefixSamples;
    }

    /** A chunk, in the order of its partition. */
    void add(AudioChunk chunk) {
        expect(!ended, "a chunk after the last");
        expect(chunk.getSequence() == chunks, "sequence " + chunk.getSequence() + " in place of " + chunks);
        expect(chunk.getStartSample() == samples, "start sample " + chunk.getStartSample() + " in place of " + samples);
        expect(chunk.getAttempt() == 0, "attempt " + chunk.getAttempt());
        expect(chunk.getLast() || chunk.getStatus() == SpeechStatus.OK, chunk.getStatus() + " before the last chunk");
        boolean cancelled = chunk.getLast() && chunk.getStatus() == SpeechStatus.CANCELLED;
        expect(cancelled || chunk.getSpokenTo() == -1, "spoken to " + chunk.getSpokenTo() + " though not cancelled");
        // What is cancelled before anybody has chosen a voice ends without one.
        if (!(cancelled && chunks == 0)) {
            String by = chunk.getVoice() + "@" + chunk.getVoiceVersion();
            expect(voice.isEmpty() || voice.equals(by), by + " after " + voice);
            voice = by;
        }
        chunks++;
        emptyEnd = chunk.getLast() && !chunk.getAudio().hasRemaining();
        ended |= chunk.getLast();
        status = chunk.getStatus();
        spokenTo = chunk.getSpokenTo();
        marks.addAll(chunk.getMarks());
        addSamples(chunk.getAudio().duplicate());
        chunk.getMarks().forEach(mark -> toldAt.add(samples));
    }

    private void addSamples(ByteBuffer audio) {
        long before = samples;
        samples += audio.remaining() / 2;
        if (before < prefixSamples && prefixSamples < samples) {
            ByteBuffer head = audio.duplicate();
            head.limit(head.position() + (int) (2 * (prefixSamples - before)));
            audio.position(head.limit());
            pcm.update(head);
            prefix = checksum(pcm, List.of());
        }
        pcm.update(audio);
        if (samples == prefixSamples) {
            prefix = checksum(pcm, List.of());
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    Set<String> problems() {
        return problems;
    }

    boolean ended() {
        return ended;
    }

    int chunks() {
        return chunks;
    }

    long samples() {
        return samples;
    }

    SpeechStatus status() {
        return status;
    }

    boolean isCancelled() {
        return ended && status == SpeechStatus.CANCELLED;
    }

    /** A checksum over samples and word marks, and how it ended. */
    String outcome() {
        return outcome(chunks);
    }

    /** The same, whether or not the end came in a chunk of its own. */
    String outcomeWithoutEmptyEnd() {
        return outcome(emptyEnd && chunks > 1 ? chunks - 1 : chunks);
    }

    private String outcome(int counted) {
        return voice + " " + status + " " + counted + " chunks " + checksum(pcm, marks);
    }

    /**
     * What is wrong with a cancelled one, held against the same utterance to its end.
     *
     * @param paced as {@link Owed#paced}
     */
    List<String> cutProblems(DeliveryTrace whole, boolean paced) {
        List<String> wrong = new ArrayList<>();
        // A word has ended when its last sample is written, and that is told when the next begins: a cancel may come
        // between.
        long told = whole.toldAt.stream().filter(at -> at <= samples).count();
        long over = whole.marks.stream()
                .filter(mark -> mark.getLastSample() < samples)
                .count();
        int words = marks.size();
        boolean first = words <= whole.marks.size() && marks.equals(whole.marks.subList(0, words));
        List<Integer> places = new ArrayList<>(List.of(-1));
        marks.forEach(mark -> places.add(mark.getSourceEnd()));
        int to = places.get(places.size() - 1);
        if (samples > whole.samples) {
            wrong.add("cancelled after " + samples + " samples, of which it has " + whole.samples);
        } else if (samples > 0 && !whole.prefix.equals(checksum(pcm, List.of()))) {
            wrong.add("cancelled after " + samples + " samples that are not the undisturbed one's first");
        }
        if (!voice.isEmpty() && !voice.equals(whole.voice)) {
            wrong.add("cancelled in " + voice + ", undisturbed in " + whole.voice);
        }
        if (!first || words < told || words > over) {
            wrong.add("cancelled with " + words + " word marks; undisturbed " + over + " words have ended by then, and "
                    + told + " are told");
        }
        if (paced ? !places.contains(spokenTo) : spokenTo != to) {
            wrong.add("cancelled as spoken to " + spokenTo + ", by the marks to " + to);
        }
        return wrong;
    }

    private static String checksum(MessageDigest pcm, List<WordMark> marks) {
        try {
            MessageDigest all = (MessageDigest) pcm.clone();
            for (WordMark mark : marks) {
                all.update(ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES)
                        .putInt(mark.getSourceStart())
                        .putInt(mark.getSourceEnd())
                        .putLong(mark.getFirstSample())
                        .putLong(mark.getLastSample())
                        .flip());
            }
            return HexFormat.of().formatHex(all.digest()).substring(0, CHECKSUM_DIGITS);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
