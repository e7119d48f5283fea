package io.minilsm.internal.db;

import io.minilsm.api.ChangeFeed;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.History;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.StoreReadOnlyException;
import io.minilsm.api.StoreStats;
import io.minilsm.api.WriteBatch;
import io.minilsm.api.WriteHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An open store: holds the parts, lets calls in and out, and closes. The work is done by {@link Reads},
 * {@link WriteSide} and {@link KeySpaces}. Thread-safe.
 */
public final class LsmStore extends SpaceOperations implements Store {
    private final Path directory;
    private final Options options;
    private final StoreLock lock;
    private final ReadSide readSide;
    private final WriteSide writeSide; // Null if read-only.
    private final KeySpaces keySpaces;
    private final AtomicReference<Thread> closing = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Takes over all parts; {@code writeSide} is null for a store that is only read. */
    LsmStore(
            Path directory,
            Options options,
            StoreLock lock,
            ReadSide readSide,
            WriteSide writeSide,
            KeySpaces keySpaces) {
        super("", 0);
        this.directory = directory;
        this.options = options;
        this.lock = lock;
        this.readSide = readSide;
        this.writeSide = writeSide;
        this.keySpaces = keySpaces;
    }

    /** Opens the store in the directory; see {@link io.minilsm.MiniLsm#open}. */
    public static LsmStore open(Environment environment, Path directory, Options options) throws IOException {
        try {
            return new StoreOpener(environment, options).open(directory);
        } catch (CorruptionException e) {
            throw e.onOpening(directory);
        }
    }

    /**
     * Makes a store in a directory in which {@link CopyMarker} stands, to be filled: until the marker is gone nobody
     * else takes it for a store.
     */
    public static LsmStore openInCopy(Environment environment, Path directory, Options options) throws IOException {
        return new StoreOpener(environment, options, true).open(directory);
    }

    /** Opens what is in a directory in which {@link CopyMarker} stands, for reading. */
    public static LsmStore openCopyReadOnly(Environment environment, Path directory) throws IOException {
        return new StoreOpener(environment, Options.defaults(), true).openReadOnly(directory);
    }

    /** Opens the store in the directory for reading; see {@link io.minilsm.MiniLsm#openReadOnly}. */
    public static LsmStore openReadOnly(Environment environment, Path directory, Options options) throws IOException {
        try {
            return new StoreOpener(environment, options).openReadOnly(directory);
        } catch (CorruptionException e) {
            throw e.onOpening(directory);
        }
    }

