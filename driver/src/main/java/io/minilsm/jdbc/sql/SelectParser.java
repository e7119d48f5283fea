package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Parses SELECT. */
final class SelectParser {
    /** Most columns of a result: far more than two columns and their functions need. */
    private static final int MAX_ITEMS = 1000;

    private final Lexer lexer;
    private final ExpressionParser expressions;
    private final Clauses clauses;
    private final List<Item> items = new ArrayList<>();
    private boolean descending;
    private Expr limit;
    private Expr offset;

    SelectParser(Lexer lexer, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.expressions = expressions;
        this.clauses = clauses;
    }

    Select parse() throws SQLException {
        int at = lexer.start;
        lexer.advance();
        if (lexer.isWord("DISTINCT")) {
            throw unsupported("SELECT DISTINCT", "keys are distinct");
        }
        clauses.took("ALL");
        do {
            items();
        } while (expressions.took(","));
        boolean fromTable = clauses.took("FROM");
        Expr where = null;
        if (fromTable) {
            from();
            where = clauses.where();
        }
        tail();
        if (!fromTable) {
            requireNoColumns(at);
        }
        requireAllOrNoAggregates(at);
        return new Select(List.copyOf(items), fromTable, where, descending, limit, offset);
    }

    private void items() throws SQLException {
        if (items.size() >= MAX_ITEMS) {
            throw lexer.expected("at most " + MAX_ITEMS + " columns");
        } else if (expressions.took("*") || tookQualifiedStar()) {
            items.add(new Item(new Expr.Column(ColumnId.K), "K"));
            items.add(new Item(new Expr.Column(ColumnId.V), "V"));
            return;
        }
        int from = lexer.start;
        Expr value = expressions.parse(Scope.SELECT_ITEM);
        int to = endBefore(from);
        String alias = clauses.aliasOrNull();
        items.add(new Item(value, alias != null ? alias : labelOf(value, from, to)));
    }

    /** Reads {@code t.*} or {@code s.t.*}; goes back if it is something else. */
    private boolean tookQualifiedStar() throws SQLException {
        int start = lexer.start;
        StringBuilder qualifier = new StringBuilder();
        for (int parts = 0; parts < 2; parts++) {
            if (lexer.kind != Lexer.Kind.WORD && lexer.kind != Lexer.Kind.QUOTED) {
                break;
            }
            qualifier.append(parts == 0 ? "" : ".").append(clauses.name("a name"));
            if (!expressions.took(".")) {
                break;
            } else if (expressions.took("*")) {
                clauses.qualified(qualifier.toString(), start);
                return true;
            }
        }
        lexer.back(start);
        return false;
    }

    /** Returns where the item's text ends: behind it there may be blanks before the current token. */
    private int endBefore(int from) {
        int to = lexer.start;
        while (to > from && lexer.text.charAt(to - 1) <= ' ') {
            to--;
        }
        return to;
    }

    private String labelOf(Expr value, int from, int to) {
        String written = lexer.text.substring(from, Math.min(to, from + 128));
        if (!(value instanceof Expr.Column column)) {
            return written;
        }
        String last = written.substring(written.lastIndexOf('.') + 1).replace("\"", "").trim();
        return last.length() == 1 ? column.id().name() : last;
    }

    private void from() throws SQLException {
        clauses.table();
        clauses.alias();
        if (lexer.isSymbol(",")) {
            throw unsupported("join", "there is one table");
        }
        for (String word : List.of("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL")) {
            if (lexer.isWord(word)) {
                throw unsupported("join", "there is one table");
            }
        }
    }

