package io.minilsm.jdbc.sql;

import io.minilsm.jdbc.error.SqlState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows the table and its columns by all the names they have, and the alias that the statement gives the table. An
 * alias may come behind its first use, so qualifiers are kept and checked at the end. For one statement.
 */
public final class TableNames {
    /** The one schema. */
    public static final String SCHEMA = "MAIN";

    /** The one table. */
    public static final String TABLE = "KV";

    private record Used(String qualifier, int offset) {}

    private final String text;
    private final List<Used> used = new ArrayList<>();
    private String alias;

    TableNames(String text) {
        this.text = text;
    }

    /** Returns the stored column of that name, in any case, or null: K or KEY, V or VALUE. */
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
            char c = name.charAt(i);
            if ((c >= 'a' && c <= 'z' ? c - 32 : c) != capitals.charAt(i)) {
                return false;
            }
        }
        return true;
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
                    ? isSame(each.qualifier, TABLE) || isSame(each.qualifier, SCHEMA + "." + TABLE)
                    : each.qualifier.equalsIgnoreCase(alias);
            if (!known) {
                throw SqlMistakes.at(
                        text,
                        each.offset,
                        SqlState.NO_SUCH_TABLE,
                        "no such table or alias: '" + SqlMistakes.shorten(each.qualifier, 0, each.qualifier.length())
                                + "', expected " + (alias == null ? TABLE : alias));
            }
        }
    }
}
