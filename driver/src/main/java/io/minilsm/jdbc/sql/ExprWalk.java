package io.minilsm.jdbc.sql;

import java.util.List;

/** Questions about whole expressions. Stateless. */
public final class ExprWalk {
    private ExprWalk() {}

    /** Returns whether the value of the expression depends on the row. */
    public static boolean hasColumn(Expr expr) {
        if (expr instanceof Expr.Column || expr instanceof Expr.Aggregate || expr instanceof Expr.Label) {
            return true;
        } else if (expr instanceof Expr.Call call) {
            return anyColumn(call.arguments());
        } else if (expr instanceof Expr.Cast cast) {
            return hasColumn(cast.operand());
        } else if (expr instanceof Expr.Compare compare) {
            return hasColumn(compare.left()) || hasColumn(compare.right());
        } else if (expr instanceof Expr.In in) {
            return hasColumn(in.operand()) || anyColumn(in.choices());
        } else if (expr instanceof Expr.Like like) {
            return hasColumn(like.operand())
                    || hasColumn(like.pattern())
                    || like.escape() != null && hasColumn(like.escape());
        } else if (expr instanceof Expr.IsNull isNull) {
            return hasColumn(isNull.operand());
        } else if (expr instanceof Expr.And and) {
            return anyColumn(and.terms());
        } else if (expr instanceof Expr.Or or) {
            return anyColumn(or.terms());
        } else if (expr instanceof Expr.Not not) {
            return hasColumn(not.term());
        } else if (expr instanceof Expr.Row row) {
            return anyColumn(row.values());
        }
        return false;
    }

    /** Returns whether the expression is a number by its form, not just by the value at hand. */
    public static boolean isNumeric(Expr expr) {
        return expr instanceof Expr.Call call && call.function().type().isNumeric()
                || expr instanceof Expr.Cast cast && cast.type().isNumeric()
                || expr instanceof Expr.Aggregate aggregate && aggregate.kind() == Expr.Aggregate.Kind.COUNT;
    }

    private static boolean anyColumn(List<Expr> exprs) {
        for (Expr each : exprs) {
            if (hasColumn(each)) {
                return true;
            }
        }
        return false;
    }
}
