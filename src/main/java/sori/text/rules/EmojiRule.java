package sori.text.rules;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.Locale;
import java.util.regex.Pattern;

/** Emoji by their Unicode names: "👍" is thumbs up sign. Skin tones and other modifiers are silent. */
public final class EmojiRule implements Rule {
    private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]+");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.EMOJI;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        int codePoint = tokens.get(at).text().codePointAt(0);
        boolean emoji = codePoint > 0xff
                && UCharacter.hasBinaryProperty(codePoint, UProperty.EXTENDED_PICTOGRAPHIC)
                && !UCharacter.hasBinaryProperty(codePoint, UProperty.EMOJI_MODIFIER);
        String name = emoji ? UCharacter.getName(codePoint) : null;
        if (name == null) {
            return 0;
        }
        String words = NO_LETTERS
                .matcher(name.toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        out.say(words, at, at + 1);
        out.punctuate(",");
        return 1;
    }
}
