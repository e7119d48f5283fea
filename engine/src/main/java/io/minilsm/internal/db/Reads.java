package io.minilsm.internal.db;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.StoreClosedException;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Point reads and cursors. Thread-safe.
 *
 * <p>A read of the newest takes the read state first and the visible sequence after it: the state then holds every
 * version that the sequence asks for, because versions that a compaction drops were dropped from later states only.
 */
final class Reads {
    private final ReadStates states;
    private final SnapshotList snapshots;
    private final LongSupplier visibleSequence;
    private final RunningCalls calls;
    private final Counters counters;

    Reads(
            ReadStates states,
            SnapshotList snapshots,
            LongSupplier visibleSequence,
            RunningCalls calls,
            Counters counters) {
        this.states = states;
        this.snapshots = snapshots;
        this.visibleSequence = visibleSequence;
        this.calls = calls;
        this.counters = counters;
    }

    /** What to make of a value where it lies: the arrays are valid only during the call. */
    @FunctionalInterface
    interface Found<T> {
        T value(byte[] array, int offset, int length);
    }

    byte[] get(int spaceId, byte[] key, Snapshot snapshot) throws IOException {
        return find(
                spaceId, key, snapshot, (array, offset, length) -> Arrays.copyOfRange(array, offset, offset + length));
    }

    int get(int spaceId, byte[] key, ByteBuffer target) throws IOException {
        Integer length = find(spaceId, key, null, (array, offset, found) -> {
            if (found <= target.remaining()) {
                target.put(array, offset, found);
            }
            return found;
        });
        return length == null ? -1 : length;
    }

    private <T> T find(int spaceId, byte[] key, Snapshot snapshot, Found<T> found) throws IOException {
        byte[] scoped = ScopedKey.of(spaceId, key);
        calls.enter();
        try {
            ReadState state = acquire();
            LookupResult result = new LookupResult();
            try {
                counters.gets.increment();
                if (!state.get(scoped, Tag.seekAt(sequenceOf(snapshot)), result) || result.isDelete()) {
                    return null;
                }
                return found.value(result.valueArray(), result.valueOffset(), result.valueLength());
            } finally {
                state.release();
            }
        } finally {
            calls.exit();
        }
    }

    List<byte[]> multiGet(int spaceId, List<byte[]> keys) throws IOException {
        calls.enter();
        try {
            ReadState state = acquire();
            LookupResult result = new LookupResult();
            try {
                long seekTag = Tag.seekAt(visibleSequence.getAsLong());
                List<byte[]> values = new ArrayList<>(keys.size());
                for (byte[] key : keys) {
                    boolean found = state.get(ScopedKey.of(spaceId, key), seekTag, result) && !result.isDelete();
                    int offset = result.valueOffset();
                    values.add(
                            found
                                    ? Arrays.copyOfRange(result.valueArray(), offset, offset + result.valueLength())
                                    : null);
                }
                counters.gets.add(keys.size());
                return values;
            } finally {
                state.release();
            }
        } finally {
            calls.exit();
        }
    }

    Cursor cursor(int spaceId, Range range, Snapshot snapshot) throws IOException {
        calls.enter();
        try {
            ReadState state = acquire();
            boolean handedOver = false;
            try {
                long sequence = sequenceOf(snapshot);
                Cursor cursor = new StoreCursor(
                        state,
                        state.iterator(sequence),
                        spaceId,
                        range,
                        sequence,
                        calls,
                        counters.openCursors::decrementAndGet);
                counters.openCursors.incrementAndGet();
                handedOver = true;
                return cursor;
            } finally {
                if (!handedOver) {
                    state.release();
                }
            }
        } finally {
            calls.exit();
        }
    }

    /** Returns the current state for use; the caller is inside a running call. */
    ReadState acquire() {
        ReadState state = states.acquire();
        if (state == null) {
            throw calls.closedException();
        }
        return state;
    }

    private long sequenceOf(Snapshot snapshot) {
        if (snapshot == null) {
            return visibleSequence.getAsLong();
        }
        if (!(snapshot instanceof SnapshotList.PinnedSnapshot pinned) || !pinned.isOf(snapshots)) {
            throw new IllegalArgumentException("snapshot is of another store");
        }
        if (pinned.isClosed()) {
            throw new StoreClosedException("snapshot is closed: sequence=" + pinned.sequence());
        }
        return pinned.sequence();
    }
}
