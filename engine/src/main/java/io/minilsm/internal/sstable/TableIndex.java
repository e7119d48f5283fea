package io.minilsm.internal.sstable;

import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSource;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.key.ScopedKey;
import java.util.Arrays;

/**
 * The index in memory: which block an internal key would be in, and where that block is. Immutable and thread-safe.
 *
 * <p>What all fences begin with is compared once, the eight bytes behind it as one number, the rest only among fences
 * that are equal in that. So most steps of the search touch one array of numbers.
 */
final class TableIndex {
    /** Number, offset and tag of a fence, and offset of the block. */
    static final int MEMORY_BYTES_PER_BLOCK = 28;

    /** Fences are no longer than blocks are, and no block is more than 255 times its stored length. */
    private static final int MAX_EXPANSION = 256;

    private static final int MAX_FENCE_BYTES = 1 << 30;
    private static final int LEAST_ENTRY_BYTES = 4;

    private final byte[] common;
    private final long[] prefixes;
    private final byte[] fences;
    private final int[] fenceOffsets;
    private final long[] fenceTags;
    private final long[] blockOffsets;

    private TableIndex(byte[] common, byte[] fences, int[] fenceOffsets, long[] fenceTags, long[] blockOffsets) {
        this.common = common;
        this.fences = fences;
        this.fenceOffsets = fenceOffsets;
        this.fenceTags = fenceTags;
        this.blockOffsets = blockOffsets;
        prefixes = new long[fenceTags.length];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = sortable(Bytes.prefix(fences, fenceOffsets[i], fenceOffsets[i + 1] - fenceOffsets[i]));
        }
    }

    /**
     * Decodes an index of that many blocks, which must fill the file from the first block's place to {@code dataEnd}.
     */
    static TableIndex decode(byte[] array, int length, int blocks, long dataEnd) throws MalformedException {
        if (blocks > length / LEAST_ENTRY_BYTES) {
            throw new MalformedException("index too short: actual=" + length + ", blocks=" + blocks, 0);
        }
        ByteSource source = new ByteSource(array, 0, length);
        FenceDecoder decoder = new FenceDecoder(array, blocks, Math.min(MAX_FENCE_BYTES, MAX_EXPANSION * dataEnd));
        long[] blockOffsets = new long[blocks + 1];
        blockOffsets[0] = TableFormat.DATA_OFFSET;
        for (int i = 0; i < blocks; i++) {
            decoder.decode(source, i);
            long left = dataEnd - blockOffsets[i];
            int most = (int) Math.min(left, StoredBlock.MAX_PLAIN_BYTES + StoredBlock.TRAILER_BYTES);
            int stored = source.getVarint(most, "stored block length");
            if (stored <= StoredBlock.TRAILER_BYTES) {
                throw new MalformedException("stored block too short: actual=" + stored, source.position());
            }
            blockOffsets[i + 1] = blockOffsets[i] + stored;
        }
        if (source.remaining() != 0 || blockOffsets[blocks] != dataEnd) {
            throw new MalformedException(
                    "blocks do not fill the data part: actual=" + blockOffsets[blocks] + ", expected=" + dataEnd
                            + ", index bytes left=" + source.remaining(),
                    source.position());
        }
        return decoder.build(blockOffsets);
    }

    int blocks() {
        return prefixes.length;
    }

    long blockOffset(int block) {
        return blockOffsets[block];
    }

    int blockBytes(int block) {
        return (int) (blockOffsets[block + 1] - blockOffsets[block]);
    }

    /** Returns a copy of the block's fence without its tag: no key of the block is behind it. */
    byte[] fence(int block) {
        int from = fenceOffsets[block];
        int length = fenceOffsets[block + 1] - from;
        byte[] fence = Arrays.copyOf(common, common.length + length);
        System.arraycopy(fences, from, fence, common.length, length);
        return fence;
    }

    long memoryBytes() {
        return fences.length + common.length + (long) blocks() * MEMORY_BYTES_PER_BLOCK;
    }

    /**
     * Returns the first block whose fence is at or behind the internal key; {@link #blocks()} if there is none. If the
     * table has the key, it is in that block; else its successor is the first entry behind it in that block, or the
     * first of the next block.
     */
    int find(byte[] key, int offset, int length, long tag) {
        int shared = common.length;
        if (shared != 0) {
            int same = Arrays.mismatch(key, offset, offset + Math.min(length, shared), common, 0, shared);
            if (same >= 0) {
                boolean isBefore = same == length || (key[offset + same] & 0xFF) < (common[same] & 0xFF);
                return isBefore ? 0 : blocks();
            }
        }
        int restOffset = offset + shared;
        int rest = length - shared;
        long prefix = sortable(Bytes.prefix(key, restOffset, rest));
        int low = 0;
        int high = prefixes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long fence = prefixes[middle];
            if (fence < prefix || fence == prefix && compare(middle, key, restOffset, rest, tag) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int block, byte[] key, int offset, int length, long tag) {
        int from = fenceOffsets[block];
        return ScopedKey.compare(
                fences, from, fenceOffsets[block + 1] - from, fenceTags[block], key, offset, length, tag);
    }

    /** Turns the order of unsigned numbers into that of signed ones. */
    private static long sortable(long prefix) {
        return prefix ^ Long.MIN_VALUE;
    }

    /** Puts the fences together and then cuts off what all of them begin with. */
    private static final class FenceDecoder {
        private final byte[] array;
        private final long mostBytes;
        private final int[] offsets;
        private final long[] tags;
        private byte[] fences;

        FenceDecoder(byte[] array, int blocks, long mostBytes) {
            this.array = array;
            this.mostBytes = mostBytes;
            offsets = new int[blocks + 1];
            tags = new long[blocks];
            fences = new byte[(int) Math.min(mostBytes, 16L * blocks + 64)];
        }

        void decode(ByteSource source, int block) throws MalformedException {
            int beforeFrom = block == 0 ? 0 : offsets[block - 1];
            int from = offsets[block];
            int shared = source.getVarint(from - beforeFrom, "shared fence length");
            int own = source.getVarint(ScopedKey.MAX_BYTES - shared, "fence length");
            if ((long) from + shared + own > mostBytes) {
                throw new MalformedException("fences too long: expected<=" + mostBytes, source.position());
            }
            int ownAt = source.skip(own);
            int end = from + shared + own;
            if (end > fences.length) {
                fences = Arrays.copyOf(fences, (int) Math.min(MAX_FENCE_BYTES, Math.max(end, 2L * fences.length)));
            }
            System.arraycopy(fences, beforeFrom, fences, from, shared);
            System.arraycopy(array, ownAt, fences, from + shared, own);
            offsets[block + 1] = end;
            tags[block] = source.getVarint();
            if (tags[block] < 0 || block > 0 && compareWithBefore(block) >= 0) {
                throw new MalformedException("fences out of order: block=" + block, source.position());
            }
        }

        private int compareWithBefore(int block) {
            int before = offsets[block - 1];
            int from = offsets[block];
            int end = offsets[block + 1];
            return ScopedKey.compare(
                    fences, before, from - before, tags[block - 1], fences, from, end - from, tags[block]);
        }

        TableIndex build(long[] blockOffsets) {
            int last = offsets.length - 2;
            int common = Arrays.mismatch(fences, 0, offsets[1], fences, offsets[last], offsets[last + 1]);
            if (common < 0) {
                common = offsets[1];
            }
            byte[] prefix = Arrays.copyOf(fences, common);
            int packed = 0;
            for (int i = 0; i <= last; i++) {
                int from = offsets[i] + common;
                int length = offsets[i + 1] - from;
                System.arraycopy(fences, from, fences, packed, length);
                offsets[i] = packed;
                packed += length;
            }
            offsets[last + 1] = packed;
            return new TableIndex(prefix, Arrays.copyOf(fences, packed), offsets, tags, blockOffsets);
        }
    }
}
