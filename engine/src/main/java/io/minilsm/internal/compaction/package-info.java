/**
 * Compaction: merging tables into deeper levels, so that a read meets few of them and what was overwritten or deleted
 * gives its space back.
 *
 * <p>Reading order: {@link io.minilsm.internal.compaction.CompactionSettings}, {@code LevelTargets} (how large each
 * level should be), {@link io.minilsm.internal.compaction.CompactionPicker} and {@link
 * io.minilsm.internal.compaction.RangeCompaction} (what to do), {@link io.minilsm.internal.compaction.CompactionPlan}
 * (that, as a value), {@link io.minilsm.internal.compaction.EntryRetention} (which entries stay), {@link
 * io.minilsm.internal.compaction.CompactionJob} (does it).
 *
 * <p>Floor 7. Invariants, with R1 (a newer level never holds an older version of a key) as the one that all serve:
 *
 * <ul>
 *   <li>C1: whatever leaves a level goes with, or behind, everything older of its keys. Inputs of level 0 are closed
 *       under "older and overlapping"; newer tables may stay. A sorted level holds a key in one table only.
 *   <li>C2: no level between the input and the output level overlaps the inputs, and all overlapping tables of the
 *       output level are part of the merge.
 *   <li>C3: outputs are split between different scoped keys only.
 *   <li>C4: nothing is merged within level 0, so its order by age needs no care.
 *   <li>C5: a delete is dropped only if every live snapshot sees it or something newer, and no deeper level overlaps.
 *   <li>C6: every plan either moves tables deeper or removes entries, so picking ends when writing does.
 * </ul>
 *
 * <p>One compaction runs at a time: plans are made for the version that they are applied to, apart from tables flushed
 * to level 0 meanwhile, which are newer than all inputs and do no harm.
 */
package io.minilsm.internal.compaction;
