package sori.text.korean;

import com.ibm.icu.text.Transliterator;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.LatinLetters;
import sori.text.rules.LettersRule;

/**
 * Korean spelling to the sounds that it stands for, written in Hangul again: 국물 is 궁물, 같이 가치, 좋다 조타. The rules of
 * the Standard Pronunciation, inside a word and between words of one breath: inserted ㄴ, palatalisation, aspiration, liaison,
 * tensification, neutralization of final consonants, nasalisation and lateralisation. What they can't tell from the letters
 * (갈등 is 갈뜽) stands in {@code korean-pronunciation.tsv}. Letters are named by the jamo of dictionaries (ㄱ …), a missing final one by a space.
 */
public final class KoreanPronunciation {
    private static final String LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private static final String VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private static final String TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    /** Final consonants that harden what follows, and what sounds at the end of a syllable for each final consonant. */
    private static final String HARDENING = "ㄱㄲㅋㄳㄺㄷㅅㅆㅈㅊㅌㅂㅍㄼㄿㅄㄾㄵ";

    private static final String FINALS = "ㄲㅋㄳㄺㅅㅆㅈㅊㅌㅎㅍㅄㄿㄵㄶㄼㄽㄾㅀㄻ";
    private static final String SOUNDS = "ㄱㄱㄱㄱㄷㄷㄷㄷㄷㄷㅂㅂㅂㄴㄴㄹㄹㄹㄹㅁ";

    private static final String PLAIN = "ㄱㄷㅂㅅㅈ";
    private static final String TENSE = "ㄲㄸㅃㅆㅉ";

    /** Double final consonants, what stays of them before a vowel, and what goes over to it. */
    private static final String DOUBLES = "ㄳㄵㄺㄻㄼㄽㄾㄿㅄ";

    private static final String STAYING = "ㄱㄴㄹㄹㄹㄹㄹㄹㅂ";
    private static final String GOING = "ㅆㅈㄱㅁㅂㅆㅌㅍㅆ";

    private static final Map<String, String> RESPELLED = TextTable.pairs("korean-pronunciation.tsv");
    private static final int RESPELLED_MAX =
            RESPELLED.keySet().stream().mapToInt(String::length).max().orElse(0);

    /** Before a spelling that counts at a word's beginning only. */
    private static final String FIRST = "^";

    private static final Pattern LATIN = Pattern.compile("\\p{IsLatin}[\\p{IsLatin}']*");

    private static final String FRONT_VOWELS = "ㅣㅑㅕㅛㅠㅒㅖ";

    /** Nouns in ㄺ; in verbs it sounds ㄹ before ㄱ. */
    private static final String NOUNS = "닭흙칡삵";

    private KoreanPronunciation() {}

    /**
     * A word, or words of one breath parted by single spaces, as they sound: as many syllables, and spaces where they were. Latin letters
     * become Hangul, anything else stays.
     */
    public static String of(String words) {
        char[] letters = respelled(inHangul(words)).toCharArray();
        insertN(letters);
        for (int i = 0; i < letters.length; i++) {
            if (KoreanSyllables.isSyllable(letters[i])) {
                boolean apart = i + 2 < letters.length && letters[i + 1] == ' ';
                int next = apart ? i + 2 : i + 1;
                if (next < letters.length && KoreanSyllables.isSyllable(letters[next])) {
                    boundary(letters, i, next);
                } else {
                    letters[i] = withTail(letters[i], sound(tail(letters[i])));
                }
                letters[i] = plainVowel(letters[i]);
            }
        }
        return new String(letters);
    }

    /** 막일 막닐, 한 일 한 닐; what becomes of it is left to the other rules. */
    private static void insertN(char[] letters) {
        String text = new String(letters);
        for (int i = 1; i < letters.length; i++) {
            boolean front = KoreanSyllables.isSyllable(letters[i])
                    && lead(letters[i]) == 'ㅇ'
                    && FRONT_VOWELS.indexOf(VOWELS.charAt(KoreanSyllables.vowel(letters[i]))) >= 0;
            if (front && KoreanInsertedN.takes(text, i)) {
                letters[i] = withLead(letters[i], 'ㄴ');
            }
        }
    }

    /** A word with its Latin letters in Hangul: kafka를 is 캎카를. Anything else stays, and nothing sounds yet. */
    public static String inHangul(String word) {
        return LATIN.matcher(word).find() ? LATIN.matcher(word).replaceAll(letters -> latin(letters.group())) : word;
    }

