package io.minilsm.jdbc.sql;

/**
 * A column of a table.
 *
 * @param name as it is shown
 * @param type VARCHAR, VARBINARY or BIGINT
 * @param maxLength most characters of a VARCHAR, or bytes of a VARBINARY; 0 if only the engine's limit holds
 */
public record TableColumn(String name, SqlType type, int maxLength) {
    /** Returns the digits of a number, else the most characters or bytes: those declared, or the engine's limit. */
    public int size(int engineLimit) {
        return type.precision() > 0 ? type.precision() : maxLength > 0 ? maxLength : engineLimit;
    }
}
