package sori.text.korean;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** E-mail addresses, URLs, domains and file names: "a@msn.it" is a 골뱅이 msn 닷 아이티. Signs from {@code korean-electronic-signs.tsv}. */
final class KoreanElectronicRule implements Rule {
    private static final Map<String, String> SIGNS = TextTable.pairs("korean-electronic-signs.tsv");
    private static final Map<String, String> ENDINGS_READ = TextTable.pairs("korean-domain-endings.tsv");
    private static final Set<String> ENDINGS = TextTable.rows("domain-endings.tsv").stream()
            .flatMap(row -> Set.of(row.get(0).split(" ")).stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> FILES = Set.of(
            "hwp", "hwpx", "heic", "psd", "mkv", "webp", "webm", "bmp", "tif", "tiff", "apk", "bat", "dll", "iso",
            "rar", "xlsm", "flac", "ttf", "srt");
    private static final int TOKENS_MAX = 120;
    private static final int ENDING_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ELECTRONIC;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token before = tokens.get(at - 1);
        boolean middle = tokens.get(at).glued() && !before.isAnyOf("([{<\"',;!?:");
        int end = middle ? at : end(tokens, at);
        if (end < at + 3 || !isAddress(tokens, at, end)) {
            return 0;
        }
        for (int i = at; i < end; i++) {
            i += sayPart(tokens, i, end, out) - 1;
        }
        return end - at;
    }

    /** Token after the address: a particle in Hangul is no part of it. */
    private static int end(Tokens tokens, int at) {
        int end = at + 1;
        while (end < at + TOKENS_MAX && tokens.get(end).glued() && isPart(tokens, end)) {
            end++;
        }
        while (end > at + 1 && tokens.get(end - 1).isAnyOf(".,!?;:-'&~")) {
            end--;
        }
        return end;
    }

    private static boolean isPart(Tokens tokens, int at) {
        Token token = tokens.get(at);
        boolean particle =
                token.isWord() && isHangul(token) && tokens.get(at - 1).kind() != Token.Kind.SYMBOL;
        return !particle && (token.isWord() || token.isNumber() || SIGNS.containsKey(token.text()));
    }

    private static boolean isAddress(Tokens tokens, int at, int end) {
        boolean scheme = tokens.get(at + 1).is(":")
                && tokens.get(at + 2).is("/")
                && tokens.get(at + 3).is("/");
        if (scheme || tokens.lower(at).equals("www") && tokens.get(at + 1).is(".")) {
            return end > at + 2;
        }
        int host = at;
        while (host < end && !tokens.get(host).isAnyOf("/?#")) {
            if (tokens.get(host).is("@") && host > at && host + 1 < end) {
                return true;
            }
            host++;
        }
        boolean digit = tokens.get(host - 1).isNumber();
        int dot = digit ? host - 3 : host - 2;
        String last = tokens.lower(dot + 1) + (digit ? tokens.get(host - 1).text() : "");
        return dot > at
                && tokens.get(dot).is(".")
                && (ENDINGS.contains(last) || FILES.contains(last))
                && tokens.get(at).isWord();
    }

    /** Says the token, or a dot with the ending after it; gives the number of tokens said. */
    private static int sayPart(Tokens tokens, int at, int end, Reading out) {
        Token token = tokens.get(at);
        String numbered = at + 3 == end
                ? ENDINGS_READ.get(tokens.lower(at + 1) + tokens.get(at + 2).text())
                : null;
        if (token.is(".") && numbered != null) {
            out.say(numbered, at, at + 3);
            return 3;
        }
        if (token.is(".") && at + 1 < end && isEnding(tokens, at + 1, end)) {
            String ending = tokens.lower(at + 1);
            String read = ENDINGS_READ.get(ending);
            out.say(read == null ? "닷 " + KoreanLetters.names(ending) : read, at, at + 2);
            return 2;
        }
        if (token.isNumber()) {
            add(KoreanNumbers.digits(token.text()), tokens, at, out);
        } else if (token.isWord()) {
            String word = token.text().toLowerCase(Locale.ROOT);
            boolean spelled = word.equals("www") || word.startsWith("http") || token.isUpperCase() && word.length() < 5;
            String letters = isHangul(token) ? KoreanSyllables.only(word) : PlainRule.letters(word);
            add(spelled ? KoreanLetters.names(word) : letters, tokens, at, out);
        } else {
            out.say(SIGNS.getOrDefault(token.text(), ""), at, at + 1);
        }
        return 1;
    }

    /** Digits go on the letters before them, letters on the digits; after a sign a new word begins. */
    private static void add(String word, Tokens tokens, int at, Reading out) {
        if (tokens.get(at - 1).kind() == Token.Kind.SYMBOL) {
            out.say(word, at, at + 1);
        } else {
            out.join(word, at, at + 1);
        }
    }

    /** Whether a part of a domain comes last, or before another short one, as the two of ".co.kr". */
    private static boolean isEnding(Tokens tokens, int at, int end) {
        boolean word =
                tokens.get(at).isWord() && tokens.get(at).text().length() <= ENDING_MAX && !isHangul(tokens.get(at));
        boolean last = at + 1 >= end || tokens.get(at + 1).isAnyOf("/?#:");
        return word && (last || tokens.get(at + 1).is(".") && ENDINGS.contains(tokens.lower(at)) && at + 2 < end);
    }

    private static boolean isHangul(Token token) {
        return Tokens.isHangul(token.text().codePointAt(0));
    }
}
