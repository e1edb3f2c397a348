package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageTest {
    @ParameterizedTest
    @EnumSource(Language.class)
    void aLanguageIsKnownByItsTagItsTableAndItsReader(Language language) {
        assertThat(Language.of(language.tag())).contains(language);
        assertThat(Language.of(language.symbols())).isEqualTo(language);
        assertThat(language.normalizer().language()).isEqualTo(language.tag());
    }

    /** Every spelling of a locale that Java knows, of the languages that texts are in and of others. */
    @Test
    void aTagIsTheSameHoweverPeopleWriteIt() {
        int spellings = 0;
        for (Locale locale : Locale.getAvailableLocales()) {
            String tag = locale.toLanguageTag();
            if (locale.getLanguage().isEmpty()
                    || !locale.getVariant().isEmpty()
                    || !locale.equals(Locale.forLanguageTag(tag))) {
                continue;
            }
            String posix = tag.replace('-', '_');
            for (String written : List.of(
                    tag,
                    posix,
                    tag.toLowerCase(Locale.ROOT),
                    posix.toUpperCase(Locale.ROOT),
                    posix + ".UTF-8",
                    " " + tag)) {
                assertThat(Language.canonical(written)).as(written).isEqualTo(tag);
                assertThat(Language.of(written)).isEqualTo(Language.of(tag));
                spellings++;
            }
        }
        assertThat(spellings).isGreaterThan(1000);
        assertThat(Language.canonical("en_us")).isEqualTo("en-US");
        assertThat(Language.canonical("?!")).isEqualTo("?!");
    }

    @Test
    void regionsDoNotMatterAndOthersAreUnknown() {
        assertThat(Language.of("ko-KR")).contains(Language.KO);
        assertThat(Language.of("en-GB")).contains(Language.EN);
        assertThat(Language.of("kok")).isEmpty();
        assertThat(Language.of("")).isEmpty();
    }
}
