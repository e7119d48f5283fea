package io.minilsm.internal.db;

import io.minilsm.api.Cursor;
import io.minilsm.api.Range;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Shows, of all versions of all keys, the values that a reader at one sequence sees in one range.
 *
 * <p>Going forward, the merged iterator stands on the entry that is shown, and key and value are its arrays. Going
 * backward, the newest visible version of a key is the last one met, so the iterator runs on to the key before and what
 * is shown was copied. A change of direction seeks anew.
 */
final class StoreCursor implements Cursor {
    private final ReadState state;
    private final InternalIterator entries;
    private final RunningCalls calls;
    private final Runnable onClose;
    private final long sequence;
    private final int spaceId;
    private final int prefixLength;
    private final byte[] lower; // Inclusive.
    private final byte[] upper; // Exclusive.

    /** The first bytes of the upper bound: a key whose first bytes are less is before it. */
    private final long upperHead;

    private boolean valid;
    private boolean backward;
    private boolean closed;

    /** The key shown when going backward; when going forward, the key whose older versions are passed over. */
    private byte[] savedKey = new byte[64];

    private int savedKeyLength;

    /** The value shown when going backward. */
    private byte[] savedValue = new byte[64];

    private int savedValueLength;

    // The arrays viewed last, for neighbours lie in the same, and buffers over all of them.
    private byte[] keyViewed;
    private ByteBuffer keyBuffer;
    private byte[] valueViewed;
    private ByteBuffer valueBuffer;

    /** Takes over the state's use and the iterator. */
    StoreCursor(
            ReadState state,
            InternalIterator entries,
            int spaceId,
            Range range,
            long sequence,
            RunningCalls calls,
            Runnable onClose) {
        this.state = state;
        this.entries = entries;
        this.spaceId = spaceId;
        this.sequence = sequence;
        this.calls = calls;
        this.onClose = onClose;
        lower = range.from() == null ? ScopedKey.start(spaceId) : ScopedKey.of(spaceId, range.from());
        upper = range.to() == null ? ScopedKey.end(spaceId) : ScopedKey.of(spaceId, range.to());
        upperHead = head(upper, 0, upper.length);
        prefixLength = ScopedKey.prefixLength(lower, 0);
    }

    @Override
    public boolean isValid() {
        requireOpen();
        return valid;
    }

    @Override
    public boolean seekToFirst() throws IOException {
        beginMove();
        try {
            seekForward(lower);
        } catch (IOException e) {
            throw failed(e);
        }
        return valid;
    }

    @Override
    public boolean seekToLast() throws IOException {
        return seekToBefore(upper, Tag.NEWEST);
    }

    @Override
    public boolean seek(byte[] key) throws IOException {
        byte[] sought = ScopedKey.of(spaceId, key);
        beginMove();
        try {
            seekForward(Arrays.compareUnsigned(sought, lower) < 0 ? lower : sought);
        } catch (IOException e) {
            throw failed(e);
        }
        return valid;
    }

    @Override
    public boolean seekForPrev(byte[] key) throws IOException {
        byte[] sought = ScopedKey.of(spaceId, key);
        boolean behindEnd = Arrays.compareUnsigned(sought, upper) >= 0;
        return seekToBefore(behindEnd ? upper : sought, behindEnd ? Tag.NEWEST : 0);
    }

    private boolean seekToBefore(byte[] bound, long tag) throws IOException {
        beginMove();
        try {
            seekBackward(bound, tag);
        } catch (IOException e) {
            throw failed(e);
        }
        return valid;
    }

    @Override
    public boolean next() throws IOException {
        if (!valid) {
            return seekToFirst();
        }
        beginMove();
        try {
            stepForward();
        } catch (IOException e) {
            throw failed(e);
        }
        return valid;
    }

    @Override
    public boolean prev() throws IOException {
        if (!valid) {
            return seekToLast();
        }
        beginMove();
        try {
            stepBackward();
        } catch (IOException e) {
            throw failed(e);
        }
        return valid;
    }

    @Override
    public byte[] key() {
        requireEntry();
        byte[] array = backward ? savedKey : entries.keyArray();
        int offset = backward ? 0 : entries.keyOffset();
        int length = backward ? savedKeyLength : entries.keyLength();
        return Arrays.copyOfRange(array, offset + prefixLength, offset + length);
    }

    @Override
    public byte[] value() {
        requireEntry();
        return backward
                ? Arrays.copyOf(savedValue, savedValueLength)
                : Arrays.copyOfRange(
                        entries.valueArray(), entries.valueOffset(), entries.valueOffset() + entries.valueLength());
    }

    @Override
    public ByteBuffer keyView() {
        requireEntry();
        byte[] array = backward ? savedKey : entries.keyArray();
        int offset = backward ? 0 : entries.keyOffset();
        int length = backward ? savedKeyLength : entries.keyLength();
        if (array != keyViewed) {
            keyViewed = array;
            keyBuffer = ByteBuffer.wrap(array).asReadOnlyBuffer();
        }
        return keyBuffer.slice(offset + prefixLength, length - prefixLength);
    }

