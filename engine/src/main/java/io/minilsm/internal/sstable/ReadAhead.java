package io.minilsm.internal.sstable;

import io.minilsm.internal.codec.Bytes;
import java.io.IOException;

/**
 * Reads blocks in large pieces of the file, into memory that is used again. For one thread at a time. Takes what is in
 * the cache from there, and puts nothing in.
 */
final class ReadAhead implements BlockSource {
    /** The first piece is small, as the reader may stop soon; each further one is twice as long, up to the last. */
    private static final int FIRST_BYTES = 16 << 10;

    private static final int LAST_BYTES = 256 << 10;

    /** Larger blocks get an array of their own, so that one of them does not stay in memory. */
    private static final int LARGEST_KEPT_BYTES = 1 << 20;

    private final TableFile file;
    private final TableIndex index;
    private final CachedBlocks cached;

    private byte[] window = Bytes.EMPTY;
    private long windowOffset;
    private int windowBytes;
    private int nextBytes = FIRST_BYTES;
    private byte[] kept = Bytes.EMPTY;

    ReadAhead(TableFile file, TableIndex index, CachedBlocks cached) {
        this.file = file;
        this.index = index;
        this.cached = cached;
    }

    @Override
    public byte[] block(int ordinal) throws IOException {
        byte[] block = cached.peek(ordinal);
        if (block != null) {
            return block;
        }
        long offset = index.blockOffset(ordinal);
        int bytes = index.blockBytes(ordinal);
        if (bytes > LAST_BYTES) {
            return file.readBlock(offset, bytes);
        }
        if (offset < windowOffset || offset + bytes > windowOffset + windowBytes) {
            fill(offset, bytes);
        }
        block = file.decodeBlock(window, (int) (offset - windowOffset), bytes, offset, kept);
        if (block.length <= LARGEST_KEPT_BYTES) {
            kept = block;
        }
        return block;
    }

    private void fill(long offset, int leastBytes) throws IOException {
        long left = index.blockOffset(index.blocks()) - offset;
        boolean goesOn = offset == windowOffset + windowBytes;
        nextBytes = goesOn ? Math.min(LAST_BYTES, 2 * nextBytes) : FIRST_BYTES;
        int bytes = (int) Math.min(left, Math.max(leastBytes, nextBytes));
        if (window.length < bytes) {
            window = new byte[bytes];
        }
        windowBytes = 0;
        file.read(window, bytes, offset);
        windowOffset = offset;
        windowBytes = bytes;
    }
}
