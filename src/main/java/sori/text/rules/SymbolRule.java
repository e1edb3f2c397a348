package sori.text.rules;

import java.util.HashMap;
import java.util.Map;
import sori.text.TextTable;

/** Characters that have a name of their own, such as {@code symbols.tsv} for English; the rest is silent. */
public final class SymbolRule implements Rule {
    private record Name(String everywhere, String beforeNumber) {}

    private final Map<String, Name> names;

    /** @param table the names, beside this class */
    public SymbolRule(String table) {
        names = names(table);
    }

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.SYMBOL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    /** Whether the symbol at a token has a name where it stands. */
    boolean isSpoken(Tokens tokens, int at) {
        return !name(tokens, at).isEmpty();
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        String name = name(tokens, at);
        if (!name.isEmpty()) {
            out.say(name, at, at + 1);
            return 1;
        }
        return 0;
    }

    private String name(Tokens tokens, int at) {
        Name name = names.get(tokens.get(at).text());
        if (name == null) {
            return "";
        }
        Token next = tokens.get(at + 1);
        boolean amount = next.isNumber()
                || next.glued() && next.isAnyOf("$€£¥₩₹") && tokens.get(at + 2).isNumber();
        return amount ? name.beforeNumber() : name.everywhere();
    }

    private static Map<String, Name> names(String table) {
        Map<String, Name> names = new HashMap<>();
        for (var row : TextTable.rows(table)) {
            String everywhere = row.get(1).equals("-") ? "" : row.get(1);
            names.put(row.get(0), new Name(everywhere, row.size() > 2 ? row.get(2) : everywhere));
        }
        return names;
    }
}
