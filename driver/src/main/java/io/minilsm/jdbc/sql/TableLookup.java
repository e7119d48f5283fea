package io.minilsm.jdbc.sql;

import java.sql.SQLException;

/** Finds tables for the parser. */
public interface TableLookup {
    /** Knows no table but that of the store's plain keys, as text. */
    TableLookup PLAIN = name -> TableNames.isSameName(name, TableNames.TABLE) ? Table.KV : null;

    /** Returns the table of that name, in any case, or null if there is none. */
    Table find(String name) throws SQLException;
}
