package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the next segment made ahead of need. Methods are called under the writer's lock, unless they say otherwise.
 *
 * <p>Whoever needs a segment that nobody has begun to make makes it himself, so that an append never depends on the
 * background's being free.
 */
final class SegmentSupply {
    /** Sizes of segments double until the largest. */
    private static final int GROWTH = 2;

    // Constant after construction.
    private final SegmentMaker maker;
    private final BackgroundWork work;
    private final ReentrantLock lock;
    private final Condition changed;
    private final LogPoison poison;
    private final boolean canMap;
    private final long firstSegmentBytes;
    private final long maxSegmentBytes;

    // Guarded by lock.
    private Preparation preparation;
    private long regularBytes;

    SegmentSupply(
            SegmentMaker maker,
            BackgroundWork work,
            ReentrantLock lock,
            Condition changed,
            LogPoison poison,
            boolean canMap,
            long firstSegmentBytes,
            long maxSegmentBytes) {
        this.maker = maker;
        this.work = work;
        this.lock = lock;
        this.changed = changed;
        this.poison = poison;
        this.canMap = canMap;
        this.firstSegmentBytes = firstSegmentBytes;
        this.maxSegmentBytes = maxSegmentBytes;
        regularBytes = firstSegmentBytes;
    }

    /**
     * Asks for the next segment when half of the active one is used; once, so that a full disk is not asked again at
     * each append. Returns what is to be made: {@link #make} in the background, or null.
     */
    Preparation planEarly(Segment active) {
        if (preparation != null || !active.isHalfFull()) {
            return null;
        }
        preparation = plan(0, active);
        return preparation;
    }

    /**
     * Returns the next segment; it may be too small for the frame if it was asked for before. Lets go of the lock
     * meanwhile.
     *
     * @throws DiskFullException if there is no space
     */
    Segment await(long frameBytes, Segment active) throws IOException {
        if (preparation == null || preparation.refusal != null) {
            preparation = plan(frameBytes, active);
        }
        Preparation wanted = preparation;
        if (!wanted.claimed) {
            assert lock.getHoldCount() == 1;
            lock.unlock();
            try {
                make(wanted);
            } finally {
                lock.lock();
            }
        }
        while (wanted.isUnderWay()) {
            changed.awaitUninterruptibly();
        }
        poison.check();
        if (wanted.refusal != null) {
            throw new DiskFullException(wanted.refusal.getMessage(), wanted.refusal);
        }
        if (wanted.made == null) {
            return null;
        }
        preparation = null;
        regularBytes = Math.max(regularBytes, Math.min(maxSegmentBytes, wanted.made.use().sizeBytes()));
        return wanted.made;
    }

    /** Makes the segment unless another thread has begun to. Called without the lock. */
    void make(Preparation wanted) {
        lock.lock();
        try {
            if (wanted.claimed || !work.begin()) {
                return;
            }
            wanted.claimed = true;
        } finally {
            lock.unlock();
        }
        Segment made = null;
        DiskFullException refusal = null;
        try {
            made = makeWhatFits(wanted);
        } catch (DiskFullException e) {
            refusal = e;
        } catch (IOException | RuntimeException | Error e) {
            poison.set(e);
        }
        lock.lock();
        try {
            wanted.made = made;
            wanted.refusal = refusal;
            wanted.ended = true;
            work.end();
        } finally {
            lock.unlock();
        }
        poison.tell();
    }

    /** Halves the size until there is space: what is left takes writes, however large segments have grown. */
    private Segment makeWhatFits(Preparation wanted) throws IOException {
        long sizeBytes = wanted.sizeBytes;
        while (true) {
            try {
                return maker.make(sizeBytes, wanted.mapped);
            } catch (DiskFullException e) {
                if (sizeBytes <= wanted.minBytes) {
                    throw e;
                }
                sizeBytes = Math.max(wanted.minBytes, sizeBytes / GROWTH);
            }
        }
    }

    /** Returns whether a released file of that size is worth keeping: segments never get smaller again. */
    boolean isReusable(long sizeBytes) {
        return sizeBytes >= regularBytes && sizeBytes <= maxSegmentBytes;
    }

    /** Returns the segment that was made and not used; null if there is none. */
    Segment unused() {
        return preparation == null ? null : preparation.made;
    }

    private Preparation plan(long frameBytes, Segment active) {
        long regular = Math.min(maxSegmentBytes, GROWTH * regularBytes);
        long needed = WalFormat.segmentBytesFor(frameBytes);
        long size = Math.max(regular, needed);
        return new Preparation(
                size,
                Math.min(size, Math.max(firstSegmentBytes, needed)),
                canMap && size <= maxSegmentBytes && active.isMostlyUnforced());
    }
}
