package io.minilsm.jdbc.run;

import io.minilsm.api.Condition;
import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.ParsedSql;
import io.minilsm.jdbc.sql.SqlParser;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableLookup;
import io.minilsm.jdbc.sql.TableNames;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of a store. Those that CREATE TABLE made are entries of a key space of its own, docs/format/tables.md; a
 * statement that was parsed with an entry is run only while that entry stands, and a write takes effect only if it
 * still stands then. One per session; guarded by the connection's lock.
 */
final class TableCatalog {
    /** On disk: never change. */
    static final String SPACE = "minilsm.jdbc.tables";

    /** On disk: never change or reuse. What follows is the folded name of a table. */
    static final byte TABLE = 't';

    /** Statements kept that were parsed anew: an application has a few dozen that it repeats. */
    private static final int MAX_REVISED = 128;

    private final Store store;
    private final Table plain;

    /** The table that was asked for last, and its key space: it is often the next one too. */
    private Table lastTable;

    private KeySpace lastSpace;

    /** Null while the store has no catalog. */
    private KeySpace entries;

    /** Statements that were parsed anew because a table had changed, by their text. */
    private final Map<String, ParsedSql> revised = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParsedSql> eldest) {
            return size() > MAX_REVISED;
        }
    };

    TableCatalog(Store store, boolean binary) {
        this.store = store;
        this.plain = binary ? Table.plain(SqlType.VARBINARY) : Table.KV;
    }

    /** Returns the key space of the entries, or null if the store never had a table of this kind. */
    KeySpace entriesOrNull() throws IOException {
        if (entries == null && store.keySpaceNames().contains(SPACE)) {
            entries = store.keySpace(SPACE);
        }
        return entries;
    }

    static byte[] entryKey(String name) throws SQLException {
        return prefixed(TABLE, TableNames.folded(name));
    }

    static byte[] prefixed(byte prefix, String text) throws SQLException {
        byte[] utf8 = SqlValues.encode(text);
        byte[] key = new byte[1 + utf8.length];
        key[0] = prefix;
        System.arraycopy(utf8, 0, key, 1, utf8.length);
        return key;
    }

    /** Returns the lookup of tables as of the snapshot, or as of now if it is null. */
    TableLookup lookup(Snapshot snapshot) {
        return name -> {
            if (TableNames.isSameName(name, TableNames.TABLE)) {
                return plain;
            }
            try {
                byte[] entry = entry(entryKey(name), snapshot);
                return entry == null ? null : TableCodec.decode(entry);
            } catch (IOException | RuntimeException e) {
                throw SqlErrors.translate(e);
            }
        };
    }

    private byte[] entry(byte[] key, Snapshot snapshot) throws IOException {
        if (entriesOrNull() == null || key.length > WriteBatch.MAX_KEY_BYTES) {
            return null;
        }
        return snapshot == null ? entries.get(key) : entries.get(key, snapshot);
    }

    /** Returns all tables as of now, the plain one first, the others by name. */
    List<Table> all() throws SQLException, IOException {
        List<Table> tables = new ArrayList<>();
        tables.add(plain);
        if (entriesOrNull() != null) {
            try (Cursor cursor = entries.cursor(Range.prefix(new byte[] {TABLE}))) {
                while (cursor.next()) {
                    tables.add(TableCodec.decode(cursor.value()));
                }
            }
        }
        return tables;
    }

    /** Returns the key space of the table's rows. */
    KeySpace space(Table table) throws IOException {
        if (table.isPlain()) {
            return store;
        } else if (table != lastTable) {
            lastSpace = store.keySpace(table.spaceName());
            lastTable = table;
        }
        return lastSpace;
    }

    /** Returns the statement with its tables as of the snapshot, or as of now if it is null: parsed anew if need be. */
    ParsedSql current(ParsedSql sql, Snapshot snapshot) throws SQLException, IOException {
        if (isCurrent(sql, snapshot)) {
            return sql;
        }
        ParsedSql known = revised.get(sql.text());
        if (known == null || !isCurrent(known, snapshot)) {
            known = SqlParser.parse(sql.text(), lookup(snapshot));
            revised.put(sql.text(), known);
        }
        return known;
    }

    private boolean isCurrent(ParsedSql sql, Snapshot snapshot) throws IOException {
        for (Table table : sql.tables()) {
            if (!Arrays.equals(table.stored(), entry(table.entryKey(), snapshot))) {
                return false;
            }
        }
        return true;
    }

    /** Makes the batch take effect only if the table is still what it is here. */
    void requireUnchanged(WriteBatch batch, Table table) throws SQLException, IOException {
        if (!table.isPlain()) {
            batch.require(Condition.equalTo(entriesOrNull(), table.entryKey(), table.stored()));
        }
    }
}
