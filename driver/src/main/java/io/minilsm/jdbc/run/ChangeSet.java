package io.minilsm.jdbc.run;

import io.minilsm.api.Condition;
import io.minilsm.api.KeySpace;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What one statement writes, before any of it takes effect: a statement that fails half-way has written nothing. */
final class ChangeSet {
    /** What must hold of a key for its change to be written. */
    enum Guard {
        /** Nothing: a blind write. */
        NONE,
        /** The key does not exist. */
        ABSENT,
        /** Nobody wrote the key since the statement's snapshot. */
        UNCHANGED
    }

    /** A new value, or null for a delete. */
    record Change(byte[] value, Guard guard) {}

    private final TreeMap<byte[], Change> changes = new TreeMap<>(Arrays::compareUnsigned);
    private final long mostBytes;

    /** Bytes of these changes, and of those that the transaction holds already. */
    private long bytes;

    ChangeSet(long heldBytes, long mostBytes) {
        this.bytes = heldBytes;
        this.mostBytes = mostBytes;
    }

    void put(byte[] key, byte[] value, Guard guard) throws SQLException {
        Change before = changes.put(key, new Change(value, guard));
        bytes += Overlay.cost(key, value);
        if (before != null) {
            bytes -= Overlay.cost(key, before.value());
            if (before.guard() != guard) {
                // The guard of the first change is what the outside must fulfil.
                changes.put(key, new Change(value, before.guard()));
            }
        }
        if (bytes > mostBytes) {
            throw tooLarge(mostBytes);
        }
    }

    private static SQLException tooLarge(long mostBytes) {
        return SqlErrors.of(
                SqlState.TRANSACTION_TOO_LARGE,
                "transaction too large: expected at most transactionBytes=" + mostBytes
                        + "; commit in smaller parts, or raise transactionBytes in the URL");
    }

    Change get(byte[] key) {
        return changes.get(key);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    Iterable<Map.Entry<byte[], Change>> all() {
        return changes.entrySet();
    }

    /** Returns the batch that writes the changes if every guard holds. */
    WriteBatch toBatch(KeySpace space, long snapshotSequence) {
        WriteBatch batch = new WriteBatch();
        changes.forEach((key, change) -> {
            if (change.value() == null) {
                batch.delete(space, key);
            } else {
                batch.put(space, key, change.value());
            }
            if (change.guard() == Guard.ABSENT) {
                batch.require(Condition.absent(space, key));
            } else if (change.guard() == Guard.UNCHANGED) {
                batch.require(Condition.unchangedSince(space, key, snapshotSequence));
            }
        });
        return batch;
    }
}
