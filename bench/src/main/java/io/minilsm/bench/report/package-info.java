/**
 * What comes out: medians over rounds, ratios, tables.
 *
 * <p>{@link io.minilsm.bench.report.Results} holds what was measured, {@link io.minilsm.bench.report.Metric} is a way
 * to look at it, {@link io.minilsm.bench.report.Comparison} one table of a metric with ratios, {@link
 * io.minilsm.bench.report.MarkdownReport} all of them on one page. Knows nothing of how things were measured.
 */
package io.minilsm.bench.report;
