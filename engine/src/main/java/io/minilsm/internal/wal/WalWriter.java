package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes the log of one life of a store. Thread-safe: frames lie in the order of the calls that appended them, and a
 * force does not hold up appends. Owns its segment files from their making to their release.
 *
 * <p>A failed write or force poisons the writer for good: it cannot know any more what is on the disk, and the system
 * reports a failed force only once. From then on every call throws {@link StorePoisonedException} and nothing is
 * written. A full disk is no failure as long as the segment in use has room: the append that needs another one throws
 * {@link DiskFullException} before anything of it is written, and later ones may succeed.
 */
public final class WalWriter implements Closeable {
    // Constant after construction.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LogPoison poison;
    private final SegmentMaker maker;
    private final BackgroundWork work;
    private final FrameWriter frames;
    private final SegmentSupply supply;
    private final SegmentForcer forcer;
    private final long firstSegmentBytes;

    // Guarded by lock.
    private boolean rotating;
    private boolean hasRotated;

    /**
     * Makes a writer; {@link #open()} makes its first segment.
     *
     * @param directory the store's directory, which is there
     * @param registry where segments are made known
     * @param background runs the making of segments ahead of need and the forcing of full ones; an append that cannot
     *     wait for it does the making itself
     * @param nonces random numbers, hard to guess
     * @param firstSegmentBytes size of the first segment
     * @param maxSegmentBytes size up to which segments grow; only a batch that needs more gets more
     * @param onPoison told once, with the cause, by the thread that failed or a later one, without a lock held
     */
    public WalWriter(
            Vfs vfs,
            Path directory,
            UUID storeId,
            SegmentRegistry registry,
            Executor background,
            LongSupplier nonces,
            long firstSegmentBytes,
            long maxSegmentBytes,
            Consumer<Throwable> onPoison) {
        long smallest = WalFormat.segmentBytesFor(0);
        if (firstSegmentBytes < smallest
                || maxSegmentBytes < firstSegmentBytes
                || maxSegmentBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("segment sizes out of range: first=" + firstSegmentBytes + ", max="
                    + maxSegmentBytes + ", expected=" + smallest + " <= first <= max <= " + Integer.MAX_VALUE);
        }
        this.firstSegmentBytes = firstSegmentBytes;
        poison = new LogPoison(onPoison);
        maker = new SegmentMaker(vfs, directory, storeId, registry, nonces);
        work = new BackgroundWork(background, lock, changed, poison);
        frames = new FrameWriter(poison);
        supply = new SegmentSupply(
                maker, work, lock, changed, poison, vfs.canMap(), firstSegmentBytes, maxSegmentBytes);
        forcer = new SegmentForcer(frames, registry, work, lock, poison);
    }

    /** Returns the checksum of a batch that {@link #append} wants; computed by callers outside any lock. */
    public static int payloadChecksum(byte[] payload, int offset, int length) {
        return WalFormat.payloadChecksum(payload, offset, length);
    }

    /** Makes, forces and registers the first segment. */
    public void open() throws IOException {
        try {
            Segment first = maker.make(firstSegmentBytes, false);
            lock.lock();
            try {
                frames.rotateInto(first);
            } finally {
                lock.unlock();
            }
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw poison.set(e);
        } finally {
            poison.tell();
        }
    }

