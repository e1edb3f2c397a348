package sori.corpus;

import java.util.List;
import java.util.Random;

/** Prompts made from templates: what people send to a speech system and a dictionary's examples do not hold. */
final class OwnPrompts {
    private static final List<String> ONES =
            words("zero one two three four five six seven eight nine ten eleven twelve thirteen"
                    + " fourteen fifteen sixteen seventeen eighteen nineteen");
    private static final List<String> TENS = words("twenty thirty forty fifty sixty seventy eighty ninety");
    private static final List<String> ORDINALS = words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh"
                    + " twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth");
    private static final List<String> MONTHS =
            words("january february march april may june july august september october" + " november december");
    private static final List<String> DAYS = words("monday tuesday wednesday thursday friday saturday sunday");
    private static final List<String> LETTERS = words("b c d e f g h i j k l m n o p q r s t u v w x y z");
    private static final List<String> UNITS =
            words("dollars euros percent miles kilometers minutes seconds hours degrees"
                    + " pounds meters people messages items points years days");
    private static final List<String> SHORT = List.of(
            "yes",
            "no",
            "okay",
            "thank you",
            "thanks",
            "hello",
            "hello there",
            "good morning",
            "good evening",
            "goodbye",
            "please wait",
            "one moment",
            "of course",
            "sure",
            "all right",
            "sorry",
            "excuse me",
            "well done",
            "never mind",
            "not yet",
            "come in",
            "go ahead",
            "you're welcome",
            "good night",
            "welcome back",
            "see you soon",
            "i don't know",
            "let's go",
            "that's right",
            "it's done",
            "we're ready",
            "i'm here",
            "don't worry",
            "try again",
            "hold on");
    private static final List<String> SUBJECTS = List.of(
            "your order",
            "the next train",
            "this message",
            "the weather",
            "my friend",
            "our meeting",
            "the new version",
            "the package",
            "the system",
            "your account",
            "the doctor",
            "the answer",
            "the server",
            "the second topic",
            "the speech",
            "the text",
            "the model",
            "the voice",
            "the computer",
            "the music",
            "the battery",
            "the report");
    private static final List<String> PREDICATES = List.of(
            "is ready",
            "will arrive soon",
            "has been sent",
            "looks good today",
            "is not available",
            "was changed yesterday",
            "comes out of the box",
            "goes in at the top",
            "needs your attention",
            "starts in the morning",
            "is almost empty",
            "has finished",
            "could not be found",
            "must be restarted",
            "sounds better now",
            "is running on the network",
            "will be closed tomorrow",
            "costs less than before",
            "has been updated",
            "is waiting in the queue");
    private static final List<String> QUESTIONS = List.of(
            "where is",
            "when will we see",
            "how much is",
            "what happened to",
            "who sent",
            "why do you need",
            "can you read",
            "did you hear about",
            "have you tried",
            "would you like to check",
            "is there a problem with",
            "could you send me");

    private final Random random;

    public OwnPrompts(Random random) {
        this.random = random;
    }

    public String next() {
        return switch (random.nextInt(10)) {
            case 0 -> cardinal() + " " + any(UNITS) + ".";
            case 1 -> "the number is " + digits(3 + random.nextInt(8)) + ".";
            case 2 -> any(DAYS) + ", " + any(MONTHS) + " " + any(ORDINALS) + ", " + year() + ".";
            case 3 -> "it is " + time() + (random.nextBoolean() ? " in the morning." : " on " + any(DAYS) + ".");
            case 4 ->
                any(SHORT) + (random.nextInt(4) == 0 ? ", " + any(SHORT) : "") + (random.nextInt(5) == 0 ? "!" : ".");
            case 5 -> any(QUESTIONS) + " " + any(SUBJECTS) + "?";
            case 6 -> any(SUBJECTS) + " " + any(PREDICATES) + ", and " + any(SUBJECTS) + " " + any(PREDICATES) + ".";
            case 7 -> spelled();
            case 8 -> any(SUBJECTS) + " " + any(PREDICATES) + ": " + cardinal() + " " + any(UNITS) + ".";
            default -> "between " + cardinal() + " and " + cardinal() + " " + any(UNITS) + " in " + year() + ".";
        };
    }

    private String spelled() {
        StringBuilder text = new StringBuilder();
        int letters = 1 + random.nextInt(6);
        for (int i = 0; i < letters; i++) {
            text.append(i == 0 ? "" : " ").append(any(LETTERS));
        }
        return switch (random.nextInt(3)) {
            case 0 -> text + ".";
            case 1 -> "the code is " + text + " " + digits(1 + random.nextInt(4)) + ".";
            default -> "the " + text + " report says " + any(SHORT) + ".";
        };
    }

    private String digits(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : i % 3 == 0 ? ", " : " ").append(ONES.get(random.nextInt(10)));
        }
        return text.toString();
    }

    private String time() {
        String hour = ONES.get(1 + random.nextInt(12));
        return switch (random.nextInt(4)) {
            case 0 -> hour + " o'clock";
            case 1 -> "half past " + hour;
            case 2 -> hour + " " + below(60, 10) + " p m";
            default -> hour + " oh " + ONES.get(1 + random.nextInt(9));
        };
    }

    private String year() {
        return random.nextBoolean()
                ? "twenty " + below(100, 10)
                : (random.nextBoolean() ? "nineteen " : "eighteen ") + below(100, 10);
    }

    private String cardinal() {
        return switch (random.nextInt(5)) {
            case 0 -> ONES.get(random.nextInt(20));
            case 1 -> below(100, 20);
            case 2 -> ONES.get(1 + random.nextInt(9)) + " hundred " + below(100, 1);
            case 3 -> below(100, 1) + " thousand " + ONES.get(1 + random.nextInt(9)) + " hundred";
            default ->
                ONES.get(1 + random.nextInt(9)) + " point " + ONES.get(random.nextInt(10))
                        + (random.nextBoolean() ? " million" : "");
        };
    }

    private String below(int limit, int from) {
        int n = from + random.nextInt(limit - from);
        if (n < 20) {
            return ONES.get(n);
        }
        return TENS.get(n / 10 - 2) + (n % 10 == 0 ? "" : " " + ONES.get(n % 10));
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<String> words(String joined) {
        return List.of(joined.split(" "));
    }
}
