package sori.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sori.graph.TinyVoice;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.ModelAliases;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.voice.VoicePackage;

/** What operators wrote to {@code speech.models} about some voices over time, and what attackers make of it. */
final class SignedRecords {
    static final List<String> VOICES = List.of("en-a", "en-b");
    private static final List<String> VERSIONS = List.of("1", "2", "3");
    private static final int CHANGES = 6;

    private final Random random;
    private final TestKey stranger;
    private final List<Entry> genuine = new ArrayList<>();

    /** A record, and what its signature vouches for, if it is good. */
    record Entry(String key, byte @Nullable [] value, Optional<Aliases> names, Optional<ModelId> release) {
        static Entry forged(String key, byte @Nullable [] value) {
            return new Entry(key, value, Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return key + names.map(Aliases::toString).orElse("");
        }
    }

    /** Both operators sign by turns. */
    SignedRecords(long seed, Path folder, TestKey stranger, TestKey... operators) throws IOException {
        this.random = new Random(seed);
        this.stranger = stranger;
        for (String voice : VOICES) {
            for (String version : VERSIONS) {
                ModelRelease release = release(folder, voice, version);
                operators[random.nextInt(operators.length)].signing().sign(release);
                genuine.add(new Entry(
                        voice + "@" + version,
                        new Wire<>(ModelRelease.class).encode(release),
                        Optional.empty(),
                        Optional.of(new ModelId(voice, version))));
            }
            Aliases names = Aliases.none(voice);
            for (int i = 0; i < CHANGES; i++) {
                names = changed(names);
                SigningKey key = operators[random.nextInt(operators.length)].signing();
                genuine.add(new Entry(
                        voice,
                        encode(NameSignature.signed(names.record(), key)),
                        Optional.of(names),
                        Optional.empty()));
            }
        }
    }

    private static ModelRelease release(Path folder, String voice, String version) throws IOException {
        Path home = folder.resolve(voice + version);
        VoicePackage files = Files.exists(home)
                ? VoicePackage.open(home)
                : TinyVoice.write(home, voice, version, version.hashCode());
        List<ModelArtifact> artifacts = files.manifest().files().entrySet().stream()
                .map(entry -> new ModelArtifact(
                        entry.getKey(),
                        entry.getValue().sha256(),
                        entry.getValue().bytes()))
                .toList();
        String manifest = Files.readString(home.resolve(VoicePackage.MANIFEST));
        return new ModelRelease(
                voice, version, manifest, artifacts, 1 << 19, 0L, Instant.ofEpochMilli(1), "operator", null);
    }

    /** As an operator changes them: what was retired stays so. */
    private Aliases changed(Aliases names) {
        Set<String> retired = new TreeSet<>(names.retired());
        if (random.nextInt(3) == 0) {
            retired.add(any(VERSIONS));
        }
        List<Alias> now = new ArrayList<>(List.of(new Alias(Alias.STABLE, any(VERSIONS), OptionalInt.empty())));
        if (random.nextBoolean()) {
            now.add(new Alias("canary", any(VERSIONS), OptionalInt.of(random.nextInt(101))));
        }
        List<Aliases.Before> before = new ArrayList<>(names.previous());
        if (!names.now().isEmpty()) {
            before.add(0, new Aliases.Before(names.now(), Instant.ofEpochMilli(random.nextInt())));
        }
        long counter = names.counter() + 1 + (random.nextInt(4) == 0 ? random.nextInt(1000) : 0);
        return new Aliases(names.voice(), now, before, retired, counter);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    static byte[] encode(ModelAliases names) {
        return new Wire<>(ModelAliases.class).encode(names);
    }

    /** What somebody writes: what an operator wrote some time, or what an attacker makes of it. */
    Entry next() throws IOException {
        Entry entry = any(genuine);
        if (random.nextInt(3) == 0) {
            return entry;
        }
        return switch (random.nextInt(6)) {
            case 0 -> Entry.forged(entry.key(), null);
            case 1 -> Entry.forged(entry.key(), garbage());
            case 2 -> Entry.forged("en-slt", beforeSignatures());
            default -> entry.names().isPresent() ? forgedNames(entry) : forgedRelease(entry);
        };
    }

    private byte[] garbage() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** As a release wrote them that knew of no signatures. */
    static byte[] beforeSignatures() throws IOException {
        return HexFormat.of()
                .parseHex(Files.readString(Path.of("src/test/resources/released/1/ModelAliases.hex"))
                        .strip());
    }

    private Entry forgedNames(Entry entry) throws IOException {
        ModelAliases names = entry.names().orElseThrow().record();
        names.setSignature(ByteBuffer.wrap(signatureOf(entry)));
        byte[] before = encode(names);
        any(forgeries(entry)).accept(names);
        if (Arrays.equals(before, encode(names))) {
            return entry; // the change was none, such as dropping what there is not
        }
        return Entry.forged(names.getVoice(), encode(names));
    }

    private static byte[] signatureOf(Entry entry) {
        return NameSignature.bytes(
                ((Decoded.Value<ModelAliases>) new Wire<>(ModelAliases.class).decode(entry.value())).value());
    }

    private List<Consumer<ModelAliases>> forgeries(Entry entry) throws IOException {
        byte[] signature = signatureOf(entry);
        SigningKey strange = stranger.signing();
        long[] counters = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_000, random.nextLong()};
        long counter = counters[random.nextInt(counters.length)];
        Entry other =
                any(genuine.stream().filter(each -> each.names().isPresent()).toList());
        return List.of(
                names -> names.setSignature(null),
                names -> names.setSignature(ByteBuffer.wrap(Arrays.copyOf(signature, random.nextInt(64)))),
                names -> names.setSignature(ByteBuffer.wrap(Arrays.copyOf(signature, 65 + random.nextInt(64)))),
                names -> names.setSignature(ByteBuffer.wrap(flipped(signature))),
                names -> names.setSignature(ByteBuffer.wrap(signatureOf(other))),
                names -> names.setCounter(counter),
                names -> {
                    names.setCounter(counter);
                    names.setSignature(ByteBuffer.wrap(strange.sign(NameSignature.content(names))));
                },
                names -> names.setVoice(names.getVoice().equals("en-a") ? "en-b" : "en-a"),
                names -> names.setRetired(List.of()),
                names -> names.setRetired(
                        names.getRetired().stream().map(version -> "9").toList()),
                names -> names.getPrevious()
                        .forEach(each -> each.setUntil(each.getUntil().plusMillis(1))),
                names -> names.getPrevious()
                        .forEach(each -> each.getAliases().get(0).setVersion("9")),
                names -> names.setPrevious(List.of()),
                names -> names.getAliases().get(0).setVersion("3"),
                names -> names.getAliases().get(0).setName("stable2"),
                names -> names.getAliases().get(0).setPercent(random.nextInt(3) - 1),
                names -> names.setAliases(
                        names.getAliases().subList(1, names.getAliases().size())));
    }

    private byte[] flipped(byte[] signature) {
        byte[] flipped = signature.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /** Of a release; how its own signature holds is not tried here. */
    private Entry forgedRelease(Entry entry) throws IOException {
        ModelRelease release =
                ((Decoded.Value<ModelRelease>) new Wire<>(ModelRelease.class).decode(entry.value())).value();
        if (random.nextBoolean()) {
            release.setSignature(null);
        } else {
            stranger.signing().sign(release);
        }
        return Entry.forged(entry.key(), new Wire<>(ModelRelease.class).encode(release));
    }
}
