package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sori.text.Explained;
import sori.text.SpokenTime;
import sori.text.SpokenWord;

/** What the rules have said so far: spoken words with their places in the cleaned text, sentence by sentence. */
public final class Reading {
    /**
     * @param start first index in the cleaned text
     * @param end index after the last
     * @param sense of {@link SpokenWord#sense}
     */
    record Word(String spoken, String punctuation, int start, int end, String sense) {
        Word(String spoken, int start, int end) {
            this(spoken, "", start, end, "");
        }

        Word punctuated(String mark) {
            return new Word(spoken, mark, start, end, sense);
        }

        Word meant(String meaning) {
            return new Word(spoken, punctuation, start, end, meaning);
        }
    }

    /** What one rule read, from and to an index in the cleaned text. */
    private record Step(SemioticClass semioticClass, int start, int end) {}

    /** Marks from weak to strong: of several after one word the strongest stays. */
    private static final String STRENGTH = "-,:;.!?";

    private static final String CLAUSE_MARKS = "-,:;";

    /** Words don't grow beyond this, whatever is written without spaces. */
    private static final int JOINED_MAX = 80;

    private final Tokens tokens;
    private final SpokenTime time;
    private final List<List<Word>> sentences = new ArrayList<>();
    private List<Word> sentence = new ArrayList<>();
    private SemioticClass lastClass = SemioticClass.PUNCTUATION;
    private final @Nullable List<Step> steps;
    private boolean held;
    private int readUpTo;

    /**
     * @param explaining whether to keep what {@link #explained} needs
     * @param time bounds what is said
     */
    Reading(Tokens tokens, boolean explaining, SpokenTime time) {
        this.tokens = tokens;
        this.time = time;
        this.steps = explaining ? new ArrayList<>() : null;
    }

    /** Says words, separated by single spaces, for the tokens {@code first} to {@code end - 1}. */
    public void say(String words, int first, int end) {
        int start = tokens.get(first).start();
        int stop = tokens.get(end - 1).end();
        String[] each = words.split(" ");
        for (int i = 0; i < each.length; i++) {
            if (!each[i].isEmpty()) {
                time.add(each[i], (start + (stop - start) * (i + 1.0) / each.length) / tokens.length());
                add(each[i], start, stop);
            }
        }
    }

    /** Adds a word, in pieces if it is longer than one breath. */
    private void add(String word, int start, int stop) {
        for (int from = 0; from < word.length(); ) {
            int to = Math.min(word.length(), from + SentenceSplitter.LENGTH_MAX);
            to -= to < word.length() && Character.isHighSurrogate(word.charAt(to - 1)) ? 1 : 0;
            sentence.add(new Word(word.substring(from, to), start, stop));
            from = to;
        }
    }

    /** Says one word as it is, for the tokens {@code first} to {@code end - 1}. */
    void sayWord(String word, int first, int end) {
        int stop = tokens.get(end - 1).end();
        time.add(word, (double) stop / tokens.length());
        sentence.add(new Word(word, tokens.get(first).start(), stop));
    }

    /**
     * Says words of which the first goes on the last word said ("십" and "일" are "십일"), if the two are written without
     * anything between them. Latin letters don't go on Hangul, as they would be two words again when read.
     */
    public void join(String words, int first, int end) {
        Word last = sentence.isEmpty() ? null : sentence.get(sentence.size() - 1);
        boolean adjacent = last != null
                && last.punctuation().isEmpty()
                && last.end() == tokens.get(first).start()
                && last.spoken().length() < JOINED_MAX
                && !isLatinOnHangul(last.spoken(), words);
        if (last == null || !adjacent) {
            say(words, first, end);
            return;
        }
        goOn(last, words, first, end);
    }

    /**
     * Says words of which the first goes on the last word said, over silent signs such as the quotes of 'ㄱ'을. A pause that those made
     * is none, while a question or an exclamation stays one.
     */
    public void append(String words, int first, int end) {
        Word last = sentence.isEmpty() ? null : sentence.get(sentence.size() - 1);
        if (last == null
                || "?!".contains(last.punctuation()) && !last.punctuation().isEmpty()
                || last.spoken().length() >= JOINED_MAX
                || isLatinOnHangul(last.spoken(), words)) {
            say(words, first, end);
            return;
        }
        goOn(last, words, first, end);
    }

