package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Order;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Parses ORDER BY. Keys are distinct, so what comes behind K does not change the order and is left out. */
final class OrderParser {
    /** Most values to sort by: as many as a result may have columns. */
    private static final int MAX_TERMS = 1000;

    private final Lexer lexer;
    private final ExpressionParser expressions;
    private final Clauses clauses;
    private final List<Order> terms = new ArrayList<>();
    private int start;
    private Scope scope = Scope.ROW_OR_LABEL;

    OrderParser(Lexer lexer, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.expressions = expressions;
        this.clauses = clauses;
    }

    /**
     * Reads what stands behind ORDER BY.
     *
     * @param gathered whether it sorts groups, not rows
     */
    void parse(List<Item> items, boolean gathered) throws SQLException {
        start = lexer.start;
        scope = gathered ? Scope.GROUP_OR_LABEL : Scope.ROW_OR_LABEL;
        boolean decided = false;
        int read = 0;
        do {
            if (++read > MAX_TERMS) {
                throw lexer.expected("at most " + MAX_TERMS + " values to sort by");
            }
            Expr value = value(items);
            boolean descending = clauses.took("DESC");
            if (!descending) {
                clauses.took("ASC");
            }
            // NULL is the least value, as getMetaData().nullsAreSortedLow() says.
            boolean nullsFirst = !descending;
            if (clauses.took("NULLS")) {
                nullsFirst = clauses.took("FIRST");
                if (!nullsFirst) {
                    clauses.need("LAST");
                }
            }
            if (!decided && ExprWalk.hasColumn(value)) {
                terms.add(new Order(value, descending, nullsFirst));
            }
            decided |= !gathered && isKey(value);
        } while (expressions.took(","));
    }

    /** The name or number of an item stands for the item; a name of both an item and a column for the item. */
    private Expr value(List<Item> items) throws SQLException {
        int at = lexer.start;
        boolean named = lexer.kind == Lexer.Kind.WORD || lexer.kind == Lexer.Kind.QUOTED;
        String name = lexer.kind == Lexer.Kind.QUOTED ? lexer.value : lexer.text.substring(at, lexer.end);
        int nameEnd = lexer.end;
        Expr value = expressions.parse(scope);
        if (value instanceof Expr.Literal literal && literal.value() instanceof Long ordinal) {
            if (ordinal < 1 || ordinal > items.size()) {
                throw mistake(at, SqlState.SYNTAX_ERROR, "no such item of SELECT: " + ordinal);
            }
            return items.get((int) (ordinal - 1)).value();
        }
        if (value instanceof Expr.Label label) {
            name = label.name();
        }
        boolean alone = named && lexer.text.substring(nameEnd, lexer.start).isBlank();
        if (value instanceof Expr.Label || alone && value instanceof Expr.Column) {
            for (Item item : items) {
                if (item.label().equalsIgnoreCase(name)) {
                    return item.value();
                }
            }
        }
        if (value instanceof Expr.Label label) {
            throw mistake(at, SqlState.NO_SUCH_COLUMN, "no such column or item: '" + label.name() + "'");
        } else if (ExprWalk.hasLabel(value)) {
            throw mistake(at, SqlState.NO_SUCH_COLUMN, "only K and V can stand in an expression of ORDER BY");
        }
        return value;
    }

    private SQLException mistake(int at, SqlState state, String what) {
        return SqlMistakes.at(lexer.text, at, state, what);
    }

    /** Rows that are the same but for what they are sorted by would have no place of their own. */
    void requireItems(List<Item> items) throws SQLException {
        for (Order term : terms) {
            if (items.stream().noneMatch(item -> item.value().equals(term.value()))) {
                throw mistake(start, SqlState.SYNTAX_ERROR, "ORDER BY of SELECT DISTINCT can only name selected items");
            }
        }
    }

    /** Returns what is to be sorted by, as it was written. */
    List<Order> allTerms() {
        return terms;
    }

    /** Returns what is to be sorted by; empty if the order of keys is meant. */
    List<Order> terms() {
        return isByKey() ? List.of() : List.copyOf(terms);
    }

    /** Returns whether the greatest key comes first. */
    boolean isDescending() {
        return isByKey() && terms.get(0).descending();
    }

    private boolean isByKey() {
        return !terms.isEmpty() && isKey(terms.get(0).value());
    }

    static boolean isKey(Expr expr) {
        return expr instanceof Expr.Column column && column.id() == ColumnId.K;
    }
}
