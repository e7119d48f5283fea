package io.minilsm.api;

import java.util.Objects;

/**
 * How a store is opened. Immutable; {@code with...} methods return a changed copy. Sizes derive from one memory budget;
 * most users set nothing, or only that.
 *
 * <p>Also remembers which options were set explicitly: a second user of a shared store conflicts only over those.
 */
public final class Options {
    private static final Options DEFAULTS = new Options(new Builder());

    /** Smallest budget with which an engine works: two small memtables, a small cache. */
    private static final long MIN_BUDGET_BYTES = 4L << 20;

    /** Largest default budget; more is set explicitly by who wants it. */
    private static final long MAX_DEFAULT_BUDGET_BYTES = 448L << 20;

    private final boolean enableWal;
    private final Durability durability;
    private final long memoryBudgetBytes;
    private final long memtableBytes;
    private final long blockCacheBytes;
    private final int blockSizeBytes;
    private final long tableFileBytes;
    private final Compression compression;
    private final int bloomBitsPerKey;
    private final CompactionStyle compactionStyle;
    private final boolean createIfMissing;
    private final boolean errorIfExists;
    private final long walSegmentBytes;
    private final int explicit;

    private Options(Builder builder) {
        enableWal = builder.enableWal;
        durability = builder.durability;
        memoryBudgetBytes = builder.memoryBudgetBytes;
        memtableBytes = builder.memtableBytes;
        blockCacheBytes = builder.blockCacheBytes;
        blockSizeBytes = builder.blockSizeBytes;
        tableFileBytes = builder.tableFileBytes;
        compression = builder.compression;
        bloomBitsPerKey = builder.bloomBitsPerKey;
        compactionStyle = builder.compactionStyle;
        createIfMissing = builder.createIfMissing;
        errorIfExists = builder.errorIfExists;
        walSegmentBytes = builder.walSegmentBytes;
        explicit = builder.explicit;
    }

    /** Returns the default options. */
    public static Options defaults() {
        return DEFAULTS;
    }

    /** Whether writes go to the log before the memtable. Without it only flushes make writes durable. Default true. */
    public boolean enableWal() {
        return enableWal;
    }

    /** See {@link #enableWal()}. */
    public Options withEnableWal(boolean value) {
        Builder builder = new Builder(this, Bit.ENABLE_WAL);
        builder.enableWal = value;
        return new Options(builder);
    }

    /** Durability of writes that do not name one. Default {@link Durability#OS}. */
    public Durability durability() {
        return durability;
    }

    /** See {@link #durability()}. */
    public Options withDurability(Durability value) {
        Builder builder = new Builder(this, Bit.DURABILITY);
        builder.durability = Objects.requireNonNull(value, "durability");
        return new Options(builder);
    }

    /**
     * Memory for memtables and block cache together. Default: a quarter of the largest heap, at least 8 MiB and at most
     * 448 MiB. At least 4 MiB.
     */
    public long memoryBudgetBytes() {
        return memoryBudgetBytes != 0 ? memoryBudgetBytes : defaultBudget();
    }

    /** See {@link #memoryBudgetBytes()}. */
    public Options withMemoryBudgetBytes(long value) {
        Builder builder = new Builder(this, Bit.MEMORY_BUDGET);
        builder.memoryBudgetBytes = inRange("memoryBudgetBytes", value, MIN_BUDGET_BYTES, Long.MAX_VALUE);
        return new Options(builder);
    }

    /** Size at which a memtable is frozen and flushed. Default: a seventh of the budget. 64 KiB to 1 GiB. */
    public long memtableBytes() {
        return memtableBytes != 0 ? memtableBytes : Math.min(1L << 30, memoryBudgetBytes() / 7);
    }

    /** See {@link #memtableBytes()}. */
    public Options withMemtableBytes(long value) {
        Builder builder = new Builder(this, Bit.MEMTABLE);
        builder.memtableBytes = inRange("memtableBytes", value, 64 << 10, 1L << 30);
        return new Options(builder);
    }

