package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.ExprWalk;
import io.minilsm.jdbc.sql.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a condition and its parameters into the fewest ranges of keys, and a rest for what ranges cannot say.
 *
 * <p>NOT is carried down to the leaves, so that above them there are only AND (intersection) and OR (union); there
 * "unknown" may count as "false", since neither turns false into true. A leaf that compares with NULL is unknown either
 * way round, so it has no keys. For one execution.
 */
public final class KeyPlanner {
    private final Evaluator evaluator;

    private KeyPlanner(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Returns the plan of a condition; a null condition means all rows. */
    public static KeyPlan plan(Expr where, Evaluator evaluator) throws SQLException {
        if (where == null) {
            return new KeyPlan(KeyRanges.all(), null);
        }
        return new KeyPlanner(evaluator).plan(where, false);
    }

    private KeyPlan plan(Expr expr, boolean negated) throws SQLException {
        if (expr instanceof Expr.Not not) {
            return plan(not.term(), !negated);
        } else if (expr instanceof Expr.And and) {
            return negated ? any(expr, and.terms(), true) : all(and.terms(), false);
        } else if (expr instanceof Expr.Or or) {
            return negated ? all(or.terms(), true) : any(expr, or.terms(), false);
        }
        KeyRanges ranges = leaf(expr, negated);
        if (ranges != null) {
            return new KeyPlan(ranges, null);
        }
        if (expr instanceof Expr.Like like
                && isKey(like.operand())
                && !isNumberKey(like.operand())
                && isConstant(like.pattern())) {
            return likePlan(like, negated);
        }
        return new KeyPlan(KeyRanges.all(), negated ? new Expr.Not(expr) : expr);
    }

    private KeyPlan all(List<Expr> terms, boolean negated) throws SQLException {
        List<KeyRanges> ranges = new ArrayList<>(terms.size());
        List<Expr> rest = new ArrayList<>();
        for (Expr term : terms) {
            KeyPlan plan = plan(term, negated);
            ranges.add(plan.ranges());
            if (plan.residual() != null) {
                rest.add(plan.residual());
            }
        }
        Expr residual = rest.isEmpty() ? null : rest.size() == 1 ? rest.get(0) : new Expr.And(rest);
        return new KeyPlan(KeyRanges.intersection(ranges), residual);
    }

    /** Once one term needs a look at the row, the union no longer tells by which term a row came in. */
    private KeyPlan any(Expr whole, List<Expr> terms, boolean negated) throws SQLException {
        List<KeyRanges> ranges = new ArrayList<>(terms.size());
        boolean exact = true;
        for (Expr term : terms) {
            KeyPlan plan = plan(term, negated);
            ranges.add(plan.ranges());
            exact &= plan.residual() == null || plan.ranges().isEmpty();
        }
        Expr residual = exact ? null : negated ? new Expr.Not(whole) : whole;
        return new KeyPlan(KeyRanges.union(ranges), residual);
    }

    /** Returns exactly the keys that fulfil the leaf, or null if ranges cannot say it. */
    private KeyRanges leaf(Expr expr, boolean negated) throws SQLException {
        if (!ExprWalk.hasColumn(expr)) {
            Boolean truth = evaluator.truth(expr, null, null);
            return truth != null && truth != negated ? KeyRanges.all() : KeyRanges.none();
        } else if (expr instanceof Expr.Compare compare) {
            return comparison(compare, negated);
        } else if (expr instanceof Expr.In in && isKey(in.operand())) {
            return in(in, negated);
        } else if (expr instanceof Expr.IsNull isNull && isStoredColumn(isNull.operand())) {
            return negated ? KeyRanges.all() : KeyRanges.none();
        }
        return null;
    }

    private KeyRanges comparison(Expr.Compare compare, boolean negated) throws SQLException {
        Expr.Comparison operator = compare.operator();
        Expr constant = compare.right();
        if (isKey(compare.right())) {
            operator = operator.mirrored();
            constant = compare.left();
        } else if (!isKey(compare.left())) {
            return null;
        }
        boolean number = isKey(compare.left()) ? isNumberKey(compare.left()) : isNumberKey(compare.right());
        if (!isConstant(constant) || !number && ExprWalk.isNumeric(constant)) {
            return null;
        }
        Object value = evaluator.value(constant, null, null);
        if (value == null) {
            return KeyRanges.none();
        }
        Expr.Comparison wanted = negated ? operator.negated() : operator;
        return number ? NumberKeys.ranges(wanted, value) : ranges(wanted, SqlValues.toBytes(value));
    }

    static KeyRanges ranges(Expr.Comparison operator, byte[] key) {
        return switch (operator) {
            case EQUAL -> KeyRanges.only(key);
            case NOT_EQUAL -> KeyRanges.only(key).complement();
            case LESS -> KeyRanges.below(key);
            case AT_MOST -> KeyRanges.atMost(key);
            case GREATER -> KeyRanges.above(key);
            case AT_LEAST -> KeyRanges.atLeast(key);
        };
    }

    private KeyRanges in(Expr.In in, boolean negated) throws SQLException {
        boolean number = isNumberKey(in.operand());
        List<KeyRanges> keys = new ArrayList<>(in.choices().size());
        for (Expr choice : in.choices()) {
            if (!isConstant(choice) || !number && ExprWalk.isNumeric(choice)) {
                return null;
            }
            Object value = evaluator.value(choice, null, null);
            if (value != null) {
                keys.add(
                        number
                                ? NumberKeys.ranges(Expr.Comparison.EQUAL, value)
                                : KeyRanges.only(SqlValues.toBytes(value)));
            } else if (negated) {
                return KeyRanges.none();
            }
        }
        KeyRanges union = keys.isEmpty() ? KeyRanges.none() : KeyRanges.union(keys);
        return negated ? union.complement() : union;
    }

    private KeyPlan likePlan(Expr.Like like, boolean negated) throws SQLException {
        LikePattern pattern = evaluator.pattern(like);
        if (pattern == null) {
            return new KeyPlan(KeyRanges.none(), null);
        }
        KeyRanges ranges = pattern.isExact() ? KeyRanges.only(pattern.prefix()) : KeyRanges.prefix(pattern.prefix());
        if (pattern.isExact() || pattern.isPrefixOnly()) {
            return new KeyPlan(negated ? ranges.complement() : ranges, null);
        }
        return new KeyPlan(negated ? KeyRanges.all() : ranges, negated ? new Expr.Not(like) : like);
    }

    private static boolean isConstant(Expr expr) {
        return !ExprWalk.hasColumn(expr);
    }

    private static boolean isKey(Expr expr) {
        return expr instanceof Expr.Column column && column.id() == ColumnId.K;
    }

    private static boolean isNumberKey(Expr expr) {
        return expr instanceof Expr.Column column && column.type() == SqlType.BIGINT;
    }

    private static boolean isStoredColumn(Expr expr) {
        return expr instanceof Expr.Column column && column.id().isStored();
    }
}
