package io.minilsm.internal.sstable;

import io.minilsm.internal.block.BlockCursor;
import io.minilsm.internal.iterator.InternalIterator;
import java.io.IOException;

/** Walks the entries of a table, block by block. For one thread at a time; must not outlive the reader's use. */
final class TableIterator extends InternalIterator {
    private final BlockSource source;
    private final TableIndex index;
    private final BlockCursor cursor = new BlockCursor();

    /** Number of the block under the cursor. */
    private int ordinal;

    TableIterator(BlockSource source, TableIndex index) {
        this.source = source;
        this.index = index;
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
        standOnNone();
        int found = index.find(key, offset, length, tag);
        if (found == index.blocks()) {
            return;
        }
        enter(found);
        cursor.seek(key, offset, length, tag);
        if (cursor.isValid()) {
            standOnEntry();
        } else {
            // The fence is at or behind the key, but the block's last entry is before it.
            enterFirst(found + 1);
        }
    }

    @Override
    public void next() throws IOException {
        standOnNone();
        cursor.next();
        if (cursor.isValid()) {
            standOnEntry();
        } else {
            enterFirst(ordinal + 1);
        }
    }

    @Override
    public void prev() throws IOException {
        standOnNone();
        cursor.prev();
        if (cursor.isValid()) {
            standOnEntry();
        } else {
            enterLast(ordinal - 1);
        }
    }

    @Override
    public void close() {
        standOnNone();
    }

    private void enterFirst(int block) throws IOException {
        standOnNone();
        if (block == index.blocks()) {
            return;
        }
        enter(block);
        cursor.seekToFirst();
        standOnEntry();
    }

    private void enterLast(int block) throws IOException {
        standOnNone();
        if (block < 0) {
            return;
        }
        enter(block);
        cursor.seekToLast();
        standOnEntry();
    }

    private void enter(int block) throws IOException {
        ordinal = block;
        cursor.reset(source.block(block));
    }

    private void standOnEntry() {
        standOnKey(cursor.keyArray(), 0, cursor.keyLength(), cursor.tag());
        setValue(cursor.valueArray(), cursor.valueOffset(), cursor.valueLength());
    }
}
