package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement.Item;
import io.minilsm.jdbc.sql.SqlStatement.Order;
import io.minilsm.jdbc.sql.SqlStatement.Select;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Parses SELECT. */
final class SelectParser {
    /** Most columns of a result: far more than two columns and their functions need. */
    private static final int MAX_ITEMS = 1000;

    private final Lexer lexer;
    private final TableNames names;
    private final ExpressionParser expressions;
    private final Clauses clauses;
    private final List<Item> items = new ArrayList<>();
    private final GroupParser groups;
    private final OrderParser order;
    private Expr limit;
    private Expr offset;

    SelectParser(Lexer lexer, TableNames names, ExpressionParser expressions, Clauses clauses) {
        this.lexer = lexer;
        this.names = names;
        this.expressions = expressions;
        this.clauses = clauses;
        this.groups = new GroupParser(lexer, expressions, clauses);
        this.order = new OrderParser(lexer, expressions, clauses);
    }

    Select parse() throws SQLException {
        TableNames.Outer outer = names.beginQuery();
        int at = lexer.start;
        lexer.advance();
        clauses.tableAhead();
        Select parsed = parse(at);
        names.endQuery(outer);
        return parsed;
    }

    private Select parse(int at) throws SQLException {
        boolean distinct = clauses.took("DISTINCT");
        if (!distinct) {
            clauses.took("ALL");
        }
        do {
            items();
        } while (expressions.took(","));
        boolean fromTable = clauses.took("FROM");
        Expr where = null;
        if (fromTable) {
            from();
            where = clauses.where();
        }
        groups.parse(items);
        boolean gathers = groups.gathers(items);
        tail(gathers);
        if (!fromTable) {
            requireNoColumns(at, gathers);
        }
        if (distinct) {
            order.requireItems(items);
        }
        if (gathers) {
            List<Item> gathered = groups.items(items, at);
            SqlStatement.Grouping grouping = groups.grouping(at);
            // One row needs no order; what counts the rows of a query often leaves its ORDER BY there.
            List<Order> by = grouping.byGroup() ? groups.order(order.allTerms(), at) : List.of();
            return new Select(distinct, gathered, names.table(), where, grouping, by, false, limit, offset);
        } else if (!fromTable) {
            return new Select(false, List.copyOf(items), null, where, null, List.of(), false, limit, offset);
        }
        distinct &= items.stream().noneMatch(item -> OrderParser.isKey(item.value()));
        List<Item> plain = List.copyOf(items);
        boolean descending = order.isDescending();
        return new Select(distinct, plain, names.table(), where, null, order.terms(), descending, limit, offset);
    }

    private void items() throws SQLException {
        if (items.size() >= MAX_ITEMS) {
            throw lexer.expected("at most " + MAX_ITEMS + " columns");
        } else if (expressions.took("*") || tookQualifiedStar()) {
            items.add(new Item(names.expression(ColumnId.K), names.table().key().name()));
            items.add(new Item(names.expression(ColumnId.V), names.table().value().name()));
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
        TableColumn named = names.table().column(column.id());
        return TableNames.isSameName(last, named.name()) ? named.name() : last;
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

    private void tail(boolean gathers) throws SQLException {
        for (String word : List.of("WINDOW", "UNION", "INTERSECT", "EXCEPT", "MINUS")) {
            if (lexer.isWord(word)) {
                throw unsupported(word, "");
            }
        }
        if (clauses.took("ORDER")) {
            clauses.need("BY");
            order.parse(items, gathers);
        }
        while (limitOrOffset()) {
            continue;
        }
        if (lexer.isWord("FOR")) {
            throw unsupported("FOR UPDATE or FOR SHARE", "conflicts are found at COMMIT (SQLState 40001)");
        }
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

    private void requireNoColumns(int at, boolean gathers) throws SQLException {
        if (gathers) {
            throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "aggregate, GROUP BY or HAVING without FROM");
        }
        for (Item item : items) {
            if (ExprWalk.hasColumn(item.value())) {
                throw SqlMistakes.at(lexer.text, at, SqlState.SYNTAX_ERROR, "SELECT of a column without FROM");
            }
        }
    }

    private SQLException unsupported(String construct, String instead) {
        return SqlMistakes.unsupported(lexer.text, lexer.start, construct, instead);
    }
}
