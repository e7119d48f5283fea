package io.minilsm.internal.sstable;

/** A block in the cache: a link of one of a shard's two queues. */
final class CacheEntry {
    /** This object, the head of the block's array, and what leads to both. */
    private static final int OVERHEAD_BYTES = 96;

    // Constant after construction.
    final CachedBlocks owner;
    final int index;
    final byte[] block;
    final long identity;

    // Guarded by the shard's lock.
    CacheEntry before;
    CacheEntry behind;
    boolean isMain;

    /** Makes the head of a ring. */
    CacheEntry() {
        this(null, -1, null, 0);
    }

    CacheEntry(CachedBlocks owner, int index, byte[] block, long identity) {
        this.owner = owner;
        this.index = index;
        this.block = block;
        this.identity = identity;
        before = this;
        behind = this;
    }

    static long bytes(byte[] block) {
        return block.length + (long) OVERHEAD_BYTES;
    }

    /** Takes one use away; returns whether there was one. */
    boolean takeUse() {
        return owner.takeUse(index);
    }

    void clearUses() {
        owner.clearUses(index);
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
