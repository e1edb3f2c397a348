package sori.text.english.notation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.text.english.EnglishNumbers;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Moves of chess in algebraic notation (FIDE Laws of Chess, appendix C): "1. e4 e5" is one e four e five, "Nf3" knight f three, "Qxd5+" queen takes d
 * five check. A move number makes anything that looks like a move one; without a number only captures, castling and moves of pieces that nothing else looks
 * like are taken for moves ("Bb7" is a chord, too).
 */
public final class ChessRule implements Rule {
    private static final Map<Character, String> PIECES =
            Map.of('K', "king", 'Q', "queen", 'R', "rook", 'B', "bishop", 'N', "knight");
    private static final char FILES_END = 'h';
    private static final String RANKS = "12345678";

    /** @param certain whether nothing else is written so */
    private record Move(String words, int end, boolean certain) {}

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.SYMBOL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER || kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([\"'")) {
            return 0;
        }
        if (tokens.get(at).isNumber(1, 3)) {
            return numbered(tokens, at, out);
        }
        Move move = move(tokens, at);
        if (move == null || !move.certain() && !isAmongMoves(tokens, at, move)) {
            return 0;
        }
        out.say(move.words(), at, move.end());
        return move.end() - at;
    }

    /** "1. e4 e5", "14...Qh4". */
    private static int numbered(Tokens tokens, int at, Reading out) {
        int first = at + 1;
        while (first <= at + 3 && tokens.glued(first, ".")) {
            first++;
        }
        Move white = first == at + 2 || first == at + 4 ? move(tokens, first) : null;
        if (white == null) {
            return 0;
        }
        out.say(EnglishNumbers.cardinal(tokens.get(at).text()), at, first);
        out.say(white.words(), first, white.end());
        Move black = tokens.get(white.end()).glued() ? null : move(tokens, white.end());
        if (black == null) {
            return white.end() - at;
        }
        out.say(black.words(), white.end(), black.end());
        return black.end() - at;
    }

    /** A bishop's move or castling beside another move. */
    private static boolean isAmongMoves(Tokens tokens, int at, Move move) {
        Token next = tokens.get(move.end());
        boolean piece = Character.isUpperCase(tokens.get(at).text().charAt(0));
        boolean behind =
                tokens.get(at - 1).glued() && tokens.get(at - 1).isNumber(1, 1) && move(tokens, at - 2) != null;
        return piece && (behind || !next.glued() && move(tokens, move.end()) != null);
    }

    private static @Nullable Move move(Tokens tokens, int at) {
        return tokens.get(at).is("O") ? castling(tokens, at) : square(tokens, at);
    }

    private static @Nullable Move castling(Tokens tokens, int at) {
        int sides = 0;
        while (sides < 2 && tokens.glued(at + 1 + 2 * sides, "-") && tokens.glued(at + 2 + 2 * sides, "O")) {
            sides++;
        }
        int end = at + 1 + 2 * sides;
        boolean shape = sides > 0 && !goesOn(tokens, end);
        return shape ? checked(tokens, "castles " + (sides == 1 ? "kingside" : "queenside"), end, true) : null;
    }

    /** A piece, where it comes from if that is written, and where it goes to: "Nf3", "exd5", "Nbd7", "R1xe2", "e8=Q". */
    private static @Nullable Move square(Tokens tokens, int at) {
        Token token = tokens.get(at);
        String letters = token.isWord() ? token.text() : "";
        int rank = at + 1;
        boolean from = letters.length() == 1
                && PIECES.containsKey(letters.charAt(0))
                && isRank(tokens, rank)
                && tokens.get(at + 2).glued()
                && tokens.get(at + 2).isWord();
        if (from) {
            letters += tokens.get(at + 1).text() + tokens.get(at + 2).text();
            rank = at + 3;
        }
        String words = letters.isEmpty() ? "" : words(letters);
        if (words.isEmpty() || !isRank(tokens, rank)) {
            return null;
        }
        words += " " + EnglishNumbers.cardinal(tokens.get(rank).text());
        int end = rank + 1;
        boolean promotes = tokens.glued(end, "=")
                && tokens.get(end + 1).glued()
                && tokens.get(end + 1).text().length() == 1
                && PIECES.containsKey(tokens.get(end + 1).text().charAt(0));
        if (promotes) {
            words += " " + PIECES.get(tokens.get(end + 1).text().charAt(0));
            end += 2;
        }
        boolean piece = Character.isUpperCase(letters.charAt(0)) && letters.charAt(0) != 'B';
        boolean certain = piece || promotes || letters.indexOf('x') > 0;
        return goesOn(tokens, end) ? null : checked(tokens, words, end, certain);
    }

    /** "Nf" as knight f, "exd" as e takes d; "" for other letters. */
    private static String words(String letters) {
        StringBuilder words = new StringBuilder();
        int at = 0;
        String piece = PIECES.get(letters.charAt(0));
        if (piece != null) {
            words.append(piece);
            at = 1;
        }
        int files = 0;
        boolean takes = false;
        for (; at < letters.length(); at++) {
            char letter = letters.charAt(at);
            boolean file = letter >= 'a' && letter <= FILES_END;
            boolean rank = RANKS.indexOf(letter) >= 0 && at == 1 && piece != null;
            if (!(file || rank || letter == 'x' && !takes && at == letters.length() - 2)) {
                return "";
            }
            takes |= letter == 'x';
            files += file ? 1 : 0;
            String word =
                    letter == 'x' ? "takes" : rank ? EnglishNumbers.digits(letters.substring(at, at + 1)) : "" + letter;
            words.append(words.isEmpty() ? "" : " ").append(word);
        }
        boolean pawn = piece == null && files != (takes ? 2 : 1);
        boolean square = letters.charAt(letters.length() - 1) >= 'a';
        return files == 0 || files > 2 || pawn || !square ? "" : words.toString();
    }

    private static boolean isRank(Tokens tokens, int at) {
        return tokens.gluedNumber(at, 1, 1) && RANKS.contains(tokens.get(at).text());
    }

    private static Move checked(Tokens tokens, String words, int end, boolean certain) {
        boolean check = tokens.glued(end, "+");
        boolean mate = tokens.glued(end, "#");
        return new Move(words + (check ? " check" : mate ? " checkmate" : ""), check || mate ? end + 1 : end, certain);
    }

    private static boolean goesOn(Tokens tokens, int end) {
        Token next = tokens.get(end);
        return next.glued()
                && (next.isWord()
                        || next.isNumber()
                        || next.isAnyOf("-/_=") && tokens.get(end + 1).glued());
    }
}
