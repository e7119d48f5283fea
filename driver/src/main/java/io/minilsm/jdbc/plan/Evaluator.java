package io.minilsm.jdbc.plan;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.ExprWalk;
import io.minilsm.jdbc.sql.SqlType;
import java.io.IOException;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes expressions with the parameters of one execution. Truth has three values; null is "unknown". For one thread.
 */
public final class Evaluator {
    private final Bindings bindings;

    /** Patterns are compiled once per execution; by identity, which is cheaper. The map is made when needed. */
    private Map<Expr.Like, LikePattern> patterns = Map.of();

    /** What was gathered over the rows, by identity. */
    private Map<Expr.Aggregate, Object> gathered = Map.of();

    /** Makes an evaluator for one execution. */
    public Evaluator(Bindings bindings) {
        this.bindings = bindings;
    }

    /**
     * Returns the value of an expression.
     *
     * @param row the row that K and V belong to; null if the expression has no columns
     * @param excluded the row that EXCLUDED stands for; null if there is none
     */
    public Object value(Expr expr, Row row, Row excluded) throws SQLException {
        if (expr instanceof Expr.Literal literal) {
            return literal.value();
        } else if (expr instanceof Expr.Parameter parameter) {
            return bindings.value(parameter.index());
        } else if (expr instanceof Expr.Column column) {
            return column(column, row, excluded);
        } else if (expr instanceof Expr.Call call) {
            return call(call, row, excluded);
        } else if (expr instanceof Expr.Cast cast) {
            return Functions.cast(value(cast.operand(), row, excluded), cast.type());
        } else if (expr instanceof Expr.Case choice) {
            return choice(choice, row, excluded);
        } else if (expr instanceof Expr.Aggregate aggregate) {
            return gathered.get(aggregate);
        }
        return truth(expr, row, excluded);
    }

    /** Returns whether the condition holds for the row: true, false, or null for unknown. */
    public Boolean truth(Expr expr, Row row, Row excluded) throws SQLException {
        if (expr instanceof Expr.And and) {
            return connective(and.terms(), false, row, excluded);
        } else if (expr instanceof Expr.Or or) {
            return connective(or.terms(), true, row, excluded);
        } else if (expr instanceof Expr.Not not) {
            Boolean truth = truth(not.term(), row, excluded);
            return truth == null ? null : !truth;
        } else if (expr instanceof Expr.Compare compare) {
            return compare(compare, row, excluded);
        } else if (expr instanceof Expr.In in) {
            return in(in, row, excluded);
        } else if (expr instanceof Expr.Like like) {
            return like(like, row, excluded);
        } else if (expr instanceof Expr.IsNull isNull) {
            return value(isNull.operand(), row, excluded) == null;
        }
        Object value = value(expr, row, excluded);
        return value == null ? null : SqlValues.toTruth(value);
    }

    /** Sets what the aggregates in expressions are from now on. */
    public void setGathered(Map<Expr.Aggregate, Object> values) {
        gathered = values;
    }

    private Object choice(Expr.Case choice, Row row, Row excluded) throws SQLException {
        Object operand = choice.operand() == null ? null : value(choice.operand(), row, excluded);
        for (Expr.Branch branch : choice.branches()) {
            boolean applies;
            if (choice.operand() == null) {
                applies = Boolean.TRUE.equals(truth(branch.when(), row, excluded));
            } else {
                Object when = value(branch.when(), row, excluded);
                applies = operand != null
                        && when != null
                        && order(choice.operand(), operand, branch.when(), when) == 0;
            }
            if (applies) {
                return value(branch.then(), row, excluded);
            }
        }
        return value(choice.otherwise(), row, excluded);
    }

    /** Compares two values that are not null, as the forms of their expressions say. */
    private static int order(Expr leftForm, Object left, Expr rightForm, Object right) throws SQLException {
        boolean numeric = ExprWalk.isNumeric(leftForm) || ExprWalk.isNumeric(rightForm);
        return numeric ? SqlValues.compareNumbers(left, right) : SqlValues.compare(left, right);
    }

    /** Returns the compiled pattern; null if the pattern or its escape is NULL. */
    LikePattern pattern(Expr.Like like) throws SQLException {
        LikePattern pattern = patterns.get(like);
        if (pattern == null) {
            pattern = compile(like, null, null);
            if (pattern != null) {
                patterns = patterns.isEmpty() ? new IdentityHashMap<>() : patterns;
                patterns.put(like, pattern);
            }
        }
        return pattern;
    }

    private LikePattern compile(Expr.Like like, Row row, Row excluded) throws SQLException {
        Object pattern = value(like.pattern(), row, excluded);
        Object escape = like.escape() == null ? "" : value(like.escape(), row, excluded);
        if (pattern == null || escape == null) {
            return null;
        }
        return LikePattern.of(SqlValues.toText(pattern), SqlValues.toText(escape));
    }

    private Object column(Expr.Column column, Row row, Row excluded) throws SQLException {
        try {
            byte[] stored =
                    switch (column.id()) {
                        case K -> row.key();
                        case V -> row.value();
                        case EXCLUDED_K -> excluded.key();
                        case EXCLUDED_V -> excluded.value();
                    };
            return column.type() == SqlType.BIGINT ? (Object) BigintCodec.decode(stored) : stored;
        } catch (IOException e) {
            throw SqlErrors.translate(e);
        }
    }

    private Object call(Expr.Call call, Row row, Row excluded) throws SQLException {
        List<Expr> arguments = call.arguments();
        Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(arguments.get(i), row, excluded);
        }
        return Functions.call(call.function(), values);
    }

    /** AND with {@code decisive} false, OR with {@code decisive} true. */
    private Boolean connective(List<Expr> terms, boolean decisive, Row row, Row excluded) throws SQLException {
        boolean unknown = false;
        for (Expr term : terms) {
            Boolean truth = truth(term, row, excluded);
            if (truth == null) {
                unknown = true;
            } else if (truth == decisive) {
                return decisive;
            }
        }
        return unknown ? null : !decisive;
    }

    private Boolean compare(Expr.Compare compare, Row row, Row excluded) throws SQLException {
        Object left = value(compare.left(), row, excluded);
        Object right = value(compare.right(), row, excluded);
        if (left == null || right == null) {
            return null;
        }
        return compare.operator().holds(order(compare.left(), left, compare.right(), right));
    }

    private Boolean in(Expr.In in, Row row, Row excluded) throws SQLException {
        Object operand = value(in.operand(), row, excluded);
        if (operand == null) {
            return null;
        }
        boolean unknown = false;
        boolean numericOperand = ExprWalk.isNumeric(in.operand());
        for (Expr choice : in.choices()) {
            Object value = value(choice, row, excluded);
            if (value == null) {
                unknown = true;
                continue;
            }
            boolean numeric = numericOperand || ExprWalk.isNumeric(choice);
            int order = numeric ? SqlValues.compareNumbers(operand, value) : SqlValues.compare(operand, value);
            if (order == 0) {
                return true;
            }
        }
        return unknown ? null : false;
    }

    private Boolean like(Expr.Like like, Row row, Row excluded) throws SQLException {
        boolean constant = !ExprWalk.hasColumn(like.pattern())
                && (like.escape() == null || !ExprWalk.hasColumn(like.escape()));
        LikePattern pattern = constant ? pattern(like) : compile(like, row, excluded);
        Object operand = value(like.operand(), row, excluded);
        return pattern == null || operand == null ? null : pattern.matches(SqlValues.toBytes(operand));
    }
}
