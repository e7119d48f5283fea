package io.minilsm.jdbc.sql;

/** A table: a name, a key and a value, and where its rows are. Immutable. Two are the same only if they are one. */
public final class Table {
    /** The table of the store's plain keys, with text in both columns. */
    public static final Table KV = plain(SqlType.VARCHAR);

    private final String name;
    private final TableColumn key;
    private final TableColumn value;
    private final String spaceName;
    private final byte[] entryKey;
    private final byte[] stored;

    /**
     * Makes a table.
     *
     * @param spaceName the key space that its rows are in; empty for the store's plain keys
     * @param entryKey the key of the catalog's entry; null for the store's plain keys
     * @param stored the catalog's entry that this was read from; null for the store's plain keys
     */
    public Table(
            String name, TableColumn key, TableColumn value, String spaceName, byte[] entryKey, byte[] stored) {
        this.name = name;
        this.key = key;
        this.value = value;
        this.spaceName = spaceName;
        this.entryKey = entryKey;
        this.stored = stored;
    }

    /** Returns the table of the store's plain keys, with columns of this type. */
    public static Table plain(SqlType type) {
        TableColumn key = new TableColumn("K", type, 0);
        return new Table(TableNames.TABLE, key, new TableColumn("V", type, 0), "", null, null);
    }

    /** Returns the name as it is shown. */
    public String name() {
        return name;
    }

    /** Returns the key. */
    public TableColumn key() {
        return key;
    }

    /** Returns the value. */
    public TableColumn value() {
        return value;
    }

    /** Returns the name of the key space of the rows. */
    public String spaceName() {
        return spaceName;
    }

    /** Returns the key of the catalog's entry, not to be changed; null if there is none. */
    public byte[] entryKey() {
        return entryKey;
    }

    /** Returns the catalog's entry, not to be changed; null if there is none. */
    public byte[] stored() {
        return stored;
    }

    /** Returns whether this is the table of the store's plain keys, which is always there. */
    public boolean isPlain() {
        return stored == null;
    }

    /** Returns the column that the identifier means; those of a row to be inserted are of the same columns. */
    public TableColumn column(ColumnId id) {
        return id == ColumnId.K || id == ColumnId.EXCLUDED_K ? key : value;
    }

    /** Returns the column of that name, in any case, or null. K and V of the plain table are KEY and VALUE too. */
    public ColumnId column(String columnName) {
        if (TableNames.isSameName(columnName, key.name())) {
            return ColumnId.K;
        } else if (TableNames.isSameName(columnName, value.name())) {
            return ColumnId.V;
        }
        return isPlain() ? TableNames.column(columnName) : null;
    }
}
