package sori.text.ssml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits XML into elements and text, and holds it to be well-formed. Has no document types, so no entities but the five of XML and
 * characters by number: there is nothing that could be resolved. An own scanner, because the JDK's do not tell where in the
 * text a character stood.
 */
final class SsmlScanner {
    /** What the text consists of. */
    sealed interface Part {}

    record Start(String name, Map<String, String> attributes, int at) implements Part {}

    record End(String name, int at) implements Part {}

    /** Text whose source is {@code start} to {@code end}. */
    record Characters(String text, int start, int end) implements Part {}

    private static final int DEPTH_MAX = 32;
    private static final int ATTRIBUTES_MAX = 16;
    private static final int ENTITY_MAX = 10;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{1,6}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,7}");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

    private final CharSequence xml;
    private final Deque<String> open = new ArrayDeque<>();
    private @Nullable End selfClosed;
    private int at;

    SsmlScanner(CharSequence xml) {
        this.xml = xml;
    }

    /** The next part; null after the last. */
    @Nullable
    Part next() throws SsmlException {
        if (selfClosed != null) {
            End end = selfClosed;
            selfClosed = null;
            return end;
        }
        while (at < xml.length()) {
            if (stands("<!--")) {
                skipTo("-->", "comment");
            } else if (stands("<![CDATA[")) {
                int start = at + "<![CDATA[".length();
                skipTo("]]>", "CDATA section");
                return new Characters(piece(start, at - 3), start, at - 3);
            } else if (stands("<?")) {
                skipTo("?>", "processing instruction");
            } else if (stands("<!")) {
                throw new SsmlException("document types are not allowed", at);
            } else if (xml.charAt(at) == '<') {
                return stands("</") ? end() : start();
            } else {
                return characters();
            }
        }
        if (!open.isEmpty()) {
            throw new SsmlException("<" + open.peek() + "> is not closed", at);
        }
        return null;
    }

    private void skipTo(String mark, String what) throws SsmlException {
        int end = find(mark, at + 2, xml.length());
        if (end < 0) {
            throw new SsmlException("a " + what + " is not closed", at);
        }
        at = end + mark.length();
    }

    private Characters characters() throws SsmlException {
        int start = at;
        if (xml.charAt(at) == '&') {
            return new Characters(entity(), start, at);
        }
        while (at < xml.length() && xml.charAt(at) != '<' && xml.charAt(at) != '&') {
            at++;
        }
        return new Characters(piece(start, at), start, at);
    }

    private String entity() throws SsmlException {
        int start = at;
        int end = find(";", at, Math.min(xml.length(), at + ENTITY_MAX + 1));
        String name = end < 0 ? "" : piece(at + 1, end);
        String text = name.startsWith("#") ? character(name) : ENTITIES.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw new SsmlException("'&' begins no character that is known; write &amp;", start);
        }
        at = end + 1;
        return text;
    }

    private static String character(String reference) {
        boolean hex = reference.startsWith("#x");
        String digits = reference.substring(hex ? 2 : 1);
        if (!(hex ? HEXADECIMAL : DECIMAL).matcher(digits).matches()) {
            return "";
        }
        int codePoint = Integer.parseInt(digits, hex ? 16 : 10);
        return Character.isValidCodePoint(codePoint) && codePoint > 0 ? Character.toString(codePoint) : "";
    }

    private End end() throws SsmlException {
        int start = at;
        at += 2;
        String name = name();
        skipSpace();
        if (!name.equals(open.peek())) {
            throw new SsmlException("</" + name + "> closes nothing", start);
        }
        expect('>');
        open.pop();
        return new End(name, start);
    }

    private Start start() throws SsmlException {
        int start = at;
        at++;
        String name = name();
        Map<String, String> attributes = new HashMap<>();
        for (skipSpace(); at < xml.length() && isNameStart(xml.charAt(at)); skipSpace()) {
            attribute(attributes);
        }
        boolean empty = at < xml.length() && xml.charAt(at) == '/';
        at += empty ? 1 : 0;
        expect('>');
        if (empty) {
            selfClosed = new End(name, start);
        } else {
            open.push(name);
            if (open.size() > DEPTH_MAX) {
                throw new SsmlException("more than " + DEPTH_MAX + " elements are nested", start);
            }
        }
        return new Start(name, attributes, start);
    }

    private void attribute(Map<String, String> attributes) throws SsmlException {
        int start = at;
        String name = name();
        skipSpace();
        expect('=');
        skipSpace();
        char quote = at < xml.length() ? xml.charAt(at) : 0;
        int end = quote == '"' || quote == '\'' ? find(Character.toString(quote), at + 1, xml.length()) : -1;
        if (end < 0) {
            throw new SsmlException("attribute " + name + " has no quoted value", start);
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (at < end) {
            char c = xml.charAt(at);
            if (c == '<') {
                throw new SsmlException("'<' inside the value of " + name, at);
            }
            if (c == '&') {
                value.append(entity());
            } else {
                value.append(c);
                at++;
            }
        }
        at = end + 1;
        if (attributes.put(name, value.toString()) != null || attributes.size() > ATTRIBUTES_MAX) {
            throw new SsmlException("attribute " + name + " stands twice, or there are too many", start);
        }
    }

    private String name() throws SsmlException {
        int start = at;
        while (at < xml.length() && (isNameStart(xml.charAt(at)) || at > start && isNamePart(xml.charAt(at)))) {
            at++;
        }
        if (at == start) {
            throw new SsmlException("a name is missing", start);
        }
        return piece(start, at);
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == ':';
    }

    private static boolean isNamePart(char c) {
        return Character.isDigit(c) || c == '-' || c == '.';
    }

    /** Whether a mark stands here. */
    private boolean stands(String mark) {
        return startsWith(mark, at);
    }

    private boolean startsWith(String mark, int from) {
        for (int i = 0; i < mark.length(); i++) {
            if (from + i >= xml.length() || xml.charAt(from + i) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where a mark begins, at {@code from} or later and before {@code end}; -1 if nowhere. */
    private int find(String mark, int from, int end) {
        for (int i = from; i < end; i++) {
            if (startsWith(mark, i)) {
                return i;
            }
        }
        return -1;
    }

    private String piece(int start, int end) {
        return xml.subSequence(start, end).toString();
    }

    private void skipSpace() {
        while (at < xml.length() && xml.charAt(at) <= ' ') {
            at++;
        }
    }

    private void expect(char wanted) throws SsmlException {
        if (at >= xml.length() || xml.charAt(at) != wanted) {
            throw new SsmlException("'" + wanted + "' is missing", at);
        }
        at++;
    }
}
