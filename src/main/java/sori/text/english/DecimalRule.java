package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Numbers with a point: "3.14" as three point one four. */
final class DecimalRule implements Rule {
    private static final Set<String> CALIBRES = Set.of(
            "caliber",
            "calibre",
            "cal",
            "rifle",
            "rifles",
            "pistol",
            "pistols",
            "revolver",
            "revolvers",
            "magnum",
            "acp",
            "winchester",
            "handgun",
            "handguns",
            "bullet",
            "bullets",
            "cartridge",
            "special");
    private static final Set<String> MAKERS = Set.of("colt", "wesson", "ruger");
    private static final Set<String> AVERAGES = Set.of("record", "hitter", "average", "season");
    private static final Set<String> BATTING = Set.of("batting", "batted", "bats", "hitting", "hit", "hits");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DECIMAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        WrittenNumber number = WrittenNumber.at(tokens, minus ? at + 1 : at);
        if (number == null || number.isWhole()) {
            return 0;
        }
        if (!minus && isWithoutPoint(tokens, at, number)) {
            out.say(EnglishNumbers.pairs(number.fraction()), at, number.end());
            return number.end() - at;
        }
        out.say(minus ? "minus " + EnglishNumbers.spoken(number) : EnglishNumbers.spoken(number), at, number.end());
        return number.end() - at;
    }

    /** "a .22 rifle", "batting .312": nobody says their point. */
    private static boolean isWithoutPoint(Tokens tokens, int at, WrittenNumber number) {
        int digits = number.fraction().length();
        boolean calibre = CALIBRES.contains(tokens.lower(number.end())) || MAKERS.contains(tokens.lower(at - 1));
        boolean average = digits == 3
                && (BATTING.contains(tokens.lower(at - 1)) || AVERAGES.contains(tokens.lower(number.end())));
        return number.whole().isEmpty()
                && digits > 1
                && digits < 4
                && !number.fraction().startsWith("0")
                && (calibre || average);
    }
}