    private void goOn(Word last, String words, int first, int end) {
        int space = words.indexOf(' ');
        String head = space < 0 ? words : words.substring(0, space);
        sentence.remove(sentence.size() - 1);
        int stop = tokens.get(end - 1).end();
        time.add(head, (double) stop / tokens.length());
        add(last.spoken() + head, last.start(), stop);
        say(space < 0 ? "" : words.substring(space + 1), first, end);
    }

    private static boolean isLatinOnHangul(String word, String more) {
        return !more.isEmpty()
                && !Tokens.isHangul(more.codePointAt(0))
                && Tokens.isHangul(word.charAt(word.length() - 1));
    }

    /** The last word said, "" before the first. */
    public String lastWord() {
        return sentence.isEmpty() ? "" : sentence.get(sentence.size() - 1).spoken();
    }

    /** Puts a mark after the last word, if there is one. */
    public void punctuate(String mark) {
        if (sentence.isEmpty()) {
            return;
        }
        Word last = sentence.get(sentence.size() - 1);
        if (last.punctuation().isEmpty() || STRENGTH.indexOf(mark) > STRENGTH.indexOf(last.punctuation())) {
            sentence.set(sentence.size() - 1, last.punctuated(mark));
        }
    }

    /** The dot just read belongs to an abbreviation that doesn't end a sentence. */
    public void hold() {
        held = true;
    }

    /** Ends the sentence, unless it was held since the last call of {@link #finished}. */
    void endSentence() {
        if (!held && !sentence.isEmpty()) {
            sentences.add(sentence);
            sentence = new ArrayList<>();
        }
    }

    /** Called before a rule is tried. */
    void begin() {
        held = false;
    }

    /** Called after a rule has read the tokens {@code first} to {@code end - 1}. */
    void finished(SemioticClass semioticClass, int first, int end) {
        lastClass = semioticClass;
        if (steps != null) {
            steps.add(new Step(
                    semioticClass,
                    tokens.get(first).start(),
                    tokens.get(end - 1).end()));
        }
    }

    /** The class of what was read last. */
    public SemioticClass lastClass() {
        return lastClass;
    }

    /** Whether no sentence is under way. */
    boolean isBetweenSentences() {
        return sentence.isEmpty();
    }

    /** Whether the first sentence is under way, and a clause of it ends with the last word. */
    boolean isAtClause() {
        String mark =
                sentence.isEmpty() ? "" : sentence.get(sentence.size() - 1).punctuation();
        return sentences.isEmpty() && !mark.isEmpty() && CLAUSE_MARKS.contains(mark);
    }

    /** Whether the first sentence is under way, and no mark stands behind its last word. */
    boolean isUnderWay() {
        return sentences.isEmpty()
                && !sentence.isEmpty()
                && sentence.get(sentence.size() - 1).punctuation().isEmpty();
    }

    /** Says up to which token was read. */
    void readUpTo(int token) {
        readUpTo = token;
    }

    /** Token up to which was read. */
    int readUpTo() {
        return readUpTo;
    }

    /** The sentences; what is under way is the last. */
    List<List<Word>> sentences() {
        begin();
        endSentence();
        return sentences;
    }

    /** The tokens that were read. */
    Tokens tokens() {
        return tokens;
    }

    /**
     * What was read together, as what, and what became of it.
     *
     * @param clean the text
     * @param offset of its source within the written text
     */
    List<Explained> explained(CleanText clean, int offset) {
        List<Word> words = sentences().stream().flatMap(List::stream).toList();
        List<Explained> explained = new ArrayList<>();
        int next = 0;
        for (Step step : steps == null ? List.<Step>of() : steps) {
            StringBuilder spoken = new StringBuilder();
            while (next < words.size() && words.get(next).start() < step.end()) {
                spoken.append(spoken.isEmpty() ? "" : " ")
                        .append(words.get(next).spoken());
                next++;
            }
            explained.add(new Explained(
                    step.semioticClass().name(),
                    offset + clean.writtenStart(step.start()),
                    offset + clean.writtenEnd(step.end()),
                    spoken.toString()));
        }
        return explained;
    }
}
