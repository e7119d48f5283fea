/**
 * The store itself: what is open, who may write, what is visible, what happens behind.
 *
 * <p>Reading order: {@link io.minilsm.internal.db.LsmStore}, {@code StoreOpener} (with {@code StoreDirectory},
 * {@code StoreLock}, {@code LogRecovery}), {@code ReadSide} ({@code ReadStates}, {@code Reads}, {@code StoreCursor},
 * {@code Tables}), {@code WriteSide} ({@code CommitPipeline}, {@code GroupCommit}, {@code WriteStall}),
 * {@code Maintenance} ({@code FlushJob}, {@code Compactions}, {@code BulkLoad}), {@code Poison}.
 *
 * <p>Floor 8. One lock orders the writes ({@code CommitPipeline}); reads take none: they use a counted
 * {@code ReadState}, which is replaced, never changed. Invariants kept here: W1, W2, B1, F1, F2, M1, I1; see
 * docs/invariants.md.
 */
package io.minilsm.internal.db;
