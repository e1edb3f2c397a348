package sori.cluster;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a cluster's transactions are those of KIP-890, in which a late write of an old transaction cannot get into a new one. */
public final class TransactionVersion {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionVersion.class);
    private static final String FEATURE = "transaction.version";
    private static final short NEEDED = 2;

    private TransactionVersion() {}

    static List<String> remarks(Admin admin, String bootstrap) throws InterruptedException {
        try {
            FeatureMetadata features =
                    admin.describeFeatures().featureMetadata().get();
            FinalizedVersionRange there = features.finalizedFeatures().get(FEATURE);
            return remarks(there == null ? 0 : there.maxVersionLevel(), bootstrap);
        } catch (ExecutionException e) {
            LOG.info("the cluster does not tell its features: {}", String.valueOf(e.getCause()));
            return List.of();
        }
    }

    static List<String> remarks(int version, String bootstrap) {
        return version >= NEEDED
                ? List.of()
                : List.of("this cluster's " + FEATURE + " is " + version
                        + ": after a fault of the network a record may be"
                        + " written late, into a transaction that it is not of, and be heard twice or hold listeners up; "
                        + "kafka-features.sh --bootstrap-server " + bootstrap + " upgrade --feature " + FEATURE + "="
                        + NEEDED);
    }
}
