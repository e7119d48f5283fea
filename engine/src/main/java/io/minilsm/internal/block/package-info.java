/**
 * The block: sorted entries with prefix-compressed keys, and how a block is stored: compressed or not, with a checksum
 * that knows its place.
 *
 * <p>Reading order: {@link io.minilsm.internal.block.BlockBuilder}, {@link io.minilsm.internal.block.Block},
 * {@link io.minilsm.internal.block.BlockCursor}, {@link io.minilsm.internal.block.StoredBlock},
 * {@link io.minilsm.internal.block.BlockCompression}. Layout: docs/format/sstable.md.
 *
 * <p>Floor 4. Knows nothing of files: bytes that do not decode are a
 * {@link io.minilsm.internal.codec.MalformedException}, to which the caller adds file and offset. Blocks are immutable
 * and may be read by many threads; builders and cursors are for one thread at a time.
 */
package io.minilsm.internal.block;
