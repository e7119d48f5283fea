package io.minilsm.internal.sstable;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.block.BlockCursor;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.Vfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Walks forward over what is whole of a damaged table: every block whose checksum, order and place hold. Blocks that do
 * not are told of when the walk passes them. For one thread; owns the file.
 *
 * <p>Needs footer and index only. Store and number, which the checksums of all parts are seeded with, come from the
 * manifest, so neither a bad header nor a bad filter costs an entry.
 */
public final class SurvivingEntries extends InternalIterator {
    private final TableFile file;
    private final TableIndex index;
    private final long bulkSequence;
    private final Consumer<DamagedBlock> lost;
    private final BlockCursor cursor = new BlockCursor();
    private int ordinal;

    private SurvivingEntries(TableFile file, TableIndex index, long bulkSequence, Consumer<DamagedBlock> lost) {
        this.file = file;
        this.index = index;
        this.bulkSequence = bulkSequence;
        this.lost = lost;
    }

    /**
     * Opens a table of which the manifest says number, store and length.
     *
     * @param bulkSequence the sequence of entries that carry none, as tables do that were loaded in bulk
     * @param lost gets each lost block
     * @param harmless gets damage that costs no entry: of header, filter or properties
     * @throws CorruptionException if footer or index do not hold, so that no block can be found
     */
    public static SurvivingEntries open(
            Vfs vfs,
            Path directory,
            long number,
            UUID storeId,
            long sizeBytes,
            long bulkSequence,
            Consumer<DamagedBlock> lost,
            Consumer<CorruptionException> harmless)
            throws IOException {
        TableFile file = TableFile.openPastHeader(vfs, directory, number, storeId, sizeBytes);
        boolean opened = false;
        try {
            TableIndex index = TableContents.readIndex(file, file.readFooter());
            try {
                file.requireHeader();
                TableContents.read(file);
            } catch (CorruptionException e) {
                harmless.accept(e);
            }
            opened = true;
            return new SurvivingEntries(file, index, bulkSequence, lost);
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    @Override
    public void seekToFirst() throws IOException {
        enterFrom(0);
    }

    @Override
    public void next() throws IOException {
        standOnNone();
        cursor.next();
        if (cursor.isValid()) {
            standOnEntry();
        } else {
            enterFrom(ordinal + 1);
        }
    }

    /** Not offered: the walk goes forward from the first entry, once. */
    @Override
    public void seekToLast() {
        throw new UnsupportedOperationException("forward only");
    }

    /** Not offered: the walk goes forward from the first entry, once. */
    @Override
    public void seek(byte[] key, int offset, int length, long tag) {
        throw new UnsupportedOperationException("forward only");
    }

    /** Not offered: the walk goes forward from the first entry, once. */
    @Override
    public void prev() {
        throw new UnsupportedOperationException("forward only");
    }

    @Override
    public void close() throws IOException {
        standOnNone();
        file.close();
    }

    private void enterFrom(int first) throws IOException {
        standOnNone();
        for (int block = first; block < index.blocks(); block++) {
            if (tryEnter(block)) {
                ordinal = block;
                standOnEntry();
                return;
            }
        }
    }

    /** Stands on the block's first entry if all of the block holds. */
    private boolean tryEnter(int block) throws IOException {
        CorruptionException damage;
        try {
            byte[] whole = file.readBlock(index.blockOffset(block), index.blockBytes(block));
            check(whole, block);
            cursor.reset(whole);
            cursor.seekToFirst();
            return true;
        } catch (CorruptionException e) {
            damage = e;
        } catch (MalformedException e) {
            damage = file.malformed("block", index.blockOffset(block), e);
        }
        lost.accept(DamagedBlock.of(index, block, damage));
        return false;
    }

    /** Walks all entries of the block before one of them is believed. */
    private void check(byte[] block, int at) throws MalformedException {
        cursor.reset(block);
        byte[] keyBefore = null;
        long tagBefore = 0;
        for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
            byte[] key = Arrays.copyOf(cursor.keyArray(), cursor.keyLength());
            boolean holds = key.length > 0
                    && EntryKind.isSupported(Tag.kind(cursor.tag()))
                    && index.find(key, 0, key.length, cursor.tag()) == at
                    && (keyBefore == null
                            || ScopedKey.compare(
                                            keyBefore, 0, keyBefore.length, tagBefore, key, 0, key.length, cursor.tag())
                                    < 0);
            if (!holds) {
                throw new MalformedException("entry out of place", 0);
            }
            keyBefore = key;
            tagBefore = cursor.tag();
        }
    }

    private void standOnEntry() {
        long tag = cursor.tag();
        long counting = Tag.sequence(tag) == 0 ? Tag.of(bulkSequence, Tag.kind(tag)) : tag;
        standOnKey(cursor.keyArray(), 0, cursor.keyLength(), counting);
        setValue(cursor.valueArray(), cursor.valueOffset(), cursor.valueLength());
    }
}
