package sori.registry;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import sori.kafka.KafkaAccess;
import sori.schema.ModelAliases;

/**
 * Who signs a voice's names and retirements. A change goes on from what a known key has signed, and from nothing else: otherwise
 * somebody's signature would vouch for what an attacker wrote before. Immutable.
 */
public final class NameSigner {
    /** Nobody signs, and changes go on from whatever was written last. */
    public static final NameSigner NOBODY = new NameSigner(null, Optional.empty());

    /** So many changes nobody makes between two of somebody else's: a higher counter is a lie. */
    private static final long MOST_UNSEEN = 1_000_000;

    private final @Nullable SigningKey key;
    private final Optional<TrustedKeys> others;

    private NameSigner(@Nullable SigningKey key, Optional<TrustedKeys> others) {
        this.key = key;
        this.others = others;
    }

    /**
     * Signs with a key.
     *
     * @param others whose names are gone on from beside this key's; absent where nobody else signs
     */
    public static NameSigner of(SigningKey key, Optional<TrustedKeys> others) {
        return new NameSigner(key, others);
    }

    /** {@link #of(SigningKey, Optional)}, or {@link #NOBODY}. */
    static NameSigner of(Optional<SigningKey> key, Optional<TrustedKeys> others) {
        return key.map(signing -> of(signing, others)).orElse(NOBODY);
    }

    boolean signs() {
        return key != null;
    }

    /**
     * The registry, with such names as a change may go on from.
     *
     * @param voice whose names are to be changed
     * @throws ModelRefusedException if newer ones are signed by who knows whom
     */
    Registry read(KafkaAccess kafka, String voice) throws IOException {
        if (!signs()) {
            return ModelLog.read(kafka);
        }
        AtomicLong strangers = new AtomicLong();
        Registry registry = ModelLog.read(kafka, ModelLedger.ofNames(names -> {
            boolean ours = isOurs(names);
            if (!ours && names.getSignature() != null && names.getVoice().equals(voice)) {
                strangers.accumulateAndGet(names.getCounter(), Math::max);
            }
            return ours ? Optional.empty() : Optional.of("no key that was given has signed them");
        }));
        long counter = registry.aliasesOf(voice).counter();
        if (others.isEmpty() && strangers.get() > counter) {
            throw new ModelRefusedException("the newest names of " + voice + " (counter " + strangers.get()
                    + ") are signed by another key than yours: give the public keys of all who sign with --trusted FILE, "
                    + "so that they can be told from a forgery");
        }
        return registry;
    }

    private boolean isOurs(ModelAliases names) {
        byte[] signature = NameSignature.bytes(names);
        return (key != null && Arrays.equals(key.sign(NameSignature.content(names)), signature))
                || others.filter(keys -> keys.distrust(names).isEmpty()).isPresent();
    }

    /**
     * Names to be written.
     *
     * @param told the highest counter that an instance goes by
     */
    ModelAliases record(Aliases names, long told) throws ModelRefusedException {
        if (key == null) {
            return names.withCounter(0).record();
        }
        long seen = names.counter();
        long highest = told > seen && told - seen <= MOST_UNSEEN ? told : seen;
        if (highest == Long.MAX_VALUE) {
            throw new ModelRefusedException("the names of " + names.voice()
                    + " have the last counter that there is: sign with a new key, and trust the old one no more");
        }
        return NameSignature.signed(names.withCounter(highest + 1).record(), key);
    }
}