    /**
     * Appends a batch as one frame.
     *
     * @param firstSequence sequence of its first entry, larger than all appended before
     * @param count number of its entries
     * @param payloadChecksum as {@link #payloadChecksum} returns it
     * @param toOs whether the frame is in the operating system when this returns, as all before it then are; if not, it
     *     may stay in this process until {@value ChannelOutput#PENDING_BYTES} bytes have gathered
     * @throws DiskFullException if a new segment is needed and there is no space; nothing was written
     * @throws StorePoisonedException if it is not known whether the frame was written
     */
    public void append(
            long firstSequence, int count, byte[] payload, int offset, int length, int payloadChecksum, boolean toOs)
            throws IOException {
        if (count < 1 || length < 0 || length > WriteBatch.MAX_ENCODED_BYTES) {
            throw new IllegalArgumentException("batch out of range: count=" + count + ", length=" + length);
        }
        Preparation early = null;
        boolean rotated;
        lock.lock();
        try {
            ensureRoom(WalFormat.frameBytes(length));
            requireOrder(firstSequence);
            frames.putData(firstSequence, count, payload, offset, length, payloadChecksum);
            if (toOs) {
                frames.active().osAppends++;
                frames.flush();
            }
            early = supply.planEarly(frames.active());
        } finally {
            rotated = hasRotated;
            hasRotated = false;
            lock.unlock();
            startBackground(early, rotated);
        }
    }

    /** Hands buffered frames to the operating system. */
    public void flush() throws IOException {
        lock.lock();
        try {
            requireUsable();
            frames.flush();
        } finally {
            lock.unlock();
            poison.tell();
        }
    }

    /**
     * Makes everything durable that was appended before the call, segment by segment, then leaves a mark of it in the
     * log. Callers that wait while another forces often find their work done.
     *
     * @return the last durable sequence
     * @throws StorePoisonedException if the force failed: what of the log is durable is not known
     */
    public long force() throws IOException {
        try {
            forcer.forceAppended();
            return frames.durableSequence();
        } finally {
            poison.tell();
        }
    }

    /**
     * Ends the log because something else of the store failed: from now on nothing is written or forced. Does not tell
     * the listener.
     */
    public void poison(Throwable cause) {
        poison.set(cause);
    }

    /** Returns the last sequence appended, 0 before the first. */
    public long appendedSequence() {
        return frames.appendedSequence();
    }

    /** Returns the last sequence that this writer made durable, 0 before the first. */
    public long durableSequence() {
        return frames.durableSequence();
    }

    /** Returns how often a force was needed and done. */
    public long forceCount() {
        return forcer.forceCount();
    }