    /** Bound of the block cache. Default: four sevenths of the budget. 0 (no cache) or more. */
    public long blockCacheBytes() {
        return blockCacheBytes >= 0 ? blockCacheBytes : memoryBudgetBytes() / 7 * 4;
    }

    /** See {@link #blockCacheBytes()}. */
    public Options withBlockCacheBytes(long value) {
        Builder builder = new Builder(this, Bit.BLOCK_CACHE);
        builder.blockCacheBytes = inRange("blockCacheBytes", value, 0, Long.MAX_VALUE);
        return new Options(builder);
    }

    /** Size at which a table block is closed, before compression. Default 8 KiB. 512 bytes to 1 MiB. */
    public int blockSizeBytes() {
        return blockSizeBytes;
    }

    /** See {@link #blockSizeBytes()}. */
    public Options withBlockSizeBytes(int value) {
        Builder builder = new Builder(this, Bit.BLOCK_SIZE);
        builder.blockSizeBytes = (int) inRange("blockSizeBytes", value, 512, 1 << 20);
        return new Options(builder);
    }

    /** Size at which a compaction starts a new table file. Default: the memtable size. 64 KiB to 1 GiB. */
    public long tableFileBytes() {
        return tableFileBytes != 0 ? tableFileBytes : Math.max(1 << 20, memtableBytes());
    }

    /** See {@link #tableFileBytes()}. */
    public Options withTableFileBytes(long value) {
        Builder builder = new Builder(this, Bit.TABLE_FILE);
        builder.tableFileBytes = inRange("tableFileBytes", value, 64 << 10, 1L << 30);
        return new Options(builder);
    }

    /** How new table blocks are compressed. Default {@link Compression#LZ4}. */
    public Compression compression() {
        return compression;
    }

    /** See {@link #compression()}. */
    public Options withCompression(Compression value) {
        Builder builder = new Builder(this, Bit.COMPRESSION);
        builder.compression = Objects.requireNonNull(value, "compression");
        return new Options(builder);
    }

    /** Bits of the Bloom filter per key of a new table; 0 is no filter. Default 10. 0 to 24. */
    public int bloomBitsPerKey() {
        return bloomBitsPerKey;
    }

    /** See {@link #bloomBitsPerKey()}. */
    public Options withBloomBitsPerKey(int value) {
        Builder builder = new Builder(this, Bit.BLOOM);
        builder.bloomBitsPerKey = (int) inRange("bloomBitsPerKey", value, 0, 24);
        return new Options(builder);
    }

    /** Background compaction. Default {@link CompactionStyle#LEVELED}. */
    public CompactionStyle compactionStyle() {
        return compactionStyle;
    }

    /** See {@link #compactionStyle()}. */
    public Options withCompactionStyle(CompactionStyle value) {
        Builder builder = new Builder(this, Bit.COMPACTION);
        builder.compactionStyle = Objects.requireNonNull(value, "compactionStyle");
        return new Options(builder);
    }

    /** Whether a store is made where there is none. Default true. */
    public boolean createIfMissing() {
        return createIfMissing;
    }

    /** See {@link #createIfMissing()}. */
    public Options withCreateIfMissing(boolean value) {
        Builder builder = new Builder(this, Bit.CREATE_IF_MISSING);
        builder.createIfMissing = value;
        return new Options(builder);
    }

    /** Whether opening a store that exists is an error. Default false. */
    public boolean errorIfExists() {
        return errorIfExists;
    }

    /** See {@link #errorIfExists()}. */
    public Options withErrorIfExists(boolean value) {
        Builder builder = new Builder(this, Bit.ERROR_IF_EXISTS);
        builder.errorIfExists = value;
        return new Options(builder);
    }

    /**
     * Size up to which log segments grow; the first ones are smaller, so that a small store stays small. Default 64
     * MiB, or the memtable size if that is smaller. 64 KiB to 1 GiB.
     */
    public long walSegmentBytes() {
        return walSegmentBytes != 0 ? walSegmentBytes : Math.max(256 << 10, Math.min(64L << 20, memtableBytes()));
    }

