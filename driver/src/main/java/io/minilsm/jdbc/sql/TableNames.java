package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows the table that a statement, or the query within it, is about, its columns by all the names they have, and the
 * alias that the statement gives it. An alias may come behind its first use, so qualifiers are kept and checked at the
 * end. For one statement.
 */
public final class TableNames {
    /** The one schema. */
    public static final String SCHEMA = "MAIN";

    /** The table of the store's plain keys. */
    public static final String TABLE = "KV";

    private record Used(String qualifier, int offset) {}

    private final String text;
    private final TableLookup lookup;

    /** All tables of the statement that are in the catalog. */
    private final List<Table> found = new ArrayList<>();

    private List<Used> used = new ArrayList<>();
    private Table table = Table.KV;
    private String alias;

    TableNames(String text, TableLookup lookup) {
        this.text = text;
        this.lookup = lookup;
    }

    /** What is known of an outer statement while a query within it is parsed. */
    record Outer(Table table, String alias, List<Used> used) {}

    /** Begins a query, which has a table of its own. */
    Outer beginQuery() {
        Outer outer = new Outer(table, alias, used);
        table = Table.KV;
        alias = null;
        used = new ArrayList<>();
        return outer;
    }

    /** Ends a query: its names must be known now. */
    void endQuery(Outer outer) throws SQLException {
        check();
        table = outer.table();
        alias = outer.alias();
        used = outer.used();
    }

    /** Returns the stored column of the plain table of that name, in any case, or null: K or KEY, V or VALUE. */
    public static ColumnId column(String name) {
        if (isSame(name, "K") || isSame(name, "KEY")) {
            return ColumnId.K;
        }
        return isSame(name, "V") || isSame(name, "VALUE") ? ColumnId.V : null;
    }

    /** Compares by ASCII letters only: other letters that fold to one, such as the Kelvin sign, are not the same. */
    static boolean isSame(String name, String capitals) {
        if (name.length() != capitals.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (capital(name.charAt(i)) != capitals.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares two names, neither of which need be in capitals. */
    public static boolean isSameName(String name, String other) {
        if (name.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (capital(name.charAt(i)) != capital(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the name with its ASCII letters as capitals: names that are the same give the same. */
    public static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(capital(name.charAt(i)));
        }
        return folded.toString();
    }

    private static char capital(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    /** Makes the table of that name the one that columns are of. */
    void enter(String schema, String name, int offset) throws SQLException {
        boolean ours = schema == null || isSame(schema, SCHEMA);
        Table known = ours ? lookup.find(name) : null;
        if (known == null) {
            String whole = schema == null ? name : schema + "." + name;
            throw SqlMistakes.at(
                    text,
                    offset,
                    SqlState.NO_SUCH_TABLE,
                    "no such table: '" + SqlMistakes.shorten(whole, 0, whole.length()) + "'; " + TABLE
                            + " is always there, CREATE TABLE makes others");
        }
        table = known;
        if (!known.isPlain() && !found.contains(known)) {
            found.add(known);
        }
    }

    /** Returns the table that columns are of. */
    Table table() {
        return table;
    }

    /** Returns the tables of the statement that are in the catalog. */
    List<Table> found() {
        return List.copyOf(found);
    }

    /** Returns the column as an expression. */
    Expr.Column expression(ColumnId id) {
        return new Expr.Column(id, table.column(id).type());
    }

    /** Returns the names of the columns for a message. */
    String expectedColumns() {
        return table.key().name() + " or " + table.value().name();
    }

    void setAlias(String name) {
        alias = name;
    }

    /** Notes that a column was qualified; checked by {@link #check()}. */
    void qualified(String qualifier, int offset) {
        // Bounded: a million-column list of one qualifier needs no million entries.
        if (used.isEmpty() || !used.get(used.size() - 1).qualifier.equals(qualifier)) {
            used.add(new Used(qualifier, offset));
        }
    }

    void check() throws SQLException {
        for (Used each : used) {
            boolean known = alias == null
                    ? isSameName(each.qualifier, table.name())
                            || isSameName(each.qualifier, SCHEMA + "." + table.name())
                    : each.qualifier.equalsIgnoreCase(alias);
            if (!known) {
                throw SqlMistakes.at(
                        text,
                        each.offset,
                        SqlState.NO_SUCH_TABLE,
                        "no such table or alias: '" + SqlMistakes.shorten(each.qualifier, 0, each.qualifier.length())
                                + "', expected " + (alias == null ? table.name() : alias));
            }
        }
    }
}
