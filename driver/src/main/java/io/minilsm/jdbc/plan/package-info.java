/**
 * From a syntax tree and its parameters to what is to be read: ranges of keys, and what is left to be tested per row.
 *
 * <p>Reading order: {@link io.minilsm.jdbc.plan.KeyPlanner}, {@link io.minilsm.jdbc.plan.KeyRanges}, {@link
 * io.minilsm.jdbc.plan.Evaluator}, {@link io.minilsm.jdbc.plan.LikePattern}, {@link io.minilsm.jdbc.plan.SqlValues},
 * {@link io.minilsm.jdbc.plan.SortKey}, {@link io.minilsm.jdbc.plan.RunningSum}.
 *
 * <p>Floor 2 of the driver: imports the tree and the errors. Values are null, String, byte[], Long, BigDecimal, Double
 * or Boolean; keys and values of rows are byte[]. Knows nothing of a store.
 */
package io.minilsm.jdbc.plan;
