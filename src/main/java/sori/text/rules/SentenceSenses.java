package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sori.text.SpokenWord;

/** Gives the words of whole sentences their senses. Only sentences that hold a word of several pronunciations are looked at. */
final class SentenceSenses {
    private SentenceSenses() {}

    /** The sentences of a reading; a word stands for its sense if it is said as it was written. */
    static List<List<Reading.Word>> chosen(Reading reading, SenseChooser chooser) {
        List<List<Reading.Word>> sentences = reading.sentences();
        List<List<Reading.Word>> chosen = new ArrayList<>(sentences.size());
        for (int i = 0; i < sentences.size(); i++) {
            List<Reading.Word> sentence = sentences.get(i);
            boolean concerned = sentence.stream().anyMatch(word -> chooser.concerns(word.spoken()));
            boolean last = i + 1 == sentences.size();
            int end = last ? Integer.MAX_VALUE : sentences.get(i + 1).get(0).start();
            chosen.add(
                    concerned
                            ? chosen(sentence, written(reading, sentence.get(0).start(), end), chooser)
                            : sentence);
        }
        return chosen;
    }

    /** Words of a text that is spoken form already, parted by spaces. */
    static List<SpokenWord> chosen(String spokenText, SenseChooser chooser) {
        List<SpokenWord> words = SpokenWord.split(spokenText);
        if (words.stream().noneMatch(word -> chooser.concerns(word.spoken()))) {
            return words;
        }
        Tokens all = new Tokens(spokenText);
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            tokens.add(all.get(i));
        }
        List<String> senses = chooser.senses(tokens);
        List<SpokenWord> chosen = new ArrayList<>(words.size());
        int at = 0;
        for (SpokenWord word : words) {
            at = from(tokens, at, word.sourceStart());
            boolean concerned = at < tokens.size() && chooser.concerns(word.spoken());
            chosen.add(concerned ? word.meant(senses.get(at)) : word);
        }
        return chosen;
    }

    private static List<Token> written(Reading reading, int start, int end) {
        Tokens all = reading.tokens();
        List<Token> tokens = new ArrayList<>();
        for (int i = all.firstFrom(start);
                i < all.size() && i < reading.readUpTo() && all.get(i).start() < end;
                i++) {
            tokens.add(all.get(i));
        }
        return tokens;
    }

    private static List<Reading.Word> chosen(List<Reading.Word> sentence, List<Token> tokens, SenseChooser chooser) {
        List<String> senses = chooser.senses(tokens);
        List<Reading.Word> chosen = new ArrayList<>(sentence.size());
        int at = 0;
        for (Reading.Word word : sentence) {
            at = from(tokens, at, word.start());
            boolean asWritten = at < tokens.size()
                    && chooser.concerns(word.spoken())
                    && tokens.get(at).text().toLowerCase(Locale.ROOT).equals(word.spoken());
            chosen.add(asWritten ? word.meant(senses.get(at)) : word);
        }
        return chosen;
    }

    /** Index of the first token from an index on that starts at a character or behind it. */
    private static int from(List<Token> tokens, int first, int character) {
        int at = first;
        while (at < tokens.size() && tokens.get(at).start() < character) {
            at++;
        }
        return at;
    }
}
