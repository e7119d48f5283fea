/**
 * Bytes: fixed-width integers, varints, checksums, bounded reading and growable writing. Knows nothing of files or LSM.
 *
 * <p>Reading order: {@link io.minilsm.internal.codec.Bytes}, {@link io.minilsm.internal.codec.Varint},
 * {@link io.minilsm.internal.codec.Checksum}, {@link io.minilsm.internal.codec.RunningChecksum},
 * {@link io.minilsm.internal.codec.ByteSink},
 * {@link io.minilsm.internal.codec.ByteSource}.
 *
 * <p>Floor 1. All integers on disk are little-endian.
 */
package io.minilsm.internal.codec;