    private static String latin(String letters) {
        String plain =
                LatinLetters.withoutAccents(letters).toLowerCase(Locale.ROOT).replace("'", "");
        String loan = KoreanWordRule.loan(plain);
        if (!loan.isEmpty()) {
            return loan;
        }
        boolean spelled = plain.length() == 1 || LettersRule.lacksVowel(plain);
        return spelled ? KoreanLetters.names(plain) : LatinWords.TO_HANGUL.transliterate(plain);
    }

    private static String respelled(String words) {
        StringBuilder respelled = new StringBuilder();
        for (int at = 0; at < words.length(); ) {
            boolean first = at == 0 || words.charAt(at - 1) == ' ';
            int length = Math.min(RESPELLED_MAX, words.length() - at);
            String known = known(words.substring(at, at + length), first);
            while (length > 0 && known.isEmpty()) {
                length--;
                known = known(words.substring(at, at + length), first);
            }
            respelled.append(length == 0 ? words.substring(at, at + 1) : known);
            at += Math.max(1, length);
        }
        return respelled.toString();
    }

    /** What a part of a word is spelled like; "" if the table doesn't have it. */
    private static String known(String part, boolean first) {
        String anywhere = RESPELLED.getOrDefault(part, "");
        return anywhere.isEmpty() && first ? RESPELLED.getOrDefault(FIRST + part, "") : anywhere;
    }

    /** Lets the end of a syllable and the start of the next, in the same word or the next, act on each other. */
    private static void boundary(char[] letters, int at, int next) {
        boolean apart = next > at + 1;
        char tail = apart ? sound(tail(letters[at])) : tail(letters[at]);
        char lead = lead(letters[next]);
        char vowel = VOWELS.charAt(KoreanSyllables.vowel(letters[next]));
        String sounds = apart ? "" : palatalised(tail, lead, vowel);
        if (sounds.isEmpty()) {
            sounds = aspirated(tail, lead, vowel);
        }
        if (sounds.isEmpty() && lead == 'ㅇ') {
            sounds = linked(tail);
        }
        if (sounds.isEmpty() && KoreanFutures.hardens(letters, at, next)) {
            sounds = "ㄹ" + TENSE.charAt(PLAIN.indexOf(lead));
        }
        if (sounds.isEmpty()) {
            boolean causative = tail == 'ㄻ' && lead == 'ㄱ' && (vowel == 'ㅣ' || vowel == 'ㅕ'); // 굶기다 굼기다
            String pair = apart || causative ? "" + sound(tail) + lead : hardened(letters[at], tail, lead);
            boolean loan = apart && lead == 'ㄹ'; // few other words begin with it
            sounds = loan ? pair : assimilated(pair);
        }
        letters[at] = withTail(letters[at], sounds.charAt(0));
        letters[next] = withLead(letters[next], sounds.charAt(1));
    }

    /** 굳이 구지, 같이 가치, 닫히다 다치다. A pair of final and first consonant, as from all that follow; "" where nothing happens. */
    private static String palatalised(char tail, char lead, char vowel) {
        boolean front = vowel == 'ㅣ' || vowel == 'ㅕ';
        if (!front || lead != 'ㅇ' && lead != 'ㅎ') {
            return "";
        }
        return switch (tail) {
            case 'ㄷ' -> lead == 'ㅎ' ? " ㅊ" : vowel == 'ㅣ' ? " ㅈ" : "";
            case 'ㅌ' -> " ㅊ";
            case 'ㄾ' -> "ㄹㅊ";
            default -> "";
        };
    }

    /** 좋다 조타, 각하 가카; ㅎ falls silent before a vowel (좋아 조아). */
    private static String aspirated(char tail, char lead, char vowel) {
        int h = "ㅎㄶㅀ".indexOf(tail);
        if (h >= 0) {
            char rest = " ㄴㄹ".charAt(h);
            return switch (lead) {
                case 'ㄱ' -> rest + "ㅋ";
                case 'ㄷ' -> rest + "ㅌ";
                case 'ㅈ' -> rest + "ㅊ";
                case 'ㅅ' -> rest + "ㅆ";
                case 'ㄴ' -> rest == 'ㄹ' ? "ㄹㄹ" : "ㄴㄴ";
                case 'ㅇ' -> rest == ' ' ? " ㅇ" : " " + rest;
                default -> "";
            };
        }
        if (lead != 'ㅎ') {
            return "";
        }
        return switch (tail) {
            case 'ㄱ', 'ㄲ', 'ㅋ', 'ㄳ' -> " ㅋ";
            case 'ㄺ' -> "ㄹㅋ";
            case 'ㄷ', 'ㅅ', 'ㅆ', 'ㅌ' -> " ㅌ";
            case 'ㅊ' -> vowel == 'ㅣ' ? " ㅊ" : " ㅌ";
            case 'ㅈ' -> " ㅊ";
            case 'ㄵ' -> "ㄴㅊ";
            case 'ㅂ', 'ㅍ', 'ㅄ' -> " ㅍ";
            case 'ㄼ', 'ㄿ' -> "ㄹㅍ";
            default -> "";
        };
    }

