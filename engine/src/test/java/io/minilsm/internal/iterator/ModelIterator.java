package io.minilsm.internal.iterator;

import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Walks a sorted list of entries: what other iterators are tested with and against. Each position hands out arrays of
 * its own and wipes those of the position left, so that a caller who keeps them too long notices.
 */
public final class ModelIterator extends InternalIterator {
    private static final int NOWHERE = -1;

    private final List<Entry> entries;
    private int at = NOWHERE;
    private byte[] key;
    private byte[] value;
    private boolean closed;
    private IOException failure;

    /** An entry; ordered as internal keys are. */
    public record Entry(byte[] key, long tag, byte[] value) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return ScopedKey.compare(key, 0, key.length, tag, other.key, 0, other.key.length, other.tag);
        }

        @Override
        public String toString() {
            String shown = new String(key, StandardCharsets.ISO_8859_1);
            return shown + "@" + Tag.sequence(tag) + "/" + Tag.kind(tag);
        }
    }

    /** Makes an iterator over entries that are in order. */
    public ModelIterator(List<Entry> entries) {
        this.entries = entries;
    }

    /** Makes the next call that moves, and close, throw. */
    public void failWith(IOException exception) {
        failure = exception;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void seekToFirst() throws IOException {
        stand(0);
    }

    @Override
    public void seekToLast() throws IOException {
        stand(entries.size() - 1);
    }

    @Override
    public void seek(byte[] sought, int offset, int length, long tag) throws IOException {
        int index = 0;
        while (index < entries.size()) {
            Entry entry = entries.get(index);
            if (ScopedKey.compare(entry.key, 0, entry.key.length, entry.tag, sought, offset, length, tag) >= 0) {
                break;
            }
            index++;
        }
        stand(index);
    }

    @Override
    public void next() throws IOException {
        stand(at + 1);
    }

    @Override
    public void prev() throws IOException {
        stand(at - 1);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        at = NOWHERE;
        standOnNone();
        if (failure != null) {
            throw failure;
        }
    }

    private void stand(int index) throws IOException {
        if (closed) {
            throw new IllegalStateException("moved after close");
        }
        if (key != null) {
            Arrays.fill(key, (byte) 0xEE);
            Arrays.fill(value, (byte) 0xEE);
        }
        at = NOWHERE;
        standOnNone();
        if (failure != null) {
            throw failure;
        }
        if (index < 0 || index >= entries.size()) {
            return;
        }
        at = index;
        Entry entry = entries.get(index);
        key = new byte[entry.key.length + 1];
        System.arraycopy(entry.key, 0, key, 1, entry.key.length);
        value = new byte[entry.value.length + 2];
        System.arraycopy(entry.value, 0, value, 2, entry.value.length);
        standOnKey(key, 1, entry.key.length, entry.tag);
        setValue(value, 2, entry.value.length);
    }
}
