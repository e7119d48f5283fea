package io.minilsm.internal.wal;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.vfs.Vfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /** Sizes of segments double until the largest. */
    private static final int GROWTH = 2;

    // Constant after construction.
    private final SegmentMaker maker;
    private final SegmentRegistry registry;
    private final Executor background;
    private final boolean canMap;
    private final long firstSegmentBytes;
    private final long maxSegmentBytes;
    private final Consumer<Throwable> onPoison;
    private final AtomicBoolean poisonTold = new AtomicBoolean();

    /** Held by whoever forces or closes segment files, so that it is one at a time. Taken before {@link #lock}. */
    private final ReentrantLock forceLock = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final FrameHeader frame = new FrameHeader();
    private final byte[] headerBytes = new byte[FrameHeader.BYTES];
    private final Deque<Segment> full = new ArrayDeque<>();
    private Segment active;
    private Preparation preparation;
    private long regularSegmentBytes;
    private long markSegment;
    private long markEnd;
    private boolean rotating;
    private boolean hasRotated;
    private boolean reporting;
    private boolean closing;
    private int running;

    // Written under lock, read by any.
    private volatile long appendedSequence;
    private volatile long durableSequence;
    private volatile long forceCount;
    private volatile Throwable poison;

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
        if (firstSegmentBytes < smallest || maxSegmentBytes < firstSegmentBytes || maxSegmentBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("segment sizes out of range: first=" + firstSegmentBytes + ", max="
                    + maxSegmentBytes + ", expected=" + smallest + " <= first <= max <= " + Integer.MAX_VALUE);
        }
        this.maker = new SegmentMaker(vfs, directory, storeId, registry, nonces);
        this.registry = registry;
        this.background = background;
        this.canMap = vfs.canMap();
        this.firstSegmentBytes = firstSegmentBytes;
        this.maxSegmentBytes = maxSegmentBytes;
        this.onPoison = onPoison;
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
                active = first;
                regularSegmentBytes = firstSegmentBytes;
                putLink(Link.NONE);
            } finally {
                lock.unlock();
            }
        } catch (DiskFullException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        } finally {
            tellPoison();
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
        boolean rotated = false;
        try {
            lock.lock();
            try {
                requireUsable();
                ensureRoom(WalFormat.frameBytes(length));
                requireOrder(firstSequence);
                putData(firstSequence, count, payload, offset, length, payloadChecksum, toOs);
                early = planEarly();
            } finally {
                rotated = hasRotated;
                hasRotated = false;
                lock.unlock();
            }
        } finally {
            if (early != null) {
                Preparation wanted = early;
                submit(() -> prepare(wanted));
            }
            if (rotated) {
                submit(this::closeFullSegments);
            }
            tellPoison();
        }
    }

    /** Hands buffered frames to the operating system. */
    public void flush() throws IOException {
        try {
            lock.lock();
            try {
                requireUsable();
                flushActive();
            } finally {
                lock.unlock();
            }
        } finally {
            tellPoison();
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
        long wanted = appendedSequence;
        forceLock.lock();
        try {
            checkPoison();
            if (durableSequence < wanted) {
                forceAll(true);
            }
            return durableSequence;
        } finally {
            forceLock.unlock();
            tellPoison();
        }
    }

    /** Returns the last sequence appended, 0 before the first. */
    public long appendedSequence() {
        return appendedSequence;
    }

    /** Returns the last sequence that this writer made durable, 0 before the first. */
    public long durableSequence() {
        return durableSequence;
    }

    /** Returns how often a force was needed and done. */
    public long forceCount() {
        return forceCount;
    }

    /** Returns the bytes of frames in segments that are not released, headers included. */
    public long liveBytes() {
        lock.lock();
        try {
            long bytes = active == null ? 0 : active.position;
            for (Segment segment : full) {
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
            List<Long> numbers = new ArrayList<>();
            for (Segment segment : full) {
                if (segment.lastSequence > sequence) {
                    break;
                }
                numbers.add(segment.number());
            }
            return numbers;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back segments that the manifest durably names no more: their files are kept for another use or deleted. Files
     * of numbers that this writer did not make are deleted. Waits for a force under way; does nothing once poisoned.
     */
    public void release(List<Long> numbers) throws IOException {
        forceLock.lock();
        try {
            IOException failure = null;
            for (long number : numbers) {
                if (poison != null) {
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
            forceLock.unlock();
        }
    }

    /**
     * Forces what was appended, leaves a forced trailer, and closes the files. After poison it only closes them. A second
     * call does nothing. Waits for background work of this writer under way; no other call may follow.
     */
    @Override
    public void close() throws IOException {
        if (!beginClosing()) {
            return;
        }
        IOException failure = null;
        forceLock.lock();
        try {
            if (poison == null && active != null) {
                forceAll(false);
                putTrailer();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            failure = closeFiles(failure);
            forceLock.unlock();
            tellPoison();
        }
        Failures.throwIfAny(failure);
    }

    // ---- appending, under lock

    private void ensureRoom(long frameBytes) throws IOException {
        while (rotating) {
            changed.awaitUninterruptibly();
        }
        requireUsable();
        if (active.fits(frameBytes)) {
            return;
        }
        // Appends behind this one wait, so that none overtakes it while the lock is let go.
        rotating = true;
        try {
            while (!active.fits(frameBytes)) {
                rotateInto(awaitSegment(frameBytes));
            }
        } finally {
            rotating = false;
            changed.signalAll();
        }
    }

    /** Returns the next segment; it may be too small if it was asked for before. Lets go of the lock meanwhile. */
    private Segment awaitSegment(long frameBytes) throws IOException {
        if (preparation == null || preparation.refusal != null) {
            preparation = plan(frameBytes);
        }
        Preparation wanted = preparation;
        if (!wanted.claimed) {
            lock.unlock();
            try {
                prepare(wanted);
            } finally {
                lock.lock();
            }
        }
        while (wanted.made == null && wanted.refusal == null && poison == null && !closing) {
            changed.awaitUninterruptibly();
        }
        requireUsable();
        if (wanted.refusal != null) {
            throw new DiskFullException(wanted.refusal.getMessage(), wanted.refusal);
        }
        preparation = null;
        return wanted.made;
    }

    private void requireOrder(long firstSequence) {
        if (firstSequence <= appendedSequence) {
            throw new IllegalArgumentException(
                    "sequence out of order: actual=" + firstSequence + ", expected more than " + appendedSequence);
        }
    }

    /** Asks for the next segment when half of this one is used; once, so that a full disk is not asked at each append. */
    private Preparation planEarly() {
        if (preparation != null || !active.isHalfFull()) {
            return null;
        }
        preparation = plan(0);
        return preparation;
    }

    private Preparation plan(long frameBytes) {
        long regular = Math.min(maxSegmentBytes, GROWTH * regularSegmentBytes);
        long size = Math.max(regular, WalFormat.segmentBytesFor(frameBytes));
        return new Preparation(size, canMap && size <= maxSegmentBytes && active.isMostlyUnforced());
    }

    private void rotateInto(Segment next) throws IOException {
        Segment before = active;
        flushActive();
        before.lastSequence = appendedSequence;
        full.add(before);
        active = next;
        hasRotated = true;
        next.lastSequence = appendedSequence;
        regularSegmentBytes = Math.max(regularSegmentBytes, Math.min(maxSegmentBytes, next.use().sizeBytes()));
        putLink(new Link(before.number(), before.position, before.checksum));
    }

    private void putLink(Link link) throws IOException {
        putControl(FrameType.LINK, link.encode());
    }

    private void putData(
            long firstSequence, int count, byte[] payload, int offset, int length, int payloadChecksum, boolean toOs)
            throws IOException {
        frame.type = FrameType.DATA;
        frame.sequence = firstSequence;
        frame.count = count;
        frame.payloadChecksum = payloadChecksum;
        putFrame(payload, offset, length);
        appendedSequence = firstSequence + count - 1;
        active.lastSequence = appendedSequence;
        if (toOs) {
            active.osAppends++;
            flushActive();
        }
    }

    private void putControl(int type, byte[] payload) throws IOException {
        frame.type = type;
        frame.sequence = appendedSequence;
        frame.count = 0;
        frame.payloadChecksum = payloadChecksum(payload, 0, payload.length);
        putFrame(payload, 0, payload.length);
    }

    /** Puts the frame whose header's other fields are set. */
    private void putFrame(byte[] payload, int offset, int length) throws IOException {
        try {
            frame.payloadLength = length;
            frame.offset = active.position;
            frame.markSegment = markSegment;
            frame.markEnd = markEnd;
            frame.encode(headerBytes, 0, active.use().nonce());
            active.output().put(active.position, headerBytes, payload, offset, length);
            active.position = frame.end();
            active.checksum = WalFormat.chain(active.checksum, frame.checksum);
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private void flushActive() throws IOException {
        try {
            active.output().flush();
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    // ---- forcing, under forceLock and without lock

    private void forceAll(boolean leaveMark) throws IOException {
        Segment target;
        long end;
        long sequence;
        lock.lock();
        try {
            flushActive();
            target = active;
            target.forces++;
            end = target.position;
            sequence = appendedSequence;
        } finally {
            lock.unlock();
        }
        forceFullSegments(target);
        force(target);
        lock.lock();
        try {
            advanceMark(target.number(), end, sequence);
            forceCount++;
            if (leaveMark && active.fits(FrameHeader.BYTES)) {
                putControl(FrameType.MARK, Bytes.EMPTY);
                flushActive();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forces the full segments before the given one, or all if that is null, oldest first. */
    private void forceFullSegments(Segment before) throws IOException {
        List<Segment> unforced = new ArrayList<>();
        lock.lock();
        try {
            for (Segment segment : full) {
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
        for (Segment segment : unforced) {
            force(segment);
            lock.lock();
            try {
                segment.forced = true;
                advanceMark(segment.number(), segment.position, segment.lastSequence);
            } finally {
                lock.unlock();
            }
        }
    }

    private void force(Segment segment) throws IOException {
        checkPoison();
        try {
            segment.output().force();
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private void advanceMark(long segment, long end, long sequence) {
        assert segment > markSegment || segment == markSegment && end >= markEnd;
        markSegment = segment;
        markEnd = end;
        durableSequence = Math.max(durableSequence, sequence);
    }

    private void putTrailer() throws IOException {
        Segment last;
        lock.lock();
        try {
            last = active;
            putControl(FrameType.TRAILER, Bytes.EMPTY);
            flushActive();
        } finally {
            lock.unlock();
        }
        force(last);
    }

    // ---- background work, without a lock

    /** Makes the segment unless another thread has begun to. */
    private void prepare(Preparation wanted) {
        lock.lock();
        try {
            if (wanted.claimed || closing || poison != null) {
                return;
            }
            wanted.claimed = true;
            running++;
        } finally {
            lock.unlock();
        }
        Segment made = null;
        DiskFullException refusal = null;
        try {
            made = maker.make(wanted.sizeBytes, wanted.mapped);
        } catch (DiskFullException e) {
            refusal = e;
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
        lock.lock();
        try {
            wanted.made = made;
            wanted.refusal = refusal;
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        tellPoison();
    }

    /** Forces full segments and reports them as closed, in order; one thread at a time does, for all. */
    private void closeFullSegments() {
        lock.lock();
        try {
            if (reporting || closing || poison != null) {
                return;
            }
            reporting = true;
            running++;
        } finally {
            lock.unlock();
        }
        try {
            for (Segment next = nextToClose(); next != null; next = nextToClose()) {
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
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            lock.lock();
            try {
                running--;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            tellPoison();
        }
    }

    /** Returns the oldest full segment not reported; if there is none, the next to be full needs another thread. */
    private Segment nextToClose() {
        lock.lock();
        try {
            for (Segment segment : full) {
                if (!segment.reported && !closing) {
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

    private boolean isForced(Segment segment) {
        lock.lock();
        try {
            return segment.forced;
        } finally {
            lock.unlock();
        }
    }

    private void submit(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            // Nobody else will: better late in this thread than never.
            task.run();
        }
    }

    // ---- releasing and closing, under forceLock

    private void release(long number) throws IOException {
        Segment released = null;
        boolean reusable = false;
        lock.lock();
        try {
            if (active != null && active.number() == number) {
                throw new IllegalArgumentException("segment is in use: file=" + active.fileName());
            }
            for (Iterator<Segment> at = full.iterator(); at.hasNext() && released == null; ) {
                Segment segment = at.next();
                if (segment.number() == number) {
                    at.remove();
                    released = segment;
                    long size = segment.use().sizeBytes();
                    reusable = size >= regularSegmentBytes && size <= maxSegmentBytes;
                }
            }
        } finally {
            lock.unlock();
        }
        if (released == null) {
            maker.delete(number);
        } else {
            maker.retire(released, reusable);
        }
    }

    private boolean beginClosing() {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            changed.signalAll();
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private IOException closeFiles(IOException before) {
        List<Closeable> toClose = new ArrayList<>();
        lock.lock();
        try {
            full.forEach(segment -> toClose.add(segment.output()));
            if (active != null) {
                toClose.add(active.output());
            }
            if (preparation != null && preparation.made != null) {
                toClose.add(preparation.made.output());
            }
            if (poison == null) {
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

    // ---- poison

    private void requireUsable() throws StorePoisonedException {
        checkPoison();
        if (closing) {
            throw new StoreClosedException("log is closed");
        }
        if (active == null) {
            throw new IllegalStateException("log is not open");
        }
    }

    private void checkPoison() throws StorePoisonedException {
        if (poison != null) {
            throw poisoned();
        }
    }

    private StorePoisonedException fail(Throwable cause) {
        lock.lock();
        try {
            if (poison == null) {
                poison = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return poisoned();
    }

    private StorePoisonedException poisoned() {
        Throwable cause = poison;
        return new StorePoisonedException(
                "log is poisoned, the outcome of writes under way is unknown: cause=" + cause, cause);
    }

    /** Called without a lock held, since the listener may take locks under which the writer is called. */
    private void tellPoison() {
        Throwable cause = poison;
        if (cause != null && poisonTold.compareAndSet(false, true)) {
            onPoison.accept(cause);
        }
    }
}
