package io.minilsm.internal.sstable;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.BlockCursor;
import io.minilsm.internal.codec.RunningChecksum;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Checks all that can be checked of a table, past the cache. For one use. */
final class TableVerifier {
    private static final int CHUNK_BYTES = 256 << 10;

    private final TableFile file;
    private final TableContents contents;
    private final Consumer<CorruptionException> found;
    private final Consumer<DamagedBlock> foundBlock;
    private final BlockCursor cursor = new BlockCursor();

    private byte[] keyBefore = new byte[256];
    private int keyBeforeLength = -1;
    private long tagBefore;
    private boolean anyBlockDamaged;

    private long entries;
    private long deletes;
    private long keys;
    private long keyBytes;
    private long valueBytes;
    private long smallestTag = Long.MAX_VALUE;
    private long largestTag;

    TableVerifier(
            TableFile file,
            TableContents contents,
            Consumer<CorruptionException> found,
            Consumer<DamagedBlock> foundBlock) {
        this.file = file;
        this.contents = contents;
        this.found = found;
        this.foundBlock = foundBlock;
    }

    void verify(OptionalInt checksum) throws IOException {
        verifyParts();
        TableIndex index = contents.index();
        for (int i = 0; i < index.blocks(); i++) {
            try {
                verifyBlock(i);
            } catch (CorruptionException e) {
                reportBlock(i, e);
            }
        }
        if (!anyBlockDamaged) {
            verifyCounts();
        }
        if (checksum.isPresent()) {
            verifyFile(checksum.getAsInt());
        }
    }

    /** Header and other parts were good at open, but may have gone bad since. */
    private void verifyParts() throws IOException {
        try {
            file.requireHeader();
            TableContents.read(file);
        } catch (CorruptionException e) {
            found.accept(e);
        }
    }

    private void verifyBlock(int ordinal) throws IOException {
        TableIndex index = contents.index();
        byte[] block = file.readBlock(index.blockOffset(ordinal), index.blockBytes(ordinal));
        cursor.reset(block);
        cursor.seekToFirst();
        int shared = cursor.keyLength();
        verifyEntry(ordinal);
        for (cursor.next(); cursor.isValid(); cursor.next()) {
            shared = Math.min(shared, verifyEntry(ordinal));
        }
        require(shared == Block.prefixLength(block), "key prefix not all that the keys share", ordinal);
    }

    /** Returns how many leading bytes the key shares with the one before. */
    private int verifyEntry(int ordinal) throws CorruptionException {
        byte[] key = cursor.keyArray();
        int length = cursor.keyLength();
        long tag = cursor.tag();
        int shared = -1;
        if (keyBeforeLength >= 0) {
            int order = ScopedKey.compare(keyBefore, 0, keyBeforeLength, tagBefore, key, 0, length, tag);
            require(order < 0, "entries out of order", ordinal);
            shared = Arrays.mismatch(keyBefore, 0, keyBeforeLength, key, 0, length);
        }
        boolean isNewKey = keyBeforeLength < 0 || shared >= 0;
        require(length > 0 && tag > 0 && EntryKind.isSupported(Tag.kind(tag)), "entry of unknown kind", ordinal);
        require(contents.index().find(key, 0, length, tag) == ordinal, "entry in the wrong block", ordinal);
        require(
                contents.filter() == null || contents.filter().mayContain(key, 0, length),
                "filter denies a key",
                ordinal);
        if (keyBefore.length < length) {
            keyBefore = new byte[2 * length];
        }
        System.arraycopy(key, 0, keyBefore, 0, length);
        keyBeforeLength = length;
        tagBefore = tag;
        count(isNewKey, tag);
        return shared < 0 ? length : shared;
    }

    private void count(boolean isNewKey, long tag) {
        entries++;
        deletes += Tag.kind(tag) == EntryKind.DELETE ? 1 : 0;
        keys += isNewKey ? 1 : 0;
        keyBytes += cursor.keyLength();
        valueBytes += cursor.valueLength();
        smallestTag = Math.min(smallestTag, tag);
        largestTag = Math.max(largestTag, tag);
    }

    private void verifyCounts() {
        TableProperties said = contents.properties();
        boolean holds = said.entries() == entries
                && said.deletes() == deletes
                && said.keys() == keys
                && said.keyBytes() == keyBytes
                && said.valueBytes() == valueBytes
                && said.smallestSequence() == Tag.sequence(smallestTag)
                && said.largestSequence() == Tag.sequence(largestTag)
                && Arrays.equals(
                        said.largestKey(), 0, said.largestKey().length, keyBefore, 0, Math.max(0, keyBeforeLength));
        if (!holds) {
            found.accept(new CorruptionException(
                    "table properties differ from the entries",
                    file.name(),
                    contents.footer().propertiesOffset(),
                    "actual entries=" + entries + ", deletes=" + deletes + ", keys=" + keys + ", expected="
                            + said.toJson()));
        }
    }

    private void verifyFile(int expected) throws IOException {
        RunningChecksum checksum = RunningChecksum.ofFile(file.number());
        byte[] chunk = new byte[CHUNK_BYTES];
        for (long offset = 0; offset < file.bytes(); offset += CHUNK_BYTES) {
            int length = (int) Math.min(CHUNK_BYTES, file.bytes() - offset);
            try {
                file.read(chunk, length, offset);
            } catch (CorruptionException e) {
                found.accept(e);
                return;
            }
            checksum.update(chunk, 0, length);
        }
        if (checksum.value() != expected) {
            found.accept(new CorruptionException(
                    "table checksum mismatch",
                    file.name(),
                    CorruptionException.WHOLE_FILE,
                    String.format("actual=0x%08x, expected=0x%08x", checksum.value(), expected)));
        }
    }

    private void reportBlock(int ordinal, CorruptionException damage) {
        anyBlockDamaged = true;
        foundBlock.accept(DamagedBlock.of(contents.index(), ordinal, damage));
    }

    private void require(boolean holds, String what, int ordinal) throws CorruptionException {
        if (!holds) {
            throw new CorruptionException(
                    what,
                    file.name(),
                    contents.index().blockOffset(ordinal),
                    "block=" + ordinal + ", entry=" + entries);
        }
    }
}