    /** 옷이 오시, 닭을 달글, 값을 갑쓸. */
    private static String linked(char tail) {
        int two = DOUBLES.indexOf(tail);
        if (two >= 0) {
            return "" + STAYING.charAt(two) + GOING.charAt(two);
        }
        return tail == ' ' || tail == 'ㅇ' ? tail + "ㅇ" : " " + tail;
    }

    /** 국밥 국빱, 앉고 안꼬, 맑게 말께: the final consonant as it sounds, and what it made of the first. */
    private static String hardened(char syllable, char tail, char lead) {
        int plain = PLAIN.indexOf(lead);
        boolean stem = tail == 'ㄻ' && syllable != '삶' && syllable != '앎' && lead != 'ㅂ' && lead != 'ㅅ';
        boolean hard = plain >= 0 && (HARDENING.indexOf(tail) >= 0 && syllable != '덟' || stem);
        char first = hard ? TENSE.charAt(plain) : lead;
        if (tail == 'ㄺ' && lead == 'ㄱ' && NOUNS.indexOf(syllable) < 0) {
            return "ㄹ" + first;
        }
        return "" + (syllable == '밟' ? 'ㅂ' : sound(tail)) + first;
    }

    /** 국물 궁물, 협력 혐녁, 종로 종노, 신라 실라. */
    private static String assimilated(String sounds) {
        char tail = sounds.charAt(0);
        char lead = sounds.charAt(1);
        int stop = "ㄱㄷㅂ".indexOf(tail);
        if (stop >= 0 && (lead == 'ㄴ' || lead == 'ㅁ' || lead == 'ㄹ')) {
            return "" + "ㅇㄴㅁ".charAt(stop) + (lead == 'ㄹ' ? 'ㄴ' : lead);
        }
        if ((tail == 'ㅁ' || tail == 'ㅇ') && lead == 'ㄹ') {
            return tail + "ㄴ";
        }
        boolean liquid = tail == 'ㄴ' && lead == 'ㄹ' || tail == 'ㄹ' && lead == 'ㄴ';
        return liquid ? "ㄹㄹ" : sounds;
    }

    /** ㅢ behind a consonant is ㅣ (희망 히망), ㅕ behind ㅈ, ㅉ and ㅊ is ㅓ (가져 가저). */
    private static char plainVowel(char syllable) {
        char lead = lead(syllable);
        char vowel = VOWELS.charAt(KoreanSyllables.vowel(syllable));
        char plain = vowel == 'ㅢ' && lead != 'ㅇ' ? 'ㅣ' : vowel == 'ㅕ' && "ㅈㅉㅊ".indexOf(lead) >= 0 ? 'ㅓ' : vowel;
        return KoreanSyllables.of(
                KoreanSyllables.lead(syllable), VOWELS.indexOf(plain), KoreanSyllables.tail(syllable));
    }

    private static char sound(char tail) {
        int known = FINALS.indexOf(tail);
        return known < 0 ? tail : SOUNDS.charAt(known);
    }

    private static char lead(char syllable) {
        return LEADS.charAt(KoreanSyllables.lead(syllable));
    }

    private static char tail(char syllable) {
        return TAILS.charAt(KoreanSyllables.tail(syllable));
    }

    private static char withTail(char syllable, char tail) {
        return KoreanSyllables.of(KoreanSyllables.lead(syllable), KoreanSyllables.vowel(syllable), TAILS.indexOf(tail));
    }

    private static char withLead(char syllable, char lead) {
        return KoreanSyllables.of(LEADS.indexOf(lead), KoreanSyllables.vowel(syllable), KoreanSyllables.tail(syllable));
    }

    /** Loaded when the first Latin word is met. */
    private static final class LatinWords {
        static final Transliterator TO_HANGUL = Transliterator.getInstance("Latin-Hangul");
    }
}
