package sori.text.rules;

import com.ibm.icu.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sori.text.Cut;
import sori.text.Explained;
import sori.text.Sentence;
import sori.text.SpokenWord;

/**
 * Reads a text window by window. A window ends where a sentence surely does: whether one ends at a place is read off the window up to there
 * and the look-ahead that the text itself bounds ({@link CutPlaces#lookAhead}), never off what else happens to be there, and nothing
 * of one window is known to the next. So the windows of a text that comes in parts are those of the whole. Each character is
 * read a bounded number of times. For one thread.
 */
class Windows {
    /** A window that finds no place to end grows to so many characters, and is cut at a word's end, as too long sentences are. */
    static final int LENGTH_MAX = 400;

    /** Fewer characters are no clause worth a cut. */
    private static final int CLAUSE_MIN = 30;

    /** No word that begins a clause is longer, and of the one before no more is looked at. */
    private static final int WORD_MAX = 16;

    /** A place is tried if all that is read for its window is then at most so many times what the window would hold, and few characters more. */
    private static final int READS_MAX = 4;

    private static final int READS_SPARE = 32;

    /**
     * What was read up to where the next window begins.
     *
     * @param explained what was read together, if that was asked for
     */
    record Window(List<Sentence> sentences, List<Explained> explained) {}

    private final TextReader reader;
    private final CharSequence text;
    private final int offset;
    private final boolean closed;
    private final boolean explaining;
    private final CutPlaces places;
    private final CodeFences fences;
    private final BreakIterator breaks;
    private int start;
    private int inView;
    private boolean begun;
    private int openTicks;
    private long looks;

    /**
     * @param text what isn't read yet
     * @param offset of it in the whole text
     * @param closed whether the text ends with it
     * @param begun whether it has had a sentence
     * @param explaining whether to tell what was read together
     */
    Windows(TextReader reader, CharSequence text, int offset, boolean closed, boolean begun, boolean explaining) {
        this.reader = reader;
        this.text = text;
        this.offset = offset;
        this.closed = closed;
        this.begun = begun;
        this.explaining = explaining;
        int length = text.length();
        boolean half = !closed && length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
        int come = half ? length - 1 : length;
        this.places = new CutPlaces(text, come, closed);
        this.fences = new CodeFences(text, come, closed);
        this.breaks = reader.breaks();
    }

    /** Where the next window begins, in {@code text}. */
    int start() {
        return start;
    }

    /** Backticks of the fence around the code in which the next window begins; 0 where it begins in text. */
    int openTicks() {
        return openTicks;
    }

    /** Up to where what was read last was in view, in {@code text}. */
    int inView() {
        return inView;
    }

    /** How often rules have looked at tokens. */
    long looks() {
        return looks;
    }

    /** The next window; null at the text's end, and where it hangs on what hasn't come. */
    @Nullable
    Window next() {
        if (openTicks == 0) {
            start = places.skipSpaces(start);
            int ticks = fences.openAt(start);
            start += ticks > 0 ? CodeFences.OPEN_LENGTH : 0;
            openTicks = ticks;
        }
        if (openTicks > 0) {
            return code();
        }
        int content = start < places.length() ? fences.contentOf(start, start) : CodeFences.NONE;
        if (content != CodeFences.NONE) {
            return content == CodeFences.UNKNOWN ? null : announced(content);
        }
        return text();
    }

    /** What is left of code is passed over; null as long as it goes on. */
    private @Nullable Window code() {
        int end = fences.closing(start, openTicks);
        boolean over = end != CodeFences.NONE;
        openTicks = over ? 0 : openTicks;
        if (over) {
            return made(List.of(), List.of(), end);
        }
        start = closed ? places.length() : fences.kept(start);
        return null;
    }

    /** Says that code begins, with the fence as the words' place. */
    private Window announced(int content) {
        openTicks = fences.ticks(start);
        int fence = offset + start;
        List<SpokenWord> words = reader.announcement().stream()
                .map(word -> new SpokenWord(word, "", fence, fence + openTicks))
                .toList();
        return made(words.isEmpty() ? List.of() : List.of(new Sentence(words)), List.of(), content);
    }

    private @Nullable Window text() {
        long read = 0;
        boolean letters = false;
        int at = start;
        while (at < places.length()) {
            int codePoint = Character.codePointAt(text, at);
            int paragraph = CutPlaces.isSpace(codePoint) ? places.paragraphEnd(at) : CutPlaces.NONE;
            if (paragraph != CutPlaces.NONE) {
                return paragraph == CutPlaces.UNKNOWN ? null : whole(at);
            }
            int fence = at > start ? fences.contentOf(start, at) : CodeFences.NONE;
            if (fence != CodeFences.NONE) {
                return fence == CodeFences.UNKNOWN ? null : whole(at);
            }
            if (at - start >= LENGTH_MAX && !CutPlaces.goesOn(codePoint)) {
                return tooLong(at);
            }
            letters |= Character.isLetterOrDigit(codePoint);
            int behind = at + Character.charCount(codePoint);
            WindowEnd place = letters ? placeBehind(at, behind, codePoint) : WindowEnd.NONE;
            if (place.end() == CutPlaces.UNKNOWN) {
                return null;
            }
            int length = place.end() - start;
            boolean tried = place.end() >= 0 && read + length <= READS_SPARE + (long) READS_MAX * (place.at() - start);
            Window window = tried ? tried(place) : null;
            if (window != null) {
                return window;
            }
            read += tried ? length : 0;
            at = Math.max(behind, place.at());
        }
        return closed && at > start ? whole(at) : null;
    }

