package sori.text.english;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sori.text.TextTable;
import sori.text.rules.CamelCase;
import sori.text.rules.LettersRule;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** E-mail addresses, URLs, domains, file names, hashtags and mentions, each sign by its name from {@code electronic-signs.tsv}. */
final class ElectronicRule implements Rule {
    private static final Map<String, String> SIGNS = TextTable.pairs("electronic-signs.tsv");
    private static final Set<String> ENDINGS = TextTable.rows("domain-endings.tsv").stream()
            .flatMap(row -> Set.of(row.get(0).split(" ")).stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final int TOKENS_MAX = 120;

    /** Letters. */
    private static final int ENDING_MAX = 4;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ELECTRONIC;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        boolean begins = !token.glued() || tokens.get(at - 1).isAnyOf("([{\"'–,");
        boolean tag = token.isAnyOf("#@") && begins && tokens.get(at + 1).glued();
        if (tag && tokens.get(at + 1).isWord()) {
            return sayTag(tokens, at, out);
        }
        if (token.is("#") && isAmongOthers(tokens, at)) {
            boolean sharp =
                    tokens.get(at - 1).isAnyOf("ABCDEFG") && !tokens.get(at - 1).glued();
            out.say(sharp ? "sharp" : "hash", at, at + 1);
            return 1;
        }
        if (!token.glued() && isPath(tokens, at)) {
            int end = end(tokens, at);
            for (int i = at; i < end; i++) {
                sayPart(tokens, i, out);
            }
            return end - at;
        }
        Token before = tokens.get(at - 1);
        boolean opened = before.isAnyOf("([{<\"',;!?") || before.is(".") && !before.glued();
        boolean middle = token.glued() && !opened;
        if (middle || !token.isWord() && !token.isNumber()) {
            return 0;
        }
        int end = end(tokens, at);
        if (end < at + 3 || !isAddress(tokens, at, end) && !isQualified(tokens, at, end)) {
            return 0;
        }
        for (int i = at; i < end; i++) {
            sayPart(tokens, i, out);
        }
        return end - at;
    }

    /** "~/.bashrc", "./run.sh", "../a", "/etc/passwd", and the hidden file ".env". */
    private static boolean isPath(Tokens tokens, int at) {
        Token first = tokens.get(at);
        if (!first.isAnyOf("~./")) {
            return false;
        }
        Token next = tokens.get(at + 1);
        boolean named = next.glued() && next.isWord();
        if (first.is("/")) {
            return named
                    && tokens.glued(at + 2, "/")
                    && tokens.get(at + 3).glued()
                    && tokens.get(at + 3).isWord();
        }
        boolean hidden =
                first.is(".") && named && next.isLowerCase() && next.text().length() > 1;
        boolean up = first.is(".") && tokens.glued(at + 1, ".") && tokens.glued(at + 2, "/");
        return hidden || up || tokens.glued(at + 1, "/") && tokens.get(at + 2).glued();
    }

    /** "java.lang.String": three words and more with dots between them, of which the first is in lower case. */
    private static boolean isQualified(Tokens tokens, int at, int end) {
        if (end < at + 5 || !tokens.get(at).isLowerCase()) {
            return false;
        }
        for (int i = at; i < end; i++) {
            boolean part = (i - at) % 2 == 0
                    ? tokens.get(i).isWord() && tokens.get(i).text().length() > 1
                    : tokens.get(i).is(".");
            if (!part) {
                return false;
            }
        }
        return (end - at) % 2 == 1;
    }

    /** A "#" inside something written without spaces; several in a row are a heading's mark. */
    private static boolean isAmongOthers(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        return tokens.get(at).glued()
                && next.glued()
                && !next.is("#")
                && !tokens.get(at - 1).is("#");
    }

    private static int sayTag(Tokens tokens, int at, Reading out) {
        out.say(tokens.get(at).is("#") ? "hashtag" : "at", at, at + 1);
        int end = at + 1;
        while (end < at + TOKENS_MAX
                && tokens.get(end).glued()
                && (tokens.get(end).isWord()
                        || tokens.get(end).isNumber()
                        || tokens.get(end).is("_"))) {
            String words =
                    tokens.get(at).is("#") ? CamelCase.words(tokens.get(end).text()) : "";
            if (words.indexOf(' ') > 0) {
                out.say(words, end, end + 1);
            } else {
                sayPart(tokens, end, out);
            }
            end++;
        }
        return end - at;
    }

