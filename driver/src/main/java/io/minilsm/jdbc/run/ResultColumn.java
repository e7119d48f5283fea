package io.minilsm.jdbc.run;

import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.sql.SqlType;

/**
 * A column of a result.
 *
 * @param label what the statement calls it
 * @param name the column of the table; the label where it is none
 * @param table the table it is of; empty where it is computed
 * @param type the type of its values
 * @param nullable whether it may be NULL
 * @param size most digits, characters or bytes
 */
public record ResultColumn(String label, String name, String table, SqlType type, boolean nullable, int size) {
    /** Returns a computed column. */
    public static ResultColumn computed(String label, SqlType type) {
        int size = type.precision() > 0 ? type.precision() : WriteBatch.MAX_VALUE_BYTES;
        return new ResultColumn(label, label, "", type, true, size);
    }
}
