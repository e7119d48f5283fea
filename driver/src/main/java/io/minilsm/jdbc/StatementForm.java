package io.minilsm.jdbc;

import java.sql.ResultSet;

/**
 * What result sets of a statement are like.
 *
 * @param type {@link ResultSet#TYPE_FORWARD_ONLY} or {@link ResultSet#TYPE_SCROLL_INSENSITIVE}
 * @param holdability whether they outlive their transaction
 */
record StatementForm(int type, int holdability) {
    static StatementForm forward(int holdability) {
        return new StatementForm(ResultSet.TYPE_FORWARD_ONLY, holdability);
    }

    boolean scrolls() {
        return type == ResultSet.TYPE_SCROLL_INSENSITIVE;
    }
}
