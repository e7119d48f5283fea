package io.minilsm.internal.sstable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The data blocks in memory, of all tables of a store, bounded in bytes. Thread-safe.
 *
 * <p>A block is found through its table ({@link CachedBlocks}): an array with a slot for each block, so a hit is two
 * loads, without hashing or lock. This class decides only what stays. It is S3-FIFO (Yang and others, FIFO Queues Are
 * All You Need for Cache Eviction, SOSP 2023): a block is on probation first, and moves on to the main queue only if
 * it is asked for again before its turn; so a long scan passes through the probation queue and leaves the main one
 * alone. A block that comes back soon after it was thrown out of probation goes to the main queue at once;
 * {@code ghosts} remembers hashes of such blocks, overwriting old ones. Hits only count up a number in the entry.
 */
public final class BlockCache {
    /** Shards are made only where each has room for a fair number of blocks. */
    private static final long LEAST_SHARD_BYTES = 4 << 20;

    private static final int MAX_SHARDS = 16;

    private final long capacityBytes;
    private final CacheShard[] shards;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final AtomicLong lastOwner = new AtomicLong();

    /** Makes an empty cache; a capacity of 0 is no cache. */
    public BlockCache(long capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes: actual=" + capacityBytes + ", expected>=0");
        }
        this.capacityBytes = capacityBytes;
        long wanted = Math.max(1, Math.min(MAX_SHARDS, capacityBytes / LEAST_SHARD_BYTES));
        shards = new CacheShard[(int) Long.highestOneBit(wanted)];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new CacheShard(capacityBytes / shards.length);
        }
    }

    /** Returns the bound in bytes. */
    public long capacityBytes() {
        return capacityBytes;
    }

    /** Returns the bytes held, objects included; never more than the bound. */
    public long bytes() {
        long bytes = 0;
        for (CacheShard shard : shards) {
            bytes += shard.bytes();
        }
        return bytes;
    }

    /** Returns how many blocks were asked for and there. */
    public long hits() {
        return hits.sum();
    }

    /** Returns how many blocks were asked for and not there. */
    public long misses() {
        return misses.sum();
    }

    /** Makes the place for a table's blocks. */
    CachedBlocks register(int blocks) {
        return new CachedBlocks(this, lastOwner.incrementAndGet(), capacityBytes == 0 ? 0 : blocks);
    }

    void countHit() {
        hits.increment();
    }

    void countMiss() {
        misses.increment();
    }

    void insert(CachedBlocks owner, int index, byte[] block) {
        long identity = identity(owner, index);
        shard(identity).insert(owner, index, block, identity);
    }

    void remove(CachedBlocks owner, int index) {
        shard(identity(owner, index)).remove(owner, index);
    }

    /** Returns when no insertion that began before is still going on. */
    void awaitInsertions() {
        for (CacheShard shard : shards) {
            shard.bytes();
        }
    }

    private CacheShard shard(long identity) {
        return shards[(int) (identity >>> 32) & shards.length - 1];
    }

    private static long identity(CachedBlocks owner, int index) {
        long mixed = (owner.id() << 32 ^ index) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }
}
