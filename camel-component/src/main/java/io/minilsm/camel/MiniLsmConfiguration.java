package io.minilsm.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import java.util.EnumSet;
import java.util.Set;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

/**
 * The options of an endpoint, or, on the component, their values for all its endpoints. Changed by the configurers
 * before the endpoint starts, not after. Options of the engine are null where nobody set them, so that only those that
 * were set can be in conflict with another user of the store.
 */
@UriParams
public class MiniLsmConfiguration implements Cloneable {
    @UriParam(label = "producer", defaultValue = "PUT")
    private MiniLsmOperation operation = MiniLsmOperation.PUT;

    @UriParam(label = "producer,security")
    private String allowedOperations;

    @UriParam(label = "producer")
    private String key;

    @UriParam(label = "producer", defaultValue = "simple")
    private String keyLanguage = "simple";

    @UriParam(label = "common", defaultValue = "STRING")
    private MiniLsmKeyType keyType = MiniLsmKeyType.STRING;

    @UriParam(label = "common")
    private String keyPrefix;

    @UriParam(label = "producer")
    private String exactlyOnceId;

    @UriParam(label = "producer")
    private String resumeName;

    @UriParam(label = "common")
    private String valueType;

    @UriParam(label = "common", defaultValue = "SYNC")
    private Durability durability = Durability.SYNC;

    @UriParam(label = "producer", defaultValue = "AUTO")
    private MiniLsmBatching batch = MiniLsmBatching.AUTO;

    @UriParam(label = "producer,advanced", defaultValue = "100000")
    private int maxBatchEntries = 100_000;

    @UriParam(label = "common,advanced", defaultValue = "33554432")
    private int maxBodyBytes = 32 << 20;

    @UriParam(label = "producer,advanced", defaultValue = "1024")
    private int maxInFlightWrites = 1024;

    @UriParam(label = "producer,advanced", defaultValue = "67108864")
    private long maxInFlightBytes = 64 << 20;

    @UriParam(label = "producer,advanced")
    private boolean synchronous;

    @UriParam(label = "common")
    private String scanPrefix;

    @UriParam(label = "common")
    private String scanFrom;

    @UriParam(label = "common")
    private String scanTo;

    @UriParam(label = "producer", defaultValue = "1000")
    private int scanLimit = 1000;

    @UriParam(label = "common")
    private boolean scanReverse;

    @UriParam(label = "producer", defaultValue = "LIST")
    private MiniLsmScanResult scanResult = MiniLsmScanResult.LIST;

    @UriParam(label = "producer")
    private String checkpointDirectory;

    @UriParam(label = "common", defaultValue = "true")
    private Boolean enableWal;

    @UriParam(label = "common", defaultValue = "true")
    private Boolean createIfMissing;

    @UriParam(label = "common,advanced")
    private Long memoryBudgetBytes;

    @UriParam(label = "common,advanced")
    private Long memtableBytes;

    @UriParam(label = "common,advanced")
    private Long blockCacheBytes;

    @UriParam(label = "common,advanced", defaultValue = "LZ4")
    private Compression compression;

    @UriParam(label = "common,advanced", defaultValue = "LEVELED")
    private CompactionStyle compactionStyle;

    @UriParam(label = "common,advanced")
    private Options engineOptions;

    @UriParam(label = "common,advanced")
    private ObjectMapper objectMapper;

