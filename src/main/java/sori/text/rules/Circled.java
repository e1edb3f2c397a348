package sori.text.rules;

/** Numbers in circles: ① and ❶. Two of them are two numbers. */
final class Circled {
    private static final int LIGHT = '①';
    private static final int LIGHT_MAX = 20;
    private static final int DARK = '❶';
    private static final int DARK_MAX = 10;

    private Circled() {}

    /** 1 to 20; 0 for any other character. */
    static int value(int codePoint) {
        return inRow(codePoint, LIGHT, LIGHT_MAX) + inRow(codePoint, DARK, DARK_MAX);
    }

    private static int inRow(int codePoint, int first, int count) {
        return codePoint >= first && codePoint < first + count ? codePoint - first + 1 : 0;
    }
}