    @Override
    public ByteBuffer valueView() {
        requireEntry();
        byte[] array = backward ? savedValue : entries.valueArray();
        int offset = backward ? 0 : entries.valueOffset();
        int length = backward ? savedValueLength : entries.valueLength();
        if (array != valueViewed) {
            valueViewed = array;
            valueBuffer = ByteBuffer.wrap(array).asReadOnlyBuffer();
        }
        return valueBuffer.slice(offset, length);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        valid = false;
        try {
            entries.close();
        } finally {
            state.release();
            onClose.run();
        }
    }

    private void beginMove() {
        requireOpen();
        valid = false;
    }

    /** Returns what to throw: the store's closing may have closed the table under us. */
    private IOException failed(IOException cause) {
        requireOpen();
        return cause;
    }

    private void seekForward(byte[] from) throws IOException {
        backward = false;
        entries.seek(from, 0, from.length, Tag.NEWEST);
        savedKeyLength = 0;
        findForward();
    }

    private void stepForward() throws IOException {
        if (backward) {
            backward = false;
            entries.seek(savedKey, 0, savedKeyLength, 0);
        } else {
            saveKey();
            entries.next();
        }
        findForward();
    }

    /** From where the iterator stands, goes to the first visible value whose key is not the saved one. */
    private void findForward() throws IOException {
        while (entries.isValid() && isBeforeUpper()) {
            long tag = entries.tag();
            if (Tag.sequence(tag) <= sequence && !isSavedKey()) {
                if (Tag.kind(tag) == EntryKind.PUT) {
                    valid = true;
                    return;
                }
                saveKey();
            }
            entries.next();
        }
    }

    private void seekBackward(byte[] bound, long tag) throws IOException {
        entries.seek(bound, 0, bound.length, tag);
        if (entries.isValid()) {
            entries.prev();
        } else {
            entries.seekToLast();
        }
        findBackward();
    }

    private void stepBackward() throws IOException {
        if (!backward) {
            saveKey();
            entries.seek(savedKey, 0, savedKeyLength, Tag.NEWEST);
            if (entries.isValid()) {
                entries.prev();
            } else {
                entries.seekToLast();
            }
        }
        findBackward();
    }

    /**
     * From the oldest version of a key, where the iterator stands, goes back to the first key with a visible value: the
     * last visible version met before the key changes is the newest.
     */
    private void findBackward() throws IOException {
        backward = true;
        boolean found = false;
        savedKeyLength = 0;
        while (entries.isValid() && compareTo(lower, lower.length) >= 0) {
            if (!isSavedKey()) {
                if (found) {
                    break;
                }
                saveKey();
            }
            long tag = entries.tag();
            if (Tag.sequence(tag) <= sequence) {
                found = Tag.kind(tag) == EntryKind.PUT;
                if (found) {
                    saveValue();
                }
            }
            entries.prev();
        }
        valid = found;
    }

    private boolean isBeforeUpper() {
        long head = head(entries.keyArray(), entries.keyOffset(), entries.keyLength());
        return head < upperHead || head == upperHead && compareTo(upper, upper.length) < 0;
    }

    private static long head(byte[] key, int offset, int length) {
        return Bytes.prefix(key, offset, length) ^ Long.MIN_VALUE;
    }

    private boolean isSavedKey() {
        int length = savedKeyLength;
        if (length == 0 || length != entries.keyLength()) {
            return false;
        }
        byte[] key = entries.keyArray();
        int offset = entries.keyOffset();
        // Neighbours differ in their last byte more often than in any other.
        return key[offset + length - 1] == savedKey[length - 1]
                && Arrays.equals(key, offset, offset + length, savedKey, 0, length);
    }

    private int compareTo(byte[] key, int length) {
        int offset = entries.keyOffset();
        return Arrays.compareUnsigned(entries.keyArray(), offset, offset + entries.keyLength(), key, 0, length);
    }

    private void saveKey() {
        savedKeyLength = entries.keyLength();
        if (savedKey.length < savedKeyLength) {
            savedKey = new byte[Math.max(savedKeyLength, 2 * savedKey.length)];
        }
        System.arraycopy(entries.keyArray(), entries.keyOffset(), savedKey, 0, savedKeyLength);
    }

    private void saveValue() {
        savedValueLength = entries.valueLength();
        if (savedValue.length < savedValueLength) {
            long doubled = Math.min(WriteBatch.MAX_VALUE_BYTES, 2L * savedValue.length);
            savedValue = new byte[(int) Math.max(savedValueLength, doubled)];
        }
        System.arraycopy(entries.valueArray(), entries.valueOffset(), savedValue, 0, savedValueLength);
    }

    private void requireOpen() {
        calls.requireOpen();
        if (closed) {
            throw new StoreClosedException("cursor is closed");
        }
    }

    private void requireEntry() {
        requireOpen();
        if (!valid) {
            throw new IllegalStateException("cursor stands on no entry");
        }
    }
}
