package io.minilsm.internal.sstable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A table's blocks in the cache, by their number in the table. Thread-safe. Slots are set and emptied by the cache
 * under a shard's lock and read without; what else the cache knows of a block is beside them, so that a hit loads
 * nothing of it.
 */
final class CachedBlocks {
    private static final int MOST_USES = 3;

    private final BlockCache cache;
    private final long id;
    private final AtomicReferenceArray<byte[]> slots; // Null if nothing is cached.

    /** By block, guarded by the lock of its shard. */
    private final CacheEntry[] entries;

    /** By block: counted up by readers without a lock; a lost count does no harm. */
    private final byte[] uses;

    private volatile boolean closed;

    /** Makes the place for that many blocks; 0 if nothing is to be cached. */
    CachedBlocks(BlockCache cache, long id, int blocks) {
        this.cache = cache;
        this.id = id;
        slots = blocks == 0 ? null : new AtomicReferenceArray<>(blocks);
        entries = new CacheEntry[blocks];
        uses = new byte[blocks];
    }

    /** Returns the number that tells this table from others in the cache. */
    long id() {
        return id;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the block and counts that it was wanted; null if it is not there. */
    byte[] get(int index) {
        byte[] block = peek(index);
        if (block == null) {
            cache.countMiss();
            return null;
        }
        countUse(index);
        cache.countHit();
        return block;
    }

    /** Returns the block without counting; null if it is not there. */
    byte[] peek(int index) {
        return slots == null ? null : slots.getAcquire(index);
    }

    /** Offers a block, which the cache may take or not. */
    void put(int index, byte[] block) {
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

    /** Returns what the cache knows of the block, null if it is not there. Guarded by the shard's lock. */
    CacheEntry entry(int index) {
        return entries[index];
    }

    /** Guarded by the shard's lock. */
    void setEntry(int index, CacheEntry entry) {
        entries[index] = entry;
        uses[index] = 0;
        slots.setRelease(index, entry == null ? null : entry.block);
    }

    /** Stops writing at the top, so that a hot counter's memory is not passed between cores. */
    private void countUse(int index) {
        byte count = uses[index];
        if (count < MOST_USES) {
            uses[index] = (byte) (count + 1);
        }
    }

    /** Takes one use of the block away; returns whether there was one. */
    boolean takeUse(int index) {
        byte count = uses[index];
        if (count == 0) {
            return false;
        }
        uses[index] = (byte) (count - 1);
        return true;
    }

    void clearUses(int index) {
        uses[index] = 0;
    }
}