    /** Token after the last that is glued on, without the sentence's punctuation. */
    private static int end(Tokens tokens, int at) {
        int end = at + 1;
        while (end < at + TOKENS_MAX && tokens.get(end).glued() && isPart(tokens.get(end))) {
            end++;
        }
        while (end > at + 1 && tokens.get(end - 1).isAnyOf(".,!?;:-'&")) {
            end--;
        }
        return end;
    }

    private static boolean isPart(Token token) {
        return token.isWord() || token.isNumber() || SIGNS.containsKey(token.text());
    }

    private static boolean isAddress(Tokens tokens, int at, int end) {
        if (tokens.get(at + 1).is(":")
                && tokens.get(at + 2).is("/")
                && tokens.get(at + 3).is("/")) {
            return end > at + 4;
        }
        boolean drive = tokens.get(at).text().length() == 1
                && tokens.get(at + 1).is(":")
                && tokens.get(at + 2).is("\\");
        if (drive) {
            return true;
        }
        if (tokens.lower(at).equals("www") && tokens.get(at + 1).is(".")) {
            return true;
        }
        int host = at;
        for (int i = at + 1; i < end; i++) {
            if (tokens.get(i).is("@")) {
                return i + 1 < end && tokens.get(i + 1).kind() != Token.Kind.SYMBOL;
            }
        }
        while (host < end && !tokens.get(host).isAnyOf("/:?#")) {
            host++;
        }
        return isDomain(tokens, at, host, host < end);
    }

    private static boolean isDomain(Tokens tokens, int at, int end, boolean path) {
        boolean ending = end >= at + 3 && tokens.get(end - 2).is(".") && isEnding(tokens, at, end);
        boolean named = false;
        for (int i = at; i < end; i++) {
            if (!tokens.get(i).isWord()
                    && !tokens.get(i).isNumber()
                    && !tokens.get(i).isAnyOf(".-_")) {
                return false;
            }
            named |= i < end - 1 && tokens.get(i).isWord();
        }
        return ending && (named || path);
    }

    /** The known endings, and two to four letters after a name that is no abbreviation, unless a new sentence begins with them. */
    private static boolean isEnding(Tokens tokens, int at, int end) {
        Token last = tokens.get(end - 1);
        if (ENDINGS.contains(tokens.lower(end - 1))) {
            return last.isLowerCase() || last.isUpperCase();
        }
        Token name = tokens.get(end - 3);
        int length = last.text().length();
        boolean alike = last.isLowerCase() || last.isUpperCase();
        return last.isWord()
                && length >= 2
                && length <= ENDING_MAX
                && alike
                && end == at + 3
                && name.isWord()
                && name.text().length() > 1
                && !Openers.contains(last)
                && !AbbreviationRule.isKnown(tokens.lower(end - 3))
                && last.text().chars().allMatch(c -> c < 0x80);
    }

    /** Of a name with dots. */
    private static boolean isInside(Tokens tokens, int at) {
        return tokens.glued(at - 1, ".") && tokens.get(at).glued();
    }

    private static void sayPart(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        if (token.isNumber()) {
            out.say(EnglishNumbers.digits(token.text()), at, at + 1);
        } else if (token.isWord()) {
            String lower = PlainRule.letters(token.text());
            boolean country = lower.length() == 2 && tokens.get(at - 1).is(".");
            String name = CamelCase.words(token.text());
            boolean folder = tokens.get(at - 1).is("/") || tokens.glued(at + 1, "/");
            out.say(
                    country || LettersRule.lacksVowel(lower)
                            ? LettersRule.spelled(lower)
                            : name.indexOf(' ') > 0 && folder | isInside(tokens, at)
                                    ? name
                                    : folder ? lower : AbbreviationRule.anywhere(lower),
                    at,
                    at + 1);
        } else {
            out.say(SIGNS.getOrDefault(token.text(), ""), at, at + 1);
        }
    }
}
