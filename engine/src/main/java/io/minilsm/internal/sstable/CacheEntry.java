package io.minilsm.internal.sstable;

import io.minilsm.internal.block.Block;

/** A block in the cache: a link of one of a shard's two queues. */
final class CacheEntry {
    /** Objects around a block's array: entry, block, array head. */
    private static final int OVERHEAD_BYTES = 112;

    private static final int MOST_USES = 3;

    // Constant after construction.
    final CachedBlocks owner;
    final int index;
    final Block block;
    final long identity;

    // Guarded by the shard's lock.
    CacheEntry before;
    CacheEntry behind;
    boolean isMain;

    /** Counted up by readers without a lock: a lost count does no harm. */
    private byte uses;

    CacheEntry(CachedBlocks owner, int index, Block block, long identity) {
        this.owner = owner;
        this.index = index;
        this.block = block;
        this.identity = identity;
        before = this;
        behind = this;
    }

    static long bytes(Block block) {
        return block.arrayBytes() + (long) OVERHEAD_BYTES;
    }

    /** Stops writing at the top, so that a hot entry's memory is not passed between cores. */
    void countUse() {
        if (uses < MOST_USES) {
            uses++;
        }
    }

    /** Takes one use away; returns whether there was one. */
    boolean takeUse() {
        byte left = uses;
        if (left == 0) {
            return false;
        }
        uses = (byte) (left - 1);
        return true;
    }

    void clearUses() {
        uses = 0;
    }

    /** Puts this in front of another entry of a ring. */
    void linkBefore(CacheEntry other) {
        before = other.before;
        behind = other;
        before.behind = this;
        other.before = this;
    }

    void unlink() {
        before.behind = behind;
        behind.before = before;
        before = this;
        behind = this;
    }
}
