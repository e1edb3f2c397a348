package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sori.onnx.HostileGraphs;
import sori.registry.trial.TrialLimits;
import sori.registry.trial.VoiceOpener;
import sori.voice.HostileVoice;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Releases that hurt, in a registry with a real broker: each is given up, and what is published after it speaks. */
class HostileReleaseIT extends WithRegistry {
    private static final TrialLimits LIMITS = new TrialLimits(Duration.ofSeconds(20), 300L << 20);

    private VoicePackage hostile(String name, HostileGraphs.Hurting hurting) throws Exception {
        VoicePackage sound = voice(name, "1", 1);
        return HostileVoice.with(sound, VoicePackage.DECODER, hurting.in(sound.bytes(VoicePackage.DECODER)));
    }

    @Test
    void theInstanceGoesOnToWhatIsSound() throws Exception {
        Map<String, HostileGraphs.Hurting> published = Map.of(
                "a-endless", HostileGraphs.ENDLESS,
                "b-large", HostileGraphs.UNSEEN.get("aConstantOfSixGigabytes"),
                "c-slow", HostileGraphs.SLOW_TO_LOAD);
        for (Map.Entry<String, HostileGraphs.Hurting> each : published.entrySet()) {
            publish(hostile(each.getKey(), each.getValue()));
        }
        publish(voice("z-sound", "1", 1));
        VoiceStore store = store("cache");
        VoiceOpener opener =
                new VoiceOpener(store, VoiceOptions.DEFAULT, EnumSet.allOf(Part.class), Optional.empty(), LIMITS);
        ModelInstance.Identity identity = new ModelInstance.Identity("sturdy", "test", "here", List.of("mel"));
        long before = StatusTeller.residentBytes();
        try (ModelInstance<Voice> instance = ModelInstance.start(
                kafka, identity, store, new LoadedVoices<>(opener::open, Duration.ZERO), Optional.empty())) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> instance.loaded().held(ModelId.parse("z-sound@1")) instanceof LoadedVoices.Held.Ready);
            for (String name : published.keySet()) {
                assertThat(instance.loaded().held(ModelId.parse(name + "@1")))
                        .as(name)
                        .isNotInstanceOf(LoadedVoices.Held.Ready.class);
            }
            assertThat(instance.loaded().held(ModelId.parse("a-endless@1")))
                    .isInstanceOf(LoadedVoices.Held.Rejected.class);
            assertThat(StatusTeller.residentBytes() - before).isLessThan(400L << 20);
        }
    }
}
