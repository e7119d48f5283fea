package io.minilsm.internal.db;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;

/** Shows the entries of a table loaded in bulk, one version per key, under the sequence that the load was given. */
final class BulkTableIterator implements InternalIterator {
    private final InternalIterator entries;
    private final long sequence;

    BulkTableIterator(InternalIterator entries, long sequence) {
        this.entries = entries;
        this.sequence = sequence;
    }

    @Override
    public boolean isValid() {
        return entries.isValid();
    }

    @Override
    public void seekToFirst() throws IOException {
        entries.seekToFirst();
    }

    @Override
    public void seekToLast() throws IOException {
        entries.seekToLast();
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws IOException {
        entries.seek(key, offset, length, Tag.NEWEST);
        // The entry's own tag is behind the sought one if its sequence is not above: else the seek wants the next key.
        if (entries.isValid()
                && tag() > tag
                && ScopedKey.compare(keyArray(), keyOffset(), keyLength(), key, offset, length) == 0) {
            entries.next();
        }
    }

    @Override
    public void next() throws IOException {
        entries.next();
    }

    @Override
    public void prev() throws IOException {
        entries.prev();
    }

    @Override
    public byte[] keyArray() {
        return entries.keyArray();
    }

    @Override
    public int keyOffset() {
        return entries.keyOffset();
    }

    @Override
    public int keyLength() {
        return entries.keyLength();
    }

    @Override
    public long tag() {
        return Tag.of(sequence, Tag.kind(entries.tag()));
    }

    @Override
    public byte[] valueArray() {
        return entries.valueArray();
    }

    @Override
    public int valueOffset() {
        return entries.valueOffset();
    }

    @Override
    public int valueLength() {
        return entries.valueLength();
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
