/**
 * The write-ahead log: batches in the order of their sequences, in segments that are written, forced, rotated, recycled
 * and, when the store opens again, judged and replayed.
 *
 * <p>Reading order: {@link io.minilsm.internal.wal.WalFormat}, {@link io.minilsm.internal.wal.FrameHeader},
 * {@link io.minilsm.internal.wal.WalSegment}, {@link io.minilsm.internal.wal.ClosedSegment},
 * {@link io.minilsm.internal.wal.SegmentRegistry}; writing: {@link io.minilsm.internal.wal.WalWriter},
 * {@link io.minilsm.internal.wal.FrameWriter}, {@link io.minilsm.internal.wal.SegmentForcer},
 * {@link io.minilsm.internal.wal.SegmentSupply}, {@link io.minilsm.internal.wal.SegmentMaker},
 * {@link io.minilsm.internal.wal.SegmentOutput}; reading: {@link io.minilsm.internal.wal.SegmentReader},
 * {@link io.minilsm.internal.wal.WalReplay}, {@link io.minilsm.internal.wal.FrameFeed},
 * {@link io.minilsm.internal.wal.WalScanner},
 * {@link io.minilsm.internal.wal.BatchReader}, {@link io.minilsm.internal.wal.SurvivingFrames}.
 * Layout and verdicts: docs/format/wal.md.
 *
 * <p>Floor 5. Invariants: W1 the order in the log is the order of sequences; W2 a frame is handed to the operating
 * system only behind all earlier ones; W3 a force covers all live segments in order, so that what survives is always a
 * prefix. The log knows nothing of memtables: what is replayed is decided by a sequence.
 */
package io.minilsm.internal.wal;