    @Override
    public Store store() {
        return this;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public boolean isReadOnly() {
        return writeSide == null;
    }

    @Override
    public KeySpace keySpace(String name) throws IOException {
        Objects.requireNonNull(name, "name");
        return call(() -> new NamedSpace(this, name, keySpaces.idOf(name)));
    }

    @Override
    public List<String> keySpaceNames() {
        requireOpen();
        return keySpaces.names();
    }

    @Override
    public long write(WriteBatch batch, Durability durability) throws IOException {
        return commit(batch, durability);
    }

    @Override
    public WriteHandle writeAsync(WriteBatch batch, Durability durability, Executor callbackExecutor)
            throws IOException {
        Objects.requireNonNull(callbackExecutor, "callbackExecutor");
        Objects.requireNonNull(batch, "batch");
        requireOwn(batch);
        return callWriting(() -> writeSide.writeAsync(batch, durability, callbackExecutor));
    }

    @Override
    public void sync() throws IOException {
        callWriting(() -> {
            writeSide.sync();
            return null;
        });
    }

    @Override
    public long durableSequence() {
        requireOpen();
        return writeSide == null ? readSide.visible.get() : writeSide.durableSequence();
    }

    @Override
    public long visibleSequence() {
        requireOpen();
        return readSide.visible.get();
    }

    @Override
    public Snapshot snapshot() {
        readSide.calls.enter();
        try {
            return readSide.snapshots.take();
        } finally {
            readSide.calls.exit();
        }
    }

    @Override
    public void flush() throws IOException {
        callWriting(() -> {
            writeSide.maintenance.flush();
            return null;
        });
    }

    @Override
    public void compact(Range range) throws IOException {
        Objects.requireNonNull(range, "range");
        callWriting(() -> {
            writeSide.maintenance.compact(range);
            return null;
        });
    }

    @Override
    public long bulkLoad(Iterator<Map.Entry<byte[], byte[]>> sortedEntries) throws IOException {
        Objects.requireNonNull(sortedEntries, "sortedEntries");
        return callWriting(() -> writeSide.maintenance.bulkLoad(sortedEntries));
    }

    @Override
    public long checkpoint(Path target) throws IOException {
        Objects.requireNonNull(target, "target");
        return callWriting(() -> writeSide.checkpoint(directory, target));
    }

    @Override
    public void keepHistory(long maxBytes, Duration maxAge) throws IOException {
        long maxAgeMillis = maxAge == null ? 0 : maxAge.toMillis();
        if (maxBytes < 0 || maxAgeMillis < (maxAge == null ? 0 : 1)) {
            throw new IllegalArgumentException("limits of history out of range: maxBytes=" + maxBytes + ", maxAge="
                    + maxAge + ", expected maxBytes from 0, maxAge null or from 1 ms");
        }
        callWriting(() -> {
            writeSide.keepHistory(maxBytes, maxAgeMillis);
            return null;
        });
    }

    @Override
    public Optional<History> history() {
        requireOpen();
        return writeSide == null ? Optional.empty() : Optional.ofNullable(writeSide.history.describe());
    }

    @Override
    public ChangeFeed changes(long fromSequence) throws IOException {
        return callWriting(() -> writeSide.changes(directory, keySpaces, fromSequence));
    }

    @Override
    public StoreStats stats() {
        readSide.calls.enter();
        try {
            return StatsReport.of(readSide, writeSide);
        } finally {
            readSide.calls.exit();
        }
    }

    @Override
    public void close() throws IOException {
        if (!closing.compareAndSet(null, Thread.currentThread())) {
            awaitClosed();
            return;
        }
        try {
            readSide.calls.close();
            if (writeSide != null) {
                writeSide.hurry();
            }
            readSide.calls.awaitQuiet();
            Failures.closeAll(writeSide, readSide, lock);
        } finally {
            closed.countDown();
        }
    }

    /**
     * Waits until another thread has closed the store, unless that one may be waiting for this thread's completion, or
     * this thread is the one: closing runs completions, which may close.
     */
    private void awaitClosed() {
        if (closing.get() == Thread.currentThread() || writeSide != null && writeSide.isCompleting()) {
            return;
        }
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    Reads reads() {
        return readSide.reads;
    }

    @Override
    long commit(WriteBatch batch, Durability durability) throws IOException {
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(durability, "durability");
        requireOwn(batch);
        readSide.calls.enter();
        try {
            requireWritable();
            return writeSide.write(batch, durability);
        } finally {
            readSide.calls.exit();
        }
    }

    @Override
    Durability defaultDurability() {
        return options.durability();
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T call(Call<T> call) throws IOException {
        readSide.calls.enter();
        try {
            return call.run();
        } finally {
            readSide.calls.exit();
        }
    }

    private <T> T callWriting(Call<T> call) throws IOException {
        return call(() -> {
            requireWritable();
            return call.run();
        });
    }

    private void requireOwn(WriteBatch batch) {
        if (batch.store() != null && batch.store() != this) {
            throw new IllegalArgumentException("batch names key spaces of another store, or of an earlier opening:"
                    + " actual=" + batch.store().directory() + ", expected=" + directory);
        }
    }

    private void requireOpen() {
        readSide.calls.requireOpen();
    }

    private void requireWritable() throws StoreReadOnlyException {
        if (writeSide == null) {
            throw new StoreReadOnlyException("store was opened read-only: directory=" + directory);
        }
    }
}