    private void tail() throws SQLException {
        for (String word : List.of("GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "MINUS")) {
            if (lexer.isWord(word)) {
                throw unsupported(word.equals("GROUP") ? "GROUP BY" : word, "");
            }
        }
        if (clauses.took("ORDER")) {
            clauses.need("BY");
            orderBy();
        }
        while (limitOrOffset()) {
            continue;
        }
        if (lexer.isWord("FOR")) {
            throw unsupported("FOR UPDATE or FOR SHARE", "conflicts are found at COMMIT (SQLState 40001)");
        }
    }

    /** Keys are distinct, so what comes behind K does not change the order. */
    private void orderBy() throws SQLException {
        boolean first = true;
        do {
            int at = lexer.start;
            boolean byKey = isKey(expressions.parse(Scope.ROW_OR_LABEL));
            boolean down = clauses.took("DESC");
            if (!down) {
                clauses.took("ASC");
            }
            if (clauses.took("NULLS") && !clauses.took("FIRST")) {
                clauses.need("LAST");
            }
            if (first && !byKey) {
                throw SqlMistakes.unsupported(lexer.text, at, "ORDER BY anything but the key", "use ORDER BY K [DESC]");
            }
            descending = first ? down : descending;
            first = false;
        } while (expressions.took(","));
    }

    private boolean isKey(Expr ordered) {
        if (ordered instanceof Expr.Literal literal && literal.value() instanceof Long ordinal) {
            return ordinal >= 1 && ordinal <= items.size() && isKey(items.get((int) (ordinal - 1)).value());
        } else if (ordered instanceof Expr.Label label) {
            return items.stream()
                    .anyMatch(item -> item.label().equalsIgnoreCase(label.name())
                            && item.value() instanceof Expr.Column column
                            && column.id() == ColumnId.K);
        }
        return ordered instanceof Expr.Column column && column.id() == ColumnId.K;
    }

    /** Reads one of LIMIT, OFFSET, FETCH and {limit}; returns whether there was one. */
    private boolean limitOrOffset() throws SQLException {
        if (lexer.isSymbol("{")) {
            lexer.advance();
            if (!lexer.isWord("LIMIT")) {
                throw lexer.expected("{limit ...}");
            }
            limitOrOffset();
            limitOrOffset();
            expressions.symbol("}", "}");
        } else if (lexer.isWord("LIMIT")) {
            once(limit);
            limit = countExpression();
            if (expressions.took(",")) {
                once(offset);
                offset = limit;
                limit = expressions.parse(Scope.NO_COLUMNS);
            }
        } else if (lexer.isWord("OFFSET")) {
            once(offset);
            offset = countExpression();
            if (!clauses.took("ROWS")) {
                clauses.took("ROW");
            }
        } else if (lexer.isWord("FETCH")) {
            once(limit);
            fetch();
        } else {
            return false;
        }
        return true;
    }

    private Expr countExpression() throws SQLException {
        lexer.advance();
        return expressions.parse(Scope.NO_COLUMNS);
    }

    private void fetch() throws SQLException {
        lexer.advance();
        if (!clauses.took("FIRST")) {
            clauses.need("NEXT");
        }
        boolean one = lexer.isWord("ROW") || lexer.isWord("ROWS");
        limit = one ? new Expr.Literal(1L) : expressions.parse(Scope.NO_COLUMNS);
        if (!clauses.took("ROWS")) {
            clauses.need("ROW");
        }
        if (lexer.isWord("WITH") || lexer.isWord("PERCENT")) {
            throw unsupported("FETCH ... WITH TIES or PERCENT", "");
        }
        clauses.need("ONLY");
    }

    private void once(Expr given) throws SQLException {
        if (given != null) {
            throw lexer.expected("LIMIT and OFFSET once");
        }
    }

    private void requireNoColumns(int at) throws SQLException {
        for (Item item : items) {
            if (item.value() instanceof Expr.Aggregate || ExprWalk.hasColumn(item.value())) {
                throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "SELECT of a column without FROM");
            }
        }
    }

    private void requireAllOrNoAggregates(int at) throws SQLException {
        long aggregates = items.stream()
                .filter(item -> item.value() instanceof Expr.Aggregate)
                .count();
        if (aggregates == 0) {
            return;
        }
        for (Item item : items) {
            if (!(item.value() instanceof Expr.Aggregate) && ExprWalk.hasColumn(item.value())) {
                throw SqlMistakes.at(
                        lexer.text,
                        at,
                        SqlState.SYNTAX_ERROR,
                        "columns beside COUNT, MIN or MAX would need GROUP BY, which is not supported");
            }
        }
    }

    private SQLException unsupported(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