    /** Returns a copy that can be changed without changing this. */
    public MiniLsmConfiguration copy() {
        try {
            return (MiniLsmConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /** Returns the engine's options, of which only those are explicit that were set here. */
    Options toEngineOptions() {
        Options options = engineOptions == null ? Options.defaults() : engineOptions;
        if (enableWal != null) {
            options = options.withEnableWal(enableWal);
        }
        if (createIfMissing != null) {
            options = options.withCreateIfMissing(createIfMissing);
        }
        if (memoryBudgetBytes != null) {
            options = options.withMemoryBudgetBytes(memoryBudgetBytes);
        }
        if (memtableBytes != null) {
            options = options.withMemtableBytes(memtableBytes);
        }
        if (blockCacheBytes != null) {
            options = options.withBlockCacheBytes(blockCacheBytes);
        }
        if (compression != null) {
            options = options.withCompression(compression);
        }
        return compactionStyle == null ? options : options.withCompactionStyle(compactionStyle);
    }

    /** Throws unless the bounds are in their limits and the options go together. */
    void check() {
        inRange("maxBatchEntries", maxBatchEntries, 1, Integer.MAX_VALUE);
        inRange("maxBodyBytes", maxBodyBytes, 1, 1 << 30);
        inRange("maxInFlightWrites", maxInFlightWrites, 1, 1 << 20);
        inRange("maxInFlightBytes", maxInFlightBytes, 1, 1L << 40);
        if (checkpointDirectory == null && allowed().contains(MiniLsmOperation.CHECKPOINT)) {
            throw new IllegalArgumentException("option checkpointDirectory is missing: operation CHECKPOINT is allowed,"
                    + " expected the directory under which checkpoints are made");
        }
        inRange("scanLimit", scanLimit, 1, Integer.MAX_VALUE);
        if (scanResult == MiniLsmScanResult.MAP && keyType == MiniLsmKeyType.BYTES) {
            throw new IllegalArgumentException(
                    "options do not go together: scanResult=MAP, keyType=BYTES; arrays do not"
                            + " work as keys of a Map, expected scanResult=LIST or keyType=STRING");
        }
    }

    /** Returns the operations that a message may ask for. */
    Set<MiniLsmOperation> allowed() {
        Set<MiniLsmOperation> allowed = EnumSet.of(operation);
        allowed.addAll(MiniLsmOperation.parseList(allowedOperations));
        return allowed;
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " out of range: actual=" + value + ", expected=" + least + ".." + most);
        }
    }

    /** See {@link #setOperation}. */
    public MiniLsmOperation getOperation() {
        return operation;
    }

    /**
     * The operation. A message's header `CamelMiniLsmOperation` wins over it.
     */
    public void setOperation(MiniLsmOperation operation) {
        this.operation = operation;
    }

    /** See {@link #setAllowedOperations}. */
    public String getAllowedOperations() {
        return allowedOperations;
    }

    /**
     * Comma-separated names of the operations that the header `CamelMiniLsmOperation` may choose. All but
     * DELETE_RANGE and CHECKPOINT if not set. Empty: the header may choose none but the option `operation`.
     */
    public void setAllowedOperations(String allowedOperations) {
        this.allowedOperations = allowedOperations;
    }

    /** See {@link #setKey}. */
    public String getKey() {
        return key;
    }

    /**
     * Expression for the key, in the language `keyLanguage`. The header `CamelMiniLsmKey` wins over it. For a
     * batch it is evaluated for each element.
     */
    public void setKey(String key) {
        this.key = key;
    }

    /** See {@link #setKeyLanguage}. */
    public String getKeyLanguage() {
        return keyLanguage;
    }

    /**
     * Language of the expression `key`, such as simple, jsonpath, xpath, constant or ref.
     */
    public void setKeyLanguage(String keyLanguage) {
        this.keyLanguage = keyLanguage;
    }

    /** See {@link #setKeyType}. */
    public MiniLsmKeyType getKeyType() {
        return keyType;
    }

    /**
     * What keys are when they come out of the store: text in UTF-8, or bytes.
     */
    public void setKeyType(MiniLsmKeyType keyType) {
        this.keyType = keyType;
    }

    /** See {@link #setKeyPrefix}. */
    public String getKeyPrefix() {
        return keyPrefix;
    }

    /**
     * What stands before each key in the store, so that several routes can share one. Messages never see it: it is put
     * before their keys, prefixes and bounds, and taken off of the keys that are returned; nothing outside of it can be
     * read, counted or deleted.
     */
    public void setKeyPrefix(String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }

    /** See {@link #setExactlyOnceId}. */
    public String getExactlyOnceId() {
        return exactlyOnceId;
    }

    /**
     * Expression, in the language `keyLanguage`, for the id of the message at its source, such as a file name and line
     * or a topic, partition and offset. PUT and DELETE write it in one step with the entries, and skip a message whose
     * id is there already. Ids are kept for each `keyPrefix` and are not removed.
     */
    public void setExactlyOnceId(String exactlyOnceId) {
        this.exactlyOnceId = exactlyOnceId;
    }

    /** See {@link #setResumeName}. */
    public String getResumeName() {
        return resumeName;
    }

    /**
     * Name of a MiniLsmResumeStrategy in the same store. A write has the offset of the header `CamelOffset` in its
     * batch, under that name, so that a resumed consumer begins behind what is in the store.
     */
    public void setResumeName(String resumeName) {
        this.resumeName = resumeName;
    }

    /** See {@link #setValueType}. */
    public String getValueType() {
        return valueType;
    }

    /**
     * Class of the values. A body is converted to it before it is stored, where Camel has a converter; what is
     * read becomes this class: text, a number and the like by Camel's type converter, a Map or another class from
     * JSON. Not set: any body is taken and bytes are returned.
     */
    public void setValueType(String valueType) {
        this.valueType = valueType;
    }

    /** See {@link #setDurability}. */
    public Durability getDurability() {
        return durability;
    }

    /**
     * How far a write must have come before the exchange completes. SYNC: forced to the device, survives a power
     * cut. OS: handed to the operating system, survives the death of the process, not a power cut. BUFFERED: may
     * stay in memory for a short time and be lost with the process.
     */
    public void setDurability(Durability durability) {
        this.durability = durability;
    }

    /** See {@link #setBatch}. */
    public MiniLsmBatching getBatch() {
        return batch;
    }

    /**
     * Whether the elements of the body are stored one by one, in one atomic batch, or the body as one value. AUTO: a
     * List, Iterable, Iterator, Stream or array of objects is a batch, and a Map is one if neither header nor option
     * names a key. ALWAYS: each body must be a batch. NEVER: each body is one value.
     */
    public void setBatch(MiniLsmBatching batch) {
        this.batch = batch;
    }

    /** See {@link #setMaxBatchEntries}. */
    public int getMaxBatchEntries() {
        return maxBatchEntries;
    }

    /**
     * Most entries that one message may write or delete, or keys that it may read. A message with more fails before
     * anything is written. DELETE_RANGE deletes more in several batches.
     */
    public void setMaxBatchEntries(int maxBatchEntries) {
        this.maxBatchEntries = maxBatchEntries;
    }

    /** See {@link #setMaxBodyBytes}. */
    public int getMaxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * Most bytes of keys and values that one message may write, or a SCAN or GET_MANY may return. A message with more
     * fails before anything is written. A consumer's poll ends when it has as many.
     */
    public void setMaxBodyBytes(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /** See {@link #setMaxInFlightWrites}. */
    public int getMaxInFlightWrites() {
        return maxInFlightWrites;
    }

    /**
     * Most writes of a producer that wait for their durability at one time. Further senders wait until one is
     * done.
     */
    public void setMaxInFlightWrites(int maxInFlightWrites) {
        this.maxInFlightWrites = maxInFlightWrites;
    }

    /** See {@link #setMaxInFlightBytes}. */
    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    /**
     * Most bytes of keys and values in the writes of a producer that wait for their durability at one time. Further
     * senders wait; a write that alone is larger goes alone.
     */
    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    /** See {@link #setSynchronous}. */
    public boolean isSynchronous() {
        return synchronous;
    }

    /**
     * Whether the calling thread waits for the durability of its write instead of being set free.
     */
    public void setSynchronous(boolean synchronous) {
        this.synchronous = synchronous;
    }

    /** See {@link #setScanPrefix}. */
    public String getScanPrefix() {
        return scanPrefix;
    }

    /**
     * SCAN, COUNT and DELETE_RANGE look only at keys that start with this.
     */
    public void setScanPrefix(String scanPrefix) {
        this.scanPrefix = scanPrefix;
    }

    /** See {@link #setScanFrom}. */
    public String getScanFrom() {
        return scanFrom;
    }

    /**
     * First key of SCAN, COUNT and DELETE_RANGE, inclusive.
     */
    public void setScanFrom(String scanFrom) {
        this.scanFrom = scanFrom;
    }

    /** See {@link #setScanTo}. */
    public String getScanTo() {
        return scanTo;
    }

    /**
     * End of SCAN, COUNT and DELETE_RANGE, exclusive.
     */
    public void setScanTo(String scanTo) {
        this.scanTo = scanTo;
    }

    /** See {@link #setScanLimit}. */
    public int getScanLimit() {
        return scanLimit;
    }

    /**
     * Most entries that SCAN returns. The header `CamelMiniLsmLimit` can ask for fewer.
     */
    public void setScanLimit(int scanLimit) {
        this.scanLimit = scanLimit;
    }

    /** See {@link #setScanReverse}. */
    public boolean isScanReverse() {
        return scanReverse;
    }

    /**
     * Whether SCAN starts at the end of the range.
     */
    public void setScanReverse(boolean scanReverse) {
        this.scanReverse = scanReverse;
    }

    /** See {@link #setScanResult}. */
    public MiniLsmScanResult getScanResult() {
        return scanResult;
    }

    /**
     * Whether SCAN and GET_MANY return a List of entries or a Map, or SCAN an Iterator that reads while it is used.
     */
    public void setScanResult(MiniLsmScanResult scanResult) {
        this.scanResult = scanResult;
    }

    /** See {@link #setCheckpointDirectory}. */
    public String getCheckpointDirectory() {
        return checkpointDirectory;
    }

    /**
     * Directory under which CHECKPOINT makes a new directory for each copy of the store. No header can choose it.
     */
    public void setCheckpointDirectory(String checkpointDirectory) {
        this.checkpointDirectory = checkpointDirectory;
    }

    /** See {@link #setEnableWal}. */
    public Boolean getEnableWal() {
        return enableWal;
    }

    /**
     * Whether the store has a log. Without it a durable write flushes the memtable.
     */
    public void setEnableWal(Boolean enableWal) {
        this.enableWal = enableWal;
    }

    /** See {@link #setCreateIfMissing}. */
    public Boolean getCreateIfMissing() {
        return createIfMissing;
    }

    /**
     * Whether a store is made where there is none.
     */
    public void setCreateIfMissing(Boolean createIfMissing) {
        this.createIfMissing = createIfMissing;
    }

    /** See {@link #setMemoryBudgetBytes}. */
    public Long getMemoryBudgetBytes() {
        return memoryBudgetBytes;
    }

    /**
     * Memory of the store for memtables and block cache together, in bytes. A quarter of the heap, 8 MiB to 448
     * MiB, if not set.
     */
    public void setMemoryBudgetBytes(Long memoryBudgetBytes) {
        this.memoryBudgetBytes = memoryBudgetBytes;
    }

    /** See {@link #setMemtableBytes}. */
    public Long getMemtableBytes() {
        return memtableBytes;
    }

    /**
     * Size at which the store flushes a memtable, in bytes. A seventh of the budget if not set.
     */
    public void setMemtableBytes(Long memtableBytes) {
        this.memtableBytes = memtableBytes;
    }

    /** See {@link #setBlockCacheBytes}. */
    public Long getBlockCacheBytes() {
        return blockCacheBytes;
    }

    /**
     * Size of the store's block cache, in bytes. Four sevenths of the budget if not set.
     */
    public void setBlockCacheBytes(Long blockCacheBytes) {
        this.blockCacheBytes = blockCacheBytes;
    }

    /** See {@link #setCompression}. */
    public Compression getCompression() {
        return compression;
    }

    /**
     * How new blocks of the store are compressed.
     */
    public void setCompression(Compression compression) {
        this.compression = compression;
    }

    /** See {@link #setCompactionStyle}. */
    public CompactionStyle getCompactionStyle() {
        return compactionStyle;
    }

    /**
     * How the store merges its tables in the background.
     */
    public void setCompactionStyle(CompactionStyle compactionStyle) {
        this.compactionStyle = compactionStyle;
    }

    /** See {@link #setEngineOptions}. */
    public Options getEngineOptions() {
        return engineOptions;
    }

    /**
     * Options of the engine as an object of class io.minilsm.api.Options; the other options win over it.
     */
    public void setEngineOptions(Options engineOptions) {
        this.engineOptions = engineOptions;
    }

    /** See {@link #setObjectMapper}. */
    public ObjectMapper getObjectMapper() {
        return objectMapper;
    }

    /**
     * The Jackson mapper for values that are JSON. One of the component's own if not set.
     */
    public void setObjectMapper(ObjectMapper objectMapper) {
        this.objectMapper = objectMapper;
    }
}
