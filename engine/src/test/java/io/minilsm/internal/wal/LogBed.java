package io.minilsm.internal.wal;

import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** A directory, a manifest of segments in memory, and a writer over them: what tests of the log need. */
class LogBed implements SegmentRegistry {
    static final UUID STORE = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
    static final long SMALLEST = 8192;

    final Path directory;
    final Map<Long, WalSegment> registered = new TreeMap<>();
    final Map<Long, ClosedSegment> closed = new TreeMap<>();
    final AtomicReference<Throwable> poison = new AtomicReference<>();
    final List<String> replayed = new ArrayList<>();
    final List<Long> replayedSequences = new ArrayList<>();
    Vfs vfs;
    Executor background = Runnable::run;
    Random nonces = new Random(42);
    long firstBytes = SMALLEST;
    long maxBytes = 16 * SMALLEST;
    /** What recovery registers before its one edit. */
    Map<Long, WalSegment> deferred;
    WalWriter writer;
    long sequence;
    /** What of the log tables hold, as the manifest says. */
    long flushed;
    private long fileNumber;
    private int poisonCalls;

    LogBed() {
        this(new MemoryVfs(), Path.of("/store"));
    }

    LogBed(Vfs vfs, Path directory) {
        this.vfs = vfs;
        this.directory = directory;
    }

    /** Begins a life of the store. */
    LogBed open() throws IOException {
        vfs.createDirectories(directory);
        poison.set(null);
        writer = new WalWriter(
                vfs, directory, STORE, this, background, nonces::nextLong, firstBytes, maxBytes, this::onPoison);
        writer.open();
        return this;
    }

    @Override
    public synchronized long newFileNumber() {
        return ++fileNumber;
    }

    @Override
    public synchronized void register(WalSegment segment) throws IOException {
        (deferred == null ? registered : deferred).put(segment.number(), segment);
    }

    @Override
    public synchronized void closed(ClosedSegment segment) throws IOException {
        if (registered.containsKey(segment.number()) || deferred != null && deferred.containsKey(segment.number())) {
            closed.put(segment.number(), segment);
        }
    }

    synchronized int poisonCalls() {
        return poisonCalls;
    }

    private synchronized void onPoison(Throwable cause) {
        poisonCalls++;
        poison.set(cause);
    }

    /** Appends a batch of one put. */
    void put(String value, boolean toOs) throws IOException {
        WriteBatch batch = new WriteBatch();
        batch.put(("k" + (sequence + 1)).getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        append(batch, toOs);
    }

    void put(String value) throws IOException {
        put(value, true);
    }

    void append(WriteBatch batch, boolean toOs) throws IOException {
        int checksum = WalWriter.payloadChecksum(batch.encoded(), 0, batch.encodedLength());
        writer.append(sequence + 1, batch.count(), batch.encoded(), 0, batch.encodedLength(), checksum, toOs);
        sequence += batch.count();
    }

    List<WalReplay.ExpectedSegment> expected() {
        List<WalReplay.ExpectedSegment> expected = new ArrayList<>();
        registered.forEach((number, use) -> expected.add(new WalReplay.ExpectedSegment(use, closed.get(number))));
        return expected;
    }

    WalReplay.Outcome replay(boolean sameBoot) throws IOException {
        return replay(flushed, sameBoot);
    }

    WalReplay.Outcome replay(long afterSequence, boolean sameBoot) throws IOException {
        replayed.clear();
        replayedSequences.clear();
        return WalReplay.replay(vfs, directory, STORE, expected(), afterSequence, sameBoot, this::collect);
    }

    private void collect(long first, int count, byte[] payload, int offset, int length) {
        try {
            BatchReader reader = new BatchReader(payload, offset, length);
            for (long at = first; reader.next(); at++) {
                replayedSequences.add(at);
                replayed.add(new String(reader.array(), reader.valueOffset(), reader.valueLength(),
                        StandardCharsets.UTF_8));
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** Does what recovery does: writes the tail anew, then replaces old by new in one step, and goes on. */
    void recover(boolean sameBoot) throws IOException {
        WalReplay.Outcome outcome = replay(sameBoot);
        List<WalReplay.ExpectedSegment> old = expected();
        deferred = new TreeMap<>();
        open();
        long durable = outcome.durableSequence();
        WalReplay.replayTail(vfs, directory, STORE, old, outcome, durable, (first, count, payload, offset, length) ->
                writer.append(first, count, payload, offset, length,
                        WalWriter.payloadChecksum(payload, offset, length), true));
        writer.force();
        synchronized (this) {
            if (outcome.durable() != null) {
                closed.put(outcome.durable().number(), outcome.durable());
            }
            outcome.superseded().forEach(registered::remove);
            registered.putAll(deferred);
            deferred = null;
        }
        sequence = outcome.lastSequence();
    }

    /** Does what a flush does: one edit that names the sequence and drops the segments, then the release of those. */
    void flush(long upTo) throws IOException {
        List<Long> covered = writer.segmentsCoveredBy(upTo);
        synchronized (this) {
            flushed = upTo;
            covered.forEach(registered::remove);
            covered.forEach(closed::remove);
        }
        writer.release(covered);
    }

    /** Returns a bed over the disk that a crash left, with what the manifest said at that moment. */
    LogBed copyOnto(Vfs left) {
        LogBed copy = new LogBed(left, directory);
        copy.registered.putAll(registered);
        copy.closed.putAll(closed);
        copy.fileNumber = fileNumber + 100;
        copy.sequence = sequence;
        copy.flushed = flushed;
        copy.firstBytes = firstBytes;
        copy.maxBytes = maxBytes;
        return copy;
    }

    Path file(long number) {
        return directory.resolve(String.format("%06d.wal", number));
    }

    byte[] bytes(long number) throws IOException {
        try (VfsFile file = vfs.openRead(file(number))) {
            ByteBuffer buffer = ByteBuffer.allocate((int) file.size());
            file.read(buffer, 0);
            return buffer.array();
        }
    }

    void write(long number, byte[] bytes) throws IOException {
        if (vfs.exists(file(number))) {
            vfs.delete(file(number));
        }
        try (VfsFile file = vfs.create(file(number))) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    List<WalScanner.Stretch> scan(long number) throws IOException {
        List<WalScanner.Stretch> stretches = new ArrayList<>();
        try (WalScanner scanner = WalScanner.open(vfs, directory, number)) {
            for (WalScanner.Stretch next = scanner.next(); next != null; next = scanner.next()) {
                stretches.add(next);
            }
        }
        return stretches;
    }
}
