package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces segments in order and reports the full ones as closed. Thread-safe: forces are one at a time, and appends go
 * on beside them.
 */
final class SegmentForcer {
    // Constant after construction.
    private final FrameWriter frames;
    private final SegmentRegistry registry;
    private final BackgroundWork work;
    private final ReentrantLock lock;
    private final LogPoison poison;

    /** Held by whoever forces or closes segment files. Taken before the writer's lock. */
    private final ReentrantLock forceLock = new ReentrantLock();

    // Guarded by the writer's lock.
    private boolean reporting;

    // Written under forceLock, read by any.
    private volatile long forceCount;

    SegmentForcer(
            FrameWriter frames, SegmentRegistry registry, BackgroundWork work, ReentrantLock lock, LogPoison poison) {
        this.frames = frames;
        this.registry = registry;
        this.work = work;
        this.lock = lock;
        this.poison = poison;
    }

    ReentrantLock forceLock() {
        return forceLock;
    }

    long forceCount() {
        return forceCount;
    }

    /** Forces all that was appended before the call and leaves a mark, unless that is done already. */
    void forceAppended() throws IOException {
        long wanted = frames.appendedSequence();
        forceLock.lock();
        try {
            poison.check();
            if (frames.durableSequence() < wanted) {
                forceAll(true);
            }
        } finally {
            forceLock.unlock();
        }
    }

    /**
     * Forces all that was appended, then a trailer, and reports what was not reported, the segment in use too: then
     * damage to the end of a closed log is seen even if it takes the trailer away. Called with the force lock held and
     * no background work left.
     */
    void forceTrailer() throws IOException {
        forceAll(false);
        List<ClosedSegment> unreported = new ArrayList<>();
        Segment last;
        lock.lock();
        try {
            last = frames.active();
            frames.full().stream().filter(segment -> !segment.reported).map(Segment::toClosed).forEach(unreported::add);
            unreported.add(last.toClosed());
            frames.putTrailer();
        } finally {
            lock.unlock();
        }
        force(last);
        try {
            for (ClosedSegment segment : unreported) {
                registry.closed(segment);
            }
        } catch (DiskFullException e) {
            throw e; // The log is durable to its end, and the trailer says so.
        } catch (IOException | RuntimeException | Error e) {
            throw poison.set(e);
        }
    }

    /** Forces full segments and reports them as closed, in order; one thread at a time does, for all. */
    void closeFullSegments() {
        lock.lock();
        try {
            if (reporting || !work.begin()) {
                return;
            }
            reporting = true;
        } finally {
            lock.unlock();
        }
        Segment next = null;
        try {
            for (next = nextToClose(); next != null; next = nextToClose()) {
                forceLock.lock();
                try {
                    forceFullSegments(null);
                } finally {
                    forceLock.unlock();
                }
                if (isForced(next)) { // not when it was released meanwhile
                    registry.closed(next.toClosed());
                }
            }
        } catch (DiskFullException e) {
            reportLater(next);
        } catch (IOException | RuntimeException | Error e) {
            poison.set(e);
        } finally {
            lock.lock();
            try {
                work.end();
            } finally {
                lock.unlock();
            }
            poison.tell();
        }
    }

    private void forceAll(boolean leaveMark) throws IOException {
        Segment target;
        long end;
        long sequence;
        lock.lock();
        try {
            frames.flush();
            target = frames.active();
            target.forces++;
            end = target.position;
            sequence = frames.appendedSequence();
        } finally {
            lock.unlock();
        }
        forceFullSegments(target);
        force(target);
        forceCount++;
        lock.lock();
        try {
            frames.advanceMark(target.number(), end, sequence);
            if (leaveMark) {
                frames.putMark();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forces the full segments before the given one, or all if that is null, oldest first. */
    void forceFullSegments(Segment before) throws IOException {
        for (Segment segment : unforced(before)) {
            force(segment);
            lock.lock();
            try {
                segment.forced = true;
                frames.advanceMark(segment.number(), segment.position, segment.lastSequence);
            } finally {
                lock.unlock();
            }
        }
    }

    private List<Segment> unforced(Segment before) {
        List<Segment> unforced = new ArrayList<>();
        lock.lock();
        try {
            for (Segment segment : frames.full()) {
                if (segment == before) {
                    break;
                }
                if (!segment.forced) {
                    unforced.add(segment);
                }
            }
        } finally {
            lock.unlock();
        }
        return unforced;
    }

    private void force(Segment segment) throws IOException {
        assert forceLock.isHeldByCurrentThread();
        poison.check();
        try {
            segment.output().force();
        } catch (IOException | RuntimeException | Error e) {
            throw poison.set(e);
        }
    }

    /** Returns the oldest full segment not reported; if there is none, the next to be full needs another thread. */
    private Segment nextToClose() {
        lock.lock();
        try {
            for (Segment segment : frames.full()) {
                if (!segment.reported && !work.isClosing()) {
                    segment.reported = true;
                    return segment;
                }
            }
            reporting = false;
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** There is no space for the record of a closed segment now: it is made after the next rotation, or at close. */
    private void reportLater(Segment segment) {
        lock.lock();
        try {
            segment.reported = false;
            reporting = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isForced(Segment segment) {
        lock.lock();
        try {
            return segment.forced;
        } finally {
            lock.unlock();
        }
    }
}
