package io.minilsm.internal.sstable;


/**
 * A part of the cache with a bound and a lock of its own; see {@link BlockCache} for the idea. Thread-safe. The lock is
 * held for a few steps only, never over I/O.
 */
final class CacheShard {
    /** The share of the bound that blocks on probation have when both queues are full. */
    private static final int PROBATION_SHARE = 10;

    /** A block larger than this share of the bound would throw out too much for one use. */
    private static final int LARGEST_SHARE = 8;

    /** Readers may count up uses as fast as the search for a victim takes them away, so that search has an end. */
    private static final int MOST_SECOND_CHANCES = 256;

    private static final int GHOST_PER_BYTES = 2 << 10;
    private static final int LEAST_GHOSTS = 256;
    private static final int MOST_GHOSTS = 1 << 16;

    private final long capacityBytes;

    // Guarded by this. The oldest entry of a queue is the one behind its head.
    private final CacheEntry probation = new CacheEntry();
    private final CacheEntry main = new CacheEntry();
    private final long[] ghosts;
    private long probationBytes;
    private long mainBytes;

    CacheShard(long capacityBytes) {
        this.capacityBytes = capacityBytes;
        long wanted = Math.max(LEAST_GHOSTS, Math.min(MOST_GHOSTS, capacityBytes / GHOST_PER_BYTES));
        ghosts = new long[(int) Long.highestOneBit(wanted)];
    }

    synchronized long bytes() {
        return probationBytes + mainBytes;
    }

    synchronized void insert(CachedBlocks owner, int index, byte[] block, long identity) {
        long bytes = CacheEntry.bytes(block);
        if (bytes > capacityBytes / LARGEST_SHARE || owner.isClosed() || owner.entry(index) != null) {
            return;
        }
        while (probationBytes + mainBytes + bytes > capacityBytes) {
            evictOne();
        }
        CacheEntry entry = new CacheEntry(owner, index, block, identity);
        if (isGhost(identity)) {
            enterMain(entry);
        } else {
            probationBytes += bytes;
            entry.linkBefore(probation);
        }
        owner.setEntry(index, entry);
    }

    synchronized void remove(CachedBlocks owner, int index) {
        CacheEntry entry = owner.entry(index);
        if (entry != null) {
            drop(entry);
        }
    }

    /** Throws out one entry; only when there is one. */
    private void evictOne() {
        boolean fromProbation = probationBytes * PROBATION_SHARE > capacityBytes || main.behind == main;
        for (int chances = MOST_SECOND_CHANCES; fromProbation; chances--) {
            CacheEntry oldest = probation.behind;
            if (oldest == probation) {
                break;
            }
            if (chances == 0 || !oldest.takeUse()) {
                remember(oldest.identity);
                drop(oldest);
                return;
            }
            probationBytes -= CacheEntry.bytes(oldest.block);
            oldest.unlink();
            oldest.clearUses();
            enterMain(oldest);
        }
        evictFromMain();
    }

    private void evictFromMain() {
        for (int chances = MOST_SECOND_CHANCES; ; chances--) {
            CacheEntry oldest = main.behind;
            if (chances == 0 || !oldest.takeUse()) {
                drop(oldest);
                return;
            }
            oldest.unlink();
            oldest.linkBefore(main);
        }
    }

    private void enterMain(CacheEntry entry) {
        entry.isMain = true;
        mainBytes += CacheEntry.bytes(entry.block);
        entry.linkBefore(main);
    }

    private void drop(CacheEntry entry) {
        long bytes = CacheEntry.bytes(entry.block);
        if (entry.isMain) {
            mainBytes -= bytes;
        } else {
            probationBytes -= bytes;
        }
        entry.unlink();
        entry.owner.setEntry(entry.index, null);
    }

    private void remember(long identity) {
        ghosts[ghostIndex(identity)] = identity;
    }

    private boolean isGhost(long identity) {
        int at = ghostIndex(identity);
        boolean found = ghosts[at] == identity;
        if (found) {
            ghosts[at] = 0;
        }
        return found;
    }

    private int ghostIndex(long identity) {
        return (int) identity & ghosts.length - 1;
    }
}