    /** Returns the bytes of frames in segments that are not released, file headers included. */
    public long liveBytes() {
        lock.lock();
        try {
            long bytes = frames.active() == null ? 0 : frames.active().position;
            for (Segment segment : frames.full()) {
                bytes += segment.position;
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the full segments, oldest first, that hold no sequence above the given one. Some may not be reported as
     * closed yet.
     */
    public List<Long> segmentsCoveredBy(long sequence) {
        lock.lock();
        try {
            return frames.full().stream()
                    .takeWhile(segment -> segment.lastSequence <= sequence)
                    .map(Segment::number)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Forces the full segments up to their ends, those that {@link #force} found durable too. */
    public void forceFull() throws IOException {
        forcer.forceLock().lock();
        try {
            poison.check();
            forcer.forceFullSegments(null);
        } finally {
            forcer.forceLock().unlock();
            poison.tell();
        }
    }

    /** Returns the end of a full segment that was forced; null for any other number. */
    public ClosedSegment endOf(long number) {
        lock.lock();
        try {
            for (Segment segment : frames.full()) {
                if (segment.number() == number && segment.forced) {
                    return segment.toClosed();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Closes full segments that were forced and are kept as history; their files are no business of this any more. */
    public void detach(List<Long> numbers) throws IOException {
        forcer.forceLock().lock();
        try {
            IOException failure = null;
            for (long number : numbers) {
                Segment detached = takeFull(number);
                try {
                    if (detached != null) {
                        detached.output().close();
                    }
                } catch (IOException e) {
                    failure = Failures.first(failure, e);
                }
            }
            Failures.throwIfAny(failure);
        } finally {
            forcer.forceLock().unlock();
        }
    }

    /**
     * Takes back segments that the manifest durably names no more: their files are kept for another use or deleted.
     * Files of numbers that this writer did not make are deleted. Waits for a force under way; does nothing once
     * poisoned.
     */
    public void release(List<Long> numbers) throws IOException {
        forcer.forceLock().lock();
        try {
            IOException failure = null;
            for (long number : numbers) {
                if (poison.isSet()) {
                    break;
                }
                try {
                    release(number);
                } catch (IOException e) {
                    failure = Failures.first(failure, e);
                }
            }
            Failures.throwIfAny(failure);
        } finally {
            forcer.forceLock().unlock();
        }
    }

    /**
     * Forces what was appended, leaves a forced trailer, and closes the files. After poison it only closes them. A
     * second call does nothing. Waits for background work of this writer under way; no other call may follow.
     */
    @Override
    public void close() throws IOException {
        if (!work.close()) {
            return;
        }
        IOException failure = null;
        forcer.forceLock().lock();
        try {
            if (!poison.isSet() && frames.active() != null) {
                forcer.forceTrailer();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            failure = closeFiles(failure);
            forcer.forceLock().unlock();
            poison.tell();
        }
        Failures.throwIfAny(failure);
    }

    /**
     * Goes on in another segment if the frame has no room in this one. May let go of the lock meanwhile. Throws unless
     * frames may be appended.
     */
    private void ensureRoom(long frameBytes) throws IOException {
        while (rotating) {
            changed.awaitUninterruptibly();
        }
        requireUsable();
        if (frames.active().fits(frameBytes)) {
            return;
        }
        // Appends behind this one wait, so that none overtakes it while the lock is let go.
        rotating = true;
        try {
            while (!frames.active().fits(frameBytes)) {
                Segment next = supply.await(frameBytes, frames.active());
                requireUsable();
                frames.rotateInto(next);
                hasRotated = true;
            }
        } finally {
            rotating = false;
            changed.signalAll();
        }
    }

    private void requireOrder(long firstSequence) {
        if (firstSequence <= frames.appendedSequence()) {
            throw new IllegalArgumentException("sequence out of order: actual=" + firstSequence
                    + ", expected more than " + frames.appendedSequence());
        }
    }

    private void requireUsable() throws StorePoisonedException {
        poison.check();
        if (work.isClosing()) {
            throw new StoreClosedException("log is closed");
        }
        if (frames.active() == null) {
            throw new IllegalStateException("log is not open");
        }
    }

    private void startBackground(Preparation early, boolean rotated) {
        if (early != null) {
            work.submit(() -> supply.make(early));
        }
        if (rotated) {
            work.submit(forcer::closeFullSegments);
        }
        poison.tell();
    }

    private void release(long number) throws IOException {
        Segment released = takeFull(number);
        if (released == null) {
            maker.delete(number);
            return;
        }
        boolean reusable;
        lock.lock();
        try {
            reusable = supply.isReusable(released.use().sizeBytes());
        } finally {
            lock.unlock();
        }
        maker.retire(released, reusable);
    }

    /** Forgets the full segment of that number and returns it; null if there is none. */
    private Segment takeFull(long number) {
        lock.lock();
        try {
            if (frames.active() != null && frames.active().number() == number) {
                throw new IllegalArgumentException("log segment is in use: file=" + frames.active().fileName());
            }
            for (Iterator<Segment> at = frames.full().iterator(); at.hasNext(); ) {
                Segment segment = at.next();
                if (segment.number() == number) {
                    at.remove();
                    return segment;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private IOException closeFiles(IOException before) {
        List<Closeable> toClose = new ArrayList<>();
        lock.lock();
        try {
            frames.full().forEach(segment -> toClose.add(segment.output()));
            if (frames.active() != null) {
                toClose.add(frames.active().output());
            }
            if (supply.unused() != null) {
                toClose.add(supply.unused().output());
            }
            if (!poison.isSet()) {
                toClose.add(maker::close);
            }
        } finally {
            lock.unlock();
        }
        IOException failure = before;
        for (Closeable each : toClose) {
            try {
                each.close();
            } catch (IOException e) {
                failure = Failures.first(failure, e);
            }
        }
        return failure;
    }
}
