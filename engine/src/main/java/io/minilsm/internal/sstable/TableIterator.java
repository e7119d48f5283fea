package io.minilsm.internal.sstable;

import io.minilsm.internal.block.BlockCursor;
import io.minilsm.internal.iterator.InternalIterator;
import java.io.IOException;

/** Walks the entries of a table, block by block. For one thread at a time; must not outlive the reader's use. */
final class TableIterator implements InternalIterator {
    private final BlockSource source;
    private final TableIndex index;
    private final BlockCursor cursor = new BlockCursor();

    /** Number of the block under the cursor. */
    private int ordinal;

    private boolean valid;

    TableIterator(BlockSource source, TableIndex index) {
        this.source = source;
        this.index = index;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public void seekToFirst() throws IOException {
        enterFirst(0);
    }

    @Override
    public void seekToLast() throws IOException {
        enterLast(index.blocks() - 1);
    }

    @Override
    public void seek(byte[] key, int offset, int length, long tag) throws IOException {
        valid = false;
        int found = index.find(key, offset, length, tag);
        if (found == index.blocks()) {
            return;
        }
        enter(found);
        cursor.seek(key, offset, length, tag);
        if (cursor.isValid()) {
            valid = true;
        } else {
            // The fence is at or behind the key, but the block's last entry is before it.
            enterFirst(found + 1);
        }
    }

    @Override
    public void next() throws IOException {
        valid = false;
        cursor.next();
        if (cursor.isValid()) {
            valid = true;
        } else {
            enterFirst(ordinal + 1);
        }
    }

    @Override
    public void prev() throws IOException {
        valid = false;
        cursor.prev();
        if (cursor.isValid()) {
            valid = true;
        } else {
            enterLast(ordinal - 1);
        }
    }

    @Override
    public byte[] keyArray() {
        return cursor.keyArray();
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return cursor.keyLength();
    }

    @Override
    public long tag() {
        return cursor.tag();
    }

    @Override
    public byte[] valueArray() {
        return cursor.valueArray();
    }

    @Override
    public int valueOffset() {
        return cursor.valueOffset();
    }

    @Override
    public int valueLength() {
        return cursor.valueLength();
    }

    @Override
    public void close() {
        valid = false;
    }

    private void enterFirst(int block) throws IOException {
        valid = false;
        if (block == index.blocks()) {
            return;
        }
        enter(block);
        cursor.seekToFirst();
        valid = true;
    }

    private void enterLast(int block) throws IOException {
        valid = false;
        if (block < 0) {
            return;
        }
        enter(block);
        cursor.seekToLast();
        valid = true;
    }

    private void enter(int block) throws IOException {
        ordinal = block;
        cursor.reset(source.block(block));
    }
}
