package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void regionsDoNotMatterAndOthersAreUnknown() {
        assertThat(Language.of("ko-KR")).contains(Language.KO);
        assertThat(Language.of("en-GB")).contains(Language.EN);
        assertThat(Language.of("kok")).isEmpty();
        assertThat(Language.of("")).isEmpty();
    }
}
