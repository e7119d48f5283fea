/**
 * Records in checksummed, chained frames: each frame's chain hash covers all frames before it, so that one that was cut
 * out, put elsewhere or replaced is seen, though its own checksum holds.
 *
 * <p>Reading order: {@link io.minilsm.internal.record.ChainHash}, {@link io.minilsm.internal.record.Frame},
 * {@link io.minilsm.internal.record.FrameWriter}, {@link io.minilsm.internal.record.FrameReader}. Layout:
 * docs/format/manifest.md.
 *
 * <p>Floor 3; knows nothing of what the records say. A length is believed only after the checksum of the frame's
 * header, and nothing is allocated for a payload that the file cannot hold.
 */
package io.minilsm.internal.record;
