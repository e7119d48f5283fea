package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Order;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses GROUP BY and HAVING. What rows are grouped by is, in the items, in HAVING and in ORDER BY, the same for all
 * rows of a group: there it becomes an aggregate of the kind GROUPED. A column that is left over is a mistake.
 */
final class GroupParser {
    /** Most values to group by: as many as a result may have columns. */
    private static final int MAX_KEYS = 1000;

    private final Lexer lexer;
    private final ExpressionParser expressions;
    private final Clauses clauses;
    private final List<Expr> keys = new ArrayList<>();
    private boolean grouped;
    private Expr having;

    GroupParser(Lexer lexer, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.expressions = expressions;
        this.clauses = clauses;
    }

    /** Reads GROUP BY and HAVING, if they are there. */
    void parse(List<Item> items) throws SQLException {
        if (clauses.took("GROUP")) {
            clauses.need("BY");
            grouped = true;
            do {
                if (keys.size() >= MAX_KEYS) {
                    throw lexer.expected("at most " + MAX_KEYS + " values to group by");
                }
                keys.add(key(items));
            } while (expressions.took(","));
        }
        if (clauses.took("HAVING")) {
            having = expressions.parse(Scope.SELECT_ITEM);
        }
    }

    /** The name or number of an item stands for the item; a name of both an item and a column for the column. */
    private Expr key(List<Item> items) throws SQLException {
        int at = lexer.start;
        Expr key = expressions.parse(Scope.ROW_OR_LABEL);
        if (key instanceof Expr.Literal literal && literal.value() instanceof Long ordinal) {
            if (ordinal < 1 || ordinal > items.size()) {
                throw mistake(at, SqlState.SYNTAX_ERROR, "no such item of SELECT: " + ordinal);
            }
            key = items.get((int) (ordinal - 1)).value();
        } else if (key instanceof Expr.Label label) {
            key = labelled(label.name(), items, at);
        }
        if (ExprWalk.hasLabel(key)) {
            throw mistake(at, SqlState.NO_SUCH_COLUMN, "only columns can stand in an expression of GROUP BY");
        } else if (ExprWalk.hasAggregate(key)) {
            throw mistake(at, SqlState.SYNTAX_ERROR, "aggregate in GROUP BY");
        }
        return key;
    }

    private Expr labelled(String name, List<Item> items, int at) throws SQLException {
        for (Item item : items) {
            if (item.label().equalsIgnoreCase(name)) {
                return item.value();
            }
        }
        throw mistake(at, SqlState.NO_SUCH_COLUMN, "no such column or item: '" + name + "'");
    }

    /** Returns whether the rows are gathered, into one or into groups. */
    boolean gathers(List<Item> items) {
        return grouped || having != null || items.stream().anyMatch(item -> ExprWalk.hasAggregate(item.value()));
    }

    /** Returns what the rows are gathered by. */
    SqlStatement.Grouping grouping(int at) throws SQLException {
        return new SqlStatement.Grouping(grouped, List.copyOf(keys), having == null ? null : whole(having, at));
    }

    /** Returns the items, each a value of a group. */
    List<Item> items(List<Item> items, int at) throws SQLException {
        List<Item> wholes = new ArrayList<>();
        for (Item item : items) {
            wholes.add(new Item(whole(item.value(), at), item.label()));
        }
        return List.copyOf(wholes);
    }

    /** Returns what to sort by, each a value of a group. */
    List<Order> order(List<Order> terms, int at) throws SQLException {
        List<Order> wholes = new ArrayList<>();
        for (Order term : terms) {
            wholes.add(new Order(whole(term.value(), at), term.descending(), term.nullsFirst()));
        }
        return List.copyOf(wholes);
    }

    private Expr whole(Expr expr, int at) throws SQLException {
        Expr whole = ExprWalk.replace(expr, part -> {
            if (part instanceof Expr.Aggregate) {
                return part;
            }
            return keys.contains(part) ? new Expr.Aggregate(Expr.Aggregate.Kind.GROUPED, part, false) : null;
        });
        if (ExprWalk.hasColumnOfOneRow(whole)) {
            throw mistake(
                    at,
                    SqlState.SYNTAX_ERROR,
                    grouped
                            ? "a column that is not in GROUP BY can only stand in COUNT, MIN, MAX, SUM or AVG"
                            : "columns beside COUNT, MIN, MAX, SUM or AVG need GROUP BY");
        }
        return whole;
    }

    private SQLException mistake(int at, SqlState state, String what) {
        return SqlMistakes.at(lexer.text, at, state, what);
    }
}
