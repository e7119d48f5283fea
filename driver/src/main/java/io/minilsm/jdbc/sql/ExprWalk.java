package io.minilsm.jdbc.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Questions about whole expressions. Stateless. */
public final class ExprWalk {
    private ExprWalk() {}

    /** Returns whether the value of the expression depends on the row. */
    public static boolean hasColumn(Expr expr) {
        if (expr instanceof Expr.Column || expr instanceof Expr.Aggregate || expr instanceof Expr.Label) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (hasColumn(part)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the value of the expression is gathered over all rows, wholly or in part. */
    public static boolean hasAggregate(Expr expr) {
        if (expr instanceof Expr.Aggregate) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (hasAggregate(part)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether there is a column that is not the operand of an aggregate. */
    static boolean hasColumnOfOneRow(Expr expr) {
        if (expr instanceof Expr.Aggregate) {
            return false;
        } else if (expr instanceof Expr.Column) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (hasColumnOfOneRow(part)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the name of an item stands in the expression. */
    static boolean hasLabel(Expr expr) {
        if (expr instanceof Expr.Label) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (hasLabel(part)) {
                return true;
            }
        }
        return false;
    }

    /** Adds the aggregates of an expression to those found. */
    public static void collectAggregates(Expr expr, List<Expr.Aggregate> found) {
        if (expr instanceof Expr.Aggregate aggregate) {
            found.add(aggregate);
            return;
        }
        for (Expr part : parts(expr)) {
            collectAggregates(part, found);
        }
    }

    /** Returns the expression with parts replaced, from above, by what is given for them where that is not null. */
    static Expr replace(Expr expr, UnaryOperator<Expr> replacement) {
        Expr replaced = replacement.apply(expr);
        if (replaced != null) {
            return replaced;
        } else if (expr instanceof Expr.Call call) {
            return new Expr.Call(call.function(), replace(call.arguments(), replacement));
        } else if (expr instanceof Expr.Cast cast) {
            return new Expr.Cast(replace(cast.operand(), replacement), cast.type());
        } else if (expr instanceof Expr.Case choice) {
            List<Expr.Branch> branches = new ArrayList<>();
            for (Expr.Branch branch : choice.branches()) {
                branches.add(new Expr.Branch(
                        replace(branch.when(), replacement), replace(branch.then(), replacement)));
            }
            Expr operand = choice.operand() == null ? null : replace(choice.operand(), replacement);
            return new Expr.Case(operand, List.copyOf(branches), replace(choice.otherwise(), replacement));
        } else if (expr instanceof Expr.Compare compare) {
            return new Expr.Compare(
                    compare.operator(), replace(compare.left(), replacement), replace(compare.right(), replacement));
        } else if (expr instanceof Expr.In in) {
            return new Expr.In(replace(in.operand(), replacement), replace(in.choices(), replacement));
        } else if (expr instanceof Expr.Like like) {
            Expr escape = like.escape() == null ? null : replace(like.escape(), replacement);
            return new Expr.Like(replace(like.operand(), replacement), replace(like.pattern(), replacement), escape);
        } else if (expr instanceof Expr.IsNull isNull) {
            return new Expr.IsNull(replace(isNull.operand(), replacement));
        } else if (expr instanceof Expr.And and) {
            return new Expr.And(replace(and.terms(), replacement));
        } else if (expr instanceof Expr.Or or) {
            return new Expr.Or(replace(or.terms(), replacement));
        } else if (expr instanceof Expr.Not not) {
            return new Expr.Not(replace(not.term(), replacement));
        }
        return expr;
    }

    private static List<Expr> replace(List<Expr> parts, UnaryOperator<Expr> replacement) {
        List<Expr> replaced = new ArrayList<>(parts.size());
        for (Expr part : parts) {
            replaced.add(replace(part, replacement));
        }
        return List.copyOf(replaced);
    }

    /** Returns whether there is a condition in the expression, however deep. */
    static boolean hasCondition(Expr expr) {
        if (expr instanceof Expr.And
                || expr instanceof Expr.Or
                || expr instanceof Expr.Not
                || expr instanceof Expr.Compare
                || expr instanceof Expr.In
                || expr instanceof Expr.Like
                || expr instanceof Expr.IsNull) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (hasCondition(part)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the tree has more levels than that; looks no deeper. */
    static boolean isHigherThan(int levels, Expr expr) {
        if (levels == 0) {
            return true;
        }
        for (Expr part : parts(expr)) {
            if (isHigherThan(levels - 1, part)) {
                return true;
            }
        }
        return false;
    }

    private static List<Expr> parts(Expr expr) {
        if (expr instanceof Expr.Call call) {
            return call.arguments();
        } else if (expr instanceof Expr.Cast cast) {
            return List.of(cast.operand());
        } else if (expr instanceof Expr.Aggregate aggregate) {
            return aggregate.operand() == null ? List.of() : List.of(aggregate.operand());
        } else if (expr instanceof Expr.Case choice) {
            List<Expr> parts = new ArrayList<>();
            if (choice.operand() != null) {
                parts.add(choice.operand());
            }
            for (Expr.Branch branch : choice.branches()) {
                parts.add(branch.when());
                parts.add(branch.then());
            }
            parts.add(choice.otherwise());
            return parts;
        } else if (expr instanceof Expr.Compare compare) {
            return List.of(compare.left(), compare.right());
        } else if (expr instanceof Expr.In in) {
            List<Expr> parts = new ArrayList<>(in.choices());
            parts.add(in.operand());
            return parts;
        } else if (expr instanceof Expr.Like like) {
            return like.escape() == null
                    ? List.of(like.operand(), like.pattern())
                    : List.of(like.operand(), like.pattern(), like.escape());
        } else if (expr instanceof Expr.IsNull isNull) {
            return List.of(isNull.operand());
        } else if (expr instanceof Expr.And and) {
            return and.terms();
        } else if (expr instanceof Expr.Or or) {
            return or.terms();
        } else if (expr instanceof Expr.Not not) {
            return List.of(not.term());
        } else if (expr instanceof Expr.Row row) {
            return row.values();
        }
        return List.of();
    }

    /** Returns whether the expression is a number by its form, not just by the value at hand. */
    public static boolean isNumeric(Expr expr) {
        return expr instanceof Expr.Column column && column.type().isNumeric()
                || expr instanceof Expr.Call call && call.function().type().isNumeric()
                || expr instanceof Expr.Cast cast && cast.type().isNumeric()
                || expr instanceof Expr.Aggregate aggregate
                        && switch (aggregate.kind()) {
                            case COUNT, SUM, AVG -> true;
                            case MIN, MAX, GROUPED -> isNumeric(aggregate.operand());
                        };
    }
}