    /** Where a window may end behind a character. */
    private WindowEnd placeBehind(int at, int behind, int codePoint) {
        if (behind < places.length() && fences.contentOf(start, behind) != CodeFences.NONE) {
            return WindowEnd.NONE;
        }
        boolean mayBeClause = reader.cut() == Cut.CLAUSE && !begun && behind - start >= CLAUSE_MIN;
        boolean clause = mayBeClause && CutPlaces.isClauseMark(codePoint);
        if (clause || places.maybeSentenceEnd(start, at, codePoint)) {
            int place = places.behindMark(behind, start + LENGTH_MAX);
            WindowEnd.Sign sign = clause ? WindowEnd.Sign.CLAUSE_MARK : WindowEnd.Sign.SENTENCE;
            return place < 0 ? WindowEnd.unknown(place) : new WindowEnd(place, places.lookAhead(place), sign);
        }
        return mayBeClause && CutPlaces.isSpace(codePoint) ? clauseBeginning(at) : WindowEnd.NONE;
    }

    /** Where a clause begins behind white space: the word that tells so and the one behind it have a say, as expressions may go over it. */
    private WindowEnd clauseBeginning(int space) {
        String before = places.wordBefore(start, space, WORD_MAX);
        int place = before.isEmpty() ? CutPlaces.NONE : places.behindMark(space, start + LENGTH_MAX);
        int end = place < 0 ? place : places.wordEnd(place, WORD_MAX);
        if (end < 0) {
            return WindowEnd.unknown(end);
        }
        String word = text.subSequence(place, end).toString().toLowerCase(Locale.ROOT);
        return reader.clauses().test(before, word)
                ? new WindowEnd(place, places.lookAhead(end), WindowEnd.Sign.CLAUSE_BEGINNING)
                : WindowEnd.NONE;
    }

    /** The window up to a place, if no sentence is under way there, or none but a clause that may be cut; else null. */
    private @Nullable Window tried(WindowEnd place) {
        CleanText clean = clean(place.end());
        Tokens tokens = new Tokens(plain(clean));
        int stop = tokens.firstFrom(clean.cleanIndex(place.at() - start));
        Reading reading = reader.read(plain(clean), tokens, stop, breaks, explaining);
        looks += tokens.looks();
        boolean clause = isClause(place.sign(), reading);
        if (reading.readUpTo() != stop || !(reading.isBetweenSentences() || clause)) {
            return null;
        }
        if (clause && place.sign() == WindowEnd.Sign.CLAUSE_BEGINNING) {
            reading.punctuate(","); // it is spoken as if there was a mark
        }
        List<Sentence> sentences = new ArrayList<>(sentences(clean, reading));
        if (clause) {
            int last = sentences.size() - 1;
            sentences.set(last, new Sentence(sentences.get(last).words(), true));
        }
        return made(sentences, explained(clean, reading), place.at());
    }

    private static boolean isClause(WindowEnd.Sign sign, Reading reading) {
        return switch (sign) {
            case SENTENCE -> false;
            case CLAUSE_MARK -> reading.isAtClause();
            case CLAUSE_BEGINNING -> reading.isUnderWay();
        };
    }

    /** All up to an end that nothing behind it has a say in. */
    private Window whole(int end) {
        int last = end;
        while (last > start && CutPlaces.isSpace(text.charAt(last - 1))) {
            last--;
        }
        CleanText clean = clean(last);
        Reading reading = read(clean);
        return made(sentences(clean, reading), explained(clean, reading), end);
    }

    /** What fits into one breath after the other, but for the last, with which the next window begins. */
    private Window tooLong(int end) {
        CleanText clean = clean(end);
        Reading reading = read(clean);
        List<Sentence> sentences = sentences(clean, reading);
        for (int count = sentences.size() - 1; count > 0; count--) {
            List<SpokenWord> before = sentences.get(count - 1).words();
            int wordEnd = before.get(before.size() - 1).sourceEnd() - offset;
            int wordStart = sentences.get(count).words().get(0).sourceStart() - offset;
            if (wordStart >= wordEnd) {
                int place = places.lastSpace(wordEnd, wordStart);
                List<Explained> explained = explained(clean, reading).stream()
                        .filter(each -> each.sourceEnd() - offset <= place)
                        .toList();
                return made(sentences.subList(0, count), explained, place);
            }
        }
        int place = places.lastSpace(start + 1, end);
        return place < end ? whole(place) : made(sentences, explained(clean, reading), end);
    }

    private CleanText clean(int end) {
        inView = end;
        return new CleanText(text.subSequence(start, end));
    }

    private Reading read(CleanText clean) {
        Tokens tokens = new Tokens(plain(clean));
        Reading reading = reader.read(plain(clean), tokens, tokens.size(), breaks, explaining);
        looks += tokens.looks();
        return reading;
    }

    /** What rules see of a cleaned text. */
    CharSequence plain(CleanText clean) {
        return clean.text();
    }

    private List<Sentence> sentences(CleanText clean, Reading reading) {
        return new SentenceSplitter(clean, offset + start).sentences(SentenceSenses.chosen(reading, reader.senses()));
    }

    private List<Explained> explained(CleanText clean, Reading reading) {
        return explaining ? reading.explained(clean, offset + start) : List.of();
    }

    private Window made(List<Sentence> sentences, List<Explained> explained, int end) {
        start = end;
        begun |= !sentences.isEmpty();
        return new Window(List.copyOf(sentences), explained);
    }
}
