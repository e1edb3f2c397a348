package sori.stream.store;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Stores here are small and many (one per stage and partition): the defaults would reserve tens of megabytes for each. */
public final class SmallRocksDb implements RocksDBConfigSetter {
    /** Of each of two: what they hold has no write-ahead log, and is restored from the cluster after a kill -9. */
    private static final long WRITE_BUFFER_BYTES = 1L << 20;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setCacheIndexAndFilterBlocks(true);
            options.setTableFormatConfig(table);
        }
    }

    @Override
    public void close(String storeName, Options options) {}
}