    /** See {@link #walSegmentBytes()}. */
    public Options withWalSegmentBytes(long value) {
        Builder builder = new Builder(this, Bit.WAL_SEGMENT);
        builder.walSegmentBytes = inRange("walSegmentBytes", value, 64 << 10, 1L << 30);
        return new Options(builder);
    }

    /**
     * Returns the first option that was set explicitly in {@code asked} and differs from these options, as
     * {@code name: asked=..., open=...}; null if there is none.
     */
    public String conflictWith(Options asked) {
        for (Bit bit : Bit.values()) {
            if ((asked.explicit & bit.mask()) != 0 && !bit.read(this).equals(bit.read(asked))) {
                return bit.optionName + ": asked=" + bit.read(asked) + ", open=" + bit.read(this);
            }
        }
        return null;
    }

    private static long defaultBudget() {
        long share = Runtime.getRuntime().maxMemory() / 4;
        return Math.max(8L << 20, Math.min(MAX_DEFAULT_BUDGET_BYTES, share));
    }

    private static long inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " out of range: actual=" + value + ", expected=" + least + ".." + most);
        }
        return value;
    }

    /** The options that a second user of an open store can be in conflict over. */
    private enum Bit {
        ENABLE_WAL("enableWal"),
        DURABILITY("durability"),
        MEMORY_BUDGET("memoryBudgetBytes"),
        MEMTABLE("memtableBytes"),
        BLOCK_CACHE("blockCacheBytes"),
        BLOCK_SIZE("blockSizeBytes"),
        TABLE_FILE("tableFileBytes"),
        COMPRESSION("compression"),
        BLOOM("bloomBitsPerKey"),
        COMPACTION("compactionStyle"),
        CREATE_IF_MISSING("createIfMissing"),
        ERROR_IF_EXISTS("errorIfExists"),
        WAL_SEGMENT("walSegmentBytes");

        private final String optionName;

        Bit(String optionName) {
            this.optionName = optionName;
        }

        int mask() {
            return 1 << ordinal();
        }

        Object read(Options options) {
            return switch (this) {
                case ENABLE_WAL -> options.enableWal();
                // A user's default durability is its own affair: it goes with each write.
                case DURABILITY, CREATE_IF_MISSING, ERROR_IF_EXISTS -> "";
                case MEMORY_BUDGET -> options.memoryBudgetBytes();
                case MEMTABLE -> options.memtableBytes();
                case BLOCK_CACHE -> options.blockCacheBytes();
                case BLOCK_SIZE -> options.blockSizeBytes();
                case TABLE_FILE -> options.tableFileBytes();
                case COMPRESSION -> options.compression();
                case BLOOM -> options.bloomBitsPerKey();
                case COMPACTION -> options.compactionStyle();
                case WAL_SEGMENT -> options.walSegmentBytes();
            };
        }
    }

    private static final class Builder {
        private boolean enableWal = true;
        private Durability durability = Durability.OS;
        private long memoryBudgetBytes;
        private long memtableBytes;
        private long blockCacheBytes = -1;
        private int blockSizeBytes = 8 << 10;
        private long tableFileBytes;
        private Compression compression = Compression.LZ4;
        private int bloomBitsPerKey = 10;
        private CompactionStyle compactionStyle = CompactionStyle.LEVELED;
        private boolean createIfMissing = true;
        private boolean errorIfExists;
        private long walSegmentBytes;
        private int explicit;

        Builder() {}

        Builder(Options from, Bit changed) {
            enableWal = from.enableWal;
            durability = from.durability;
            memoryBudgetBytes = from.memoryBudgetBytes;
            memtableBytes = from.memtableBytes;
            blockCacheBytes = from.blockCacheBytes;
            blockSizeBytes = from.blockSizeBytes;
            tableFileBytes = from.tableFileBytes;
            compression = from.compression;
            bloomBitsPerKey = from.bloomBitsPerKey;
            compactionStyle = from.compactionStyle;
            createIfMissing = from.createIfMissing;
            errorIfExists = from.errorIfExists;
            walSegmentBytes = from.walSegmentBytes;
            explicit = from.explicit | changed.mask();
        }
    }
}
