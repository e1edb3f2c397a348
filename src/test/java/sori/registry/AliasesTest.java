package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an alias sends where. */
class AliasesTest {
    private static final Instant THEN = Instant.ofEpochMilli(1);

    private static Alias named(String name, String version) {
        return new Alias(name, version, OptionalInt.empty());
    }

    private static Alias share(String name, String version, int percent) {
        return new Alias(name, version, OptionalInt.of(percent));
    }

    private static Aliases stable(String version) throws ModelRefusedException {
        return Aliases.none("en-slt").moved(named("stable", version), THEN);
    }

    private static byte[] key(int i) {
        return ("room-" + i).getBytes(StandardCharsets.UTF_8);
    }

    private static Set<Integer> keysOf(String version, Aliases aliases) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            if (aliases.route(key(i)).orElseThrow().equals(version)) {
                keys.add(i);
            }
        }
        return keys;
    }

    @Test
    void aShareOfTheKeysGetsTheOtherVersion() throws Exception {
        Set<Integer> canary = keysOf("3", stable("2").moved(share("canary", "3", 10), THEN));
        // Four standard deviations of 20,000 draws.
        assertThat(canary.size()).isBetween(2000 - 170, 2000 + 170);
    }

    @Test
    void aShareThatGrowsKeepsItsKeys() throws Exception {
        Aliases small = stable("2").moved(share("canary", "3", 10), THEN);
        Aliases large = small.moved(share("canary", "3", 40), THEN);
        assertThat(keysOf("3", large)).containsAll(keysOf("3", small));
    }

    @Test
    void anAliasWithoutAShareIsReachedByNameOnly() throws Exception {
        Aliases aliases = stable("2").moved(named("trial", "3"), THEN);
        assertThat(keysOf("3", aliases)).isEmpty();
        assertThat(aliases.version("trial")).contains("3");
    }

    @Test
    void moreThanEverythingIsRefused() throws Exception {
        Aliases aliases = stable("2").moved(share("canary", "3", 60), THEN);
        assertThatThrownBy(() -> aliases.moved(share("other", "4", 50), THEN))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("110 %");
    }

    @Test
    void whatBecomesStableNeedsNoShare() throws Exception {
        Aliases aliases = stable("2").moved(share("canary", "3", 10), THEN).moved(named("stable", "3"), THEN);
        assertThat(aliases.describe()).isEqualTo("stable 3");
    }

    @Test
    void goingBackGoesOneChangeBackEachTime() throws Exception {
        Aliases aliases = stable("1").moved(named("stable", "2"), THEN).moved(share("canary", "3", 10), THEN);
        Aliases back = aliases.back().orElseThrow();
        assertThat(back.describe()).isEqualTo("stable 2");
        assertThat(back.back().orElseThrow().describe()).isEqualTo("stable 1");
        assertThat(back.back().orElseThrow().back()).isEmpty();
    }

    @Test
    void whatIsExpectedIsLoadedAndHeardByNobody() throws Exception {
        Aliases aliases = stable("1").expecting("2");
        assertThat(aliases.wanted()).containsExactlyInAnyOrder("1", "2");
        assertThat(keysOf("2", aliases)).isEmpty();
        Aliases moved = aliases.moved(named("stable", "2"), THEN);
        assertThat(moved.describe()).isEqualTo("stable 2");
        assertThat(moved.back().orElseThrow().now()).containsExactly(named("stable", "1"));
    }

    @Test
    void rememberedStatesAreBounded() throws Exception {
        Aliases aliases = stable("0");
        for (int i = 1; i < 30; i++) {
            aliases = aliases.moved(named("stable", String.valueOf(i)), THEN);
        }
        assertThat(aliases.previous()).hasSize(10);
        assertThat(Aliases.of(aliases.record())).isEqualTo(aliases);
    }

    private static Set<Integer> shadowedBy(String version, Aliases aliases) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            if (aliases.shadow(key(i)).filter(version::equals).isPresent()) {
                keys.add(i);
            }
        }
        return keys;
    }

    @Test
    void aShadowTakesAShareOfTheKeysAndTheyStayItsOwn() throws Exception {
        Aliases small = stable("2").moved(share("shadow", "3", 10), THEN);
        Set<Integer> keys = shadowedBy("3", small);
        // Four standard deviations of 20,000 draws.
        assertThat(keys.size()).isBetween(2000 - 170, 2000 + 170);
        assertThat(shadowedBy("3", small.moved(share("shadow", "3", 40), THEN))).containsAll(keys);
        assertThat(shadowedBy("3", small.moved(share("shadow", "3", 100), THEN)))
                .hasSize(20_000);
        assertThat(shadowedBy("3", small.moved(share("shadow", "3", 0), THEN))).isEmpty();
    }

    @Test
    void aShadowIsNeverHeardAndTakesNobodysShare() throws Exception {
        Aliases aliases = stable("2").moved(share("canary", "4", 60), THEN).moved(share("shadow", "3", 60), THEN);
        assertThat(keysOf("3", aliases)).isEmpty();
        assertThat(keysOf("4", aliases)).isEqualTo(keysOf("4", stable("2").moved(share("canary", "4", 60), THEN)));
    }

    @Test
    void aShadowStandsBesideStableBeforeItStandsBesideACanary() throws Exception {
        Aliases aliases = stable("2").moved(share("canary", "4", 30), THEN).moved(share("shadow", "3", 70), THEN);
        assertThat(shadowedBy("3", aliases)).doesNotContainAnyElementsOf(keysOf("4", aliases));
    }

    @Test
    void whatBecomesStableIsNoShadowAnyMore() throws Exception {
        Aliases aliases = stable("2").moved(share("shadow", "3", 10), THEN).moved(named("stable", "3"), THEN);
        assertThat(aliases.find(Alias.SHADOW)).isEmpty();
    }

    @Test
    void aVersionIsNotItsOwnShadow() throws Exception {
        Aliases aliases = stable("2");
        assertThatThrownBy(() -> aliases.moved(share("shadow", "2", 10), THEN))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("en-slt@2 is stable");
    }
}
