package io.minilsm.jdbc.run;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.plan.Bindings;
import io.minilsm.jdbc.plan.Evaluator;
import io.minilsm.jdbc.sql.ColumnId;
import io.minilsm.jdbc.sql.Expr;
import io.minilsm.jdbc.sql.SqlFunction;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.TableColumn;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tells the columns of a result from the statement. Stateless. */
public final class ResultShape {
    private ResultShape() {}

    /** Returns the columns of a statement that was not run; null if it gives no rows. Parameters count as text. */
    public static List<ResultColumn> columns(SqlStatement statement, int parameterCount) throws SQLException {
        if (statement instanceof SqlStatement.Explain) {
            return planColumns();
        }
        if (statement instanceof SqlStatement.ShowStats) {
            return MaintenanceStatements.statsColumns();
        }
        if (statement instanceof SqlStatement.CountRows counted) {
            return countColumns(counted);
        }
        Evaluator unbound = new Evaluator(new Bindings(parameterCount));
        return statement instanceof Select select ? columns(select, unbound, null) : null;
    }

    static List<ResultColumn> countColumns(SqlStatement.CountRows counted) {
        return List.of(ResultColumn.computed(counted.label(), SqlType.BIGINT));
    }

    static List<ResultColumn> planColumns() {
        return List.of(ResultColumn.computed("PLAN", SqlType.VARCHAR));
    }

    static List<ResultColumn> columns(Select select, Evaluator evaluator, Object[] firstRow) throws SQLException {
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 0; i < select.items().size(); i++) {
            Item item = select.items().get(i);
            if (item.value() instanceof Expr.Column column) {
                TableColumn stored = select.table().column(column.id());
                int most = column.id() == ColumnId.K ? WriteBatch.MAX_KEY_BYTES : WriteBatch.MAX_VALUE_BYTES;
                columns.add(new ResultColumn(
                        item.label(), stored.name(), select.table().name(), stored.type(), false, stored.size(most)));
                continue;
            }
            Object sample = firstRow == null ? null : firstRow[i];
            columns.add(ResultColumn.computed(item.label(), type(item.value(), evaluator, sample)));
        }
        return columns;
    }

    private static SqlType type(Expr expr, Evaluator evaluator, Object sample) throws SQLException {
        if (expr instanceof Expr.Column column) {
            return column.type();
        } else if (expr instanceof Expr.Literal literal) {
            return ofValue(literal.value());
        } else if (expr instanceof Expr.Parameter) {
            Object value = evaluator.value(expr, null, null);
            return value == null ? SqlType.VARCHAR : ofValue(value);
        } else if (expr instanceof Expr.Cast cast) {
            return cast.type();
        } else if (expr instanceof Expr.Aggregate aggregate) {
            return aggregate(aggregate, evaluator, sample);
        } else if (expr instanceof Expr.Case choice) {
            return choice(choice, evaluator);
        } else if (expr instanceof Expr.Call call) {
            if (call.function() == SqlFunction.COALESCE) {
                return type(call.arguments().get(0), evaluator, sample);
            }
            SqlType type = call.function().type();
            return type == SqlType.DECIMAL && sample != null ? ofValue(sample) : type;
        }
        return SqlType.BOOLEAN;
    }

    private static SqlType aggregate(Expr.Aggregate aggregate, Evaluator evaluator, Object sample) throws SQLException {
        return switch (aggregate.kind()) {
            case COUNT -> SqlType.BIGINT;
            case MIN, MAX, GROUPED -> type(aggregate.operand(), evaluator, sample);
            case SUM, AVG -> {
                if (type(aggregate.operand(), evaluator, null) == SqlType.DOUBLE) {
                    yield SqlType.DOUBLE;
                }
                yield sample instanceof Long ? SqlType.BIGINT : SqlType.DECIMAL;
            }
        };
    }

    /** The one type of all branches; numbers of several types are decimals, all else is text. */
    private static SqlType choice(Expr.Case choice, Evaluator evaluator) throws SQLException {
        SqlType common = type(choice.otherwise(), evaluator, null);
        for (Expr.Branch branch : choice.branches()) {
            SqlType type = type(branch.then(), evaluator, null);
            if (common == SqlType.NULL || common == type) {
                common = type;
            } else if (type != SqlType.NULL) {
                common = common.isNumeric() && type.isNumeric() ? SqlType.DECIMAL : SqlType.VARCHAR;
            }
        }
        return common;
    }

    private static SqlType ofValue(Object value) {
        if (value == null) {
            return SqlType.NULL;
        } else if (value instanceof Long number) {
            return number.intValue() == number ? SqlType.INTEGER : SqlType.BIGINT;
        } else if (value instanceof BigDecimal) {
            return SqlType.DECIMAL;
        } else if (value instanceof Double) {
            return SqlType.DOUBLE;
        } else if (value instanceof Boolean) {
            return SqlType.BOOLEAN;
        }
        return value instanceof byte[] ? SqlType.VARBINARY : SqlType.VARCHAR;
    }
}
