package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.sql.Expr;

/**
 * What a condition means for reading. Immutable.
 *
 * @param ranges the keys to read: no row outside can fulfil the condition
 * @param residual what each row read must still fulfil; null if the ranges say it all
 */
public record KeyPlan(KeyRanges ranges, Expr residual) {}
