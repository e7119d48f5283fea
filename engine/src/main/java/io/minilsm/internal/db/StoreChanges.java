package io.minilsm.internal.db;

import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.HistoryGoneException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.version.Retention;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.BatchReader;
import io.minilsm.internal.wal.FrameFeed;
import io.minilsm.internal.wal.WalReplay.ExpectedSegment;
import io.minilsm.internal.wal.WalWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The changes of a store, read from its log. For one thread at a time. */
final class StoreChanges implements ChangeFeed {
    // Constant after construction.
    private final Path directory;
    private final Catalog catalog;
    private final WalWriter wal;
    private final GroupCommit group;
    private final VisibleSequence visible;
    private final KeySpaces keySpaces;
    private final RunningCalls calls;
    private final FrameFeed frames;

    private BatchReader batch;
    private long batchSequence;
    private long position;

    /**
     * Makes a feed.
     *
     * @throws HistoryGoneException if not all changes from the sequence on are there
     */
    StoreChanges(
            Vfs vfs,
            Path directory,
            Catalog catalog,
            WalWriter wal,
            GroupCommit group,
            VisibleSequence visible,
            KeySpaces keySpaces,
            RunningCalls calls,
            long fromSequence)
            throws HistoryGoneException {
        this.directory = directory;
        this.catalog = catalog;
        this.wal = wal;
        this.group = group;
        this.visible = visible;
        this.keySpaces = keySpaces;
        this.calls = calls;
        if (fromSequence < 1 || fromSequence > visible.get() + 1) {
            throw new IllegalArgumentException("first sequence of changes out of range: actual=" + fromSequence
                    + ", expected=1.." + (visible.get() + 1));
        }
        position = fromSequence - 1;
        requireHistory();
        frames = new FrameFeed(vfs, directory, catalog.state().storeId(), this::segments, position);
    }

    @Override
    public Change next() throws IOException {
        calls.enter();
        try {
            return read();
        } catch (MalformedException e) {
            throw new IllegalStateException("batch does not decode, though it was checked", e);
        } catch (IOException e) {
            requireHistoryBehind(e);
            throw e;
        } finally {
            calls.exit();
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        batch = null;
        frames.close();
    }

    private Change read() throws IOException, MalformedException {
        while (true) {
            while (batch != null && batch.next()) {
                long sequence = batchSequence++;
                if (sequence > position) {
                    position = sequence;
                    return change(sequence);
                }
            }
            batch = null;
            requireHistory();
            // What is durable before readers see it waits until they do.
            long bound = Math.min(group.durableSequence(), visible.get());
            long forced = Math.min(wal.durableSequence(), bound);
            if (bound <= position || !frames.next(forced, bound)) {
                return null;
            }
            batch = new BatchReader(frames.array(), frames.payloadOffset(), frames.payloadLength());
            batchSequence = frames.firstSequence();
        }
    }

    private Change change(long sequence) throws IOException {
        byte[] array = batch.array();
        byte[] key = Arrays.copyOfRange(array, batch.keyOffset(), batch.keyOffset() + batch.keyLength());
        byte[] value = batch.kind() == EntryKind.PUT
                ? Arrays.copyOfRange(array, batch.valueOffset(), batch.valueOffset() + batch.valueLength())
                : null;
        return new Change(sequence, frames.lastSequence(), keySpaces.nameOf(batch.spaceId()), key, value);
    }

    private List<ExpectedSegment> segments() {
        return catalog.state().wals().stream()
                .map(record -> new ExpectedSegment(record.segment(), record.closed()))
                .toList();
    }

    private void requireHistory() throws HistoryGoneException {
        Retention kept = catalog.state().retention();
        if (!kept.isKept()) {
            throw new HistoryGoneException(
                    "no history of changes is kept: directory=" + directory + ", asked from=" + (position + 1), -1);
        }
        if (position < kept.floorSequence()) {
            throw new HistoryGoneException(
                    "history of changes is gone: directory=" + directory + ", asked from=" + (position + 1)
                            + ", first available=" + (kept.floorSequence() + 1),
                    kept.floorSequence() + 1);
        }
    }

    /** A file that was let go of while it was read is no damage. */
    private void requireHistoryBehind(IOException failure) throws HistoryGoneException {
        try {
            requireHistory();
        } catch (HistoryGoneException e) {
            if (e != failure) {
                e.addSuppressed(failure);
            }
            throw e;
        }
    }
}
