package io.minilsm.internal.db;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;

/** Shows the entries of a table loaded in bulk, one version per key, under the sequence that the load was given. */
final class BulkTableIterator extends InternalIterator {
    private final InternalIterator entries;
    private final long sequence;

    BulkTableIterator(InternalIterator entries, long sequence) {
        this.entries = entries;
        this.sequence = sequence;
    }

    @Override
    public void seekToFirst() throws IOException {
        standOnNone();
        entries.seekToFirst();
        show();
    }

    @Override
    public void seekToLast() throws IOException {
        standOnNone();
        entries.seekToLast();
        show();
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws IOException {
        standOnNone();
        entries.seek(key, offset, length, Tag.NEWEST);
        show();
        // The entry's own tag is behind the sought one if its sequence is not above: else the seek wants the next key.
        if (isValid()
                && tag() > tag
                && ScopedKey.compare(keyArray(), keyOffset(), keyLength(), key, offset, length) == 0) {
            next();
        }
    }

    @Override
    public void next() throws IOException {
        standOnNone();
        entries.next();
        show();
    }

    @Override
    public void prev() throws IOException {
        standOnNone();
        entries.prev();
        show();
    }

    @Override
    public void close() throws IOException {
        standOnNone();
        entries.close();
    }

    private void show() {
        standOn(entries, Tag.of(sequence, Tag.kind(entries.tag())));
    }
}
