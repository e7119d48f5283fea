package io.minilsm.internal.sstable;

import io.minilsm.internal.block.Block;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A table's blocks in the cache, by their number in the table. Thread-safe. Slots are set and emptied by the cache
 * under a shard's lock and read without.
 */
final class CachedBlocks {
    private final BlockCache cache;
    private final long id;
    private final AtomicReferenceArray<CacheEntry> slots;
    private volatile boolean closed;

    /** Makes the place for that many blocks; 0 if nothing is to be cached. */
    CachedBlocks(BlockCache cache, long id, int blocks) {
        this.cache = cache;
        this.id = id;
        slots = blocks == 0 ? null : new AtomicReferenceArray<>(blocks);
    }

    /** Returns the number that tells this table from others in the cache. */
    long id() {
        return id;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the block and counts that it was wanted; null if it is not there. */
    Block get(int index) {
        CacheEntry entry = slots == null ? null : slots.getAcquire(index);
        if (entry == null) {
            cache.countMiss();
            return null;
        }
        entry.countUse();
        cache.countHit();
        return entry.block;
    }

    /** Returns the block without counting; null if it is not there. */
    Block peek(int index) {
        CacheEntry entry = slots == null ? null : slots.getAcquire(index);
        return entry == null ? null : entry.block;
    }

    /** Offers a block, which the cache may take or not. */
    void put(int index, Block block) {
        if (slots != null) {
            cache.insert(this, index, block);
        }
    }

    /** Takes all blocks out of the cache and lets none in again. */
    void close() {
        closed = true;
        if (slots == null) {
            return;
        }
        cache.awaitInsertions();
        for (int i = 0; i < slots.length(); i++) {
            if (slots.getAcquire(i) != null) {
                cache.remove(this, i);
            }
        }
    }

    /** Guarded by the shard's lock. */
    CacheEntry slot(int index) {
        return slots.getAcquire(index);
    }

    /** Guarded by the shard's lock. */
    void setSlot(int index, CacheEntry entry) {
        slots.setRelease(index, entry);
    }
}
