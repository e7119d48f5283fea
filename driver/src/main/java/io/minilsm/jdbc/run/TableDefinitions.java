package io.minilsm.jdbc.run;

import io.minilsm.api.Condition;
import io.minilsm.api.ConflictException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.sql.SqlStatement;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CREATE TABLE, DROP TABLE and TRUNCATE. Each is one batch on the catalog, whatever the number of rows: a table that is
 * dropped or emptied leaves its key space, and what lies there is deleted behind that, in small batches.
 *
 * <p>Key spaces cannot be removed, so they are used again. A key space that was left is marked; its rows are deleted
 * only by batches that require the very mark, so that nobody who was slow deletes rows of the next table there. What a
 * crash leaves is deleted by the next of these statements. For one execution.
 */
final class TableDefinitions {
    /** On disk: never change or reuse. The number of the last entry or mark. */
    private static final byte[] COUNTER = {'n'};

    /** On disk: never change or reuse. What follows is the name of a key space that may hold rows of no table. */
    private static final byte LEFT = 'd';

    /** On disk: never change or reuse. What follows is the name of a key space that is empty and of no table. */
    private static final byte FREE = 'f';

    /** On disk: never change. What follows is the number of the entry that it was made for. */
    private static final String ROWS_SPACE = "minilsm.jdbc.rows.";

    /** Keys deleted in one batch: few enough that other writers hardly wait, many enough to be quick. */
    private static final int KEYS_PER_BATCH = 1000;

    /** How often one is tried again after another one came first: each conflict means that another got through. */
    private static final int MAX_ATTEMPTS = 1000;

    private final Store store;
    private final TableCatalog catalog;
    private final Durability durability;
    private final Execution execution;

    TableDefinitions(Store store, TableCatalog catalog, Durability durability, Execution execution) {
        this.store = store;
        this.catalog = catalog;
        this.durability = durability;
        this.execution = execution;
    }

    void run(SqlStatement.Definition statement) throws SQLException, IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                runOnce(statement);
                break;
            } catch (ConflictException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
        deleteLeftRows();
    }

    private void runOnce(SqlStatement.Definition statement) throws SQLException, IOException {
        boolean plain = TableNames.isSameName(statement.name(), TableNames.TABLE);
        if (statement instanceof SqlStatement.CreateTable create) {
            create(create);
        } else if (statement instanceof SqlStatement.DropTable drop) {
            if (plain) {
                throw SqlErrors.notSupported("DROP of KV, the store's plain keys; TRUNCATE TABLE KV empties it");
            }
            drop(drop);
        } else if (plain) {
            truncatePlain();
        } else {
            truncate(existing(statement.name()));
        }
    }

    private Table existing(String name) throws SQLException {
        Table table = catalog.lookup(null).find(name);
        if (table == null) {
            throw SqlErrors.of(SqlState.NO_SUCH_TABLE, "no such table: '" + name + "'");
        }
        return table;
    }

    private void create(SqlStatement.CreateTable create) throws SQLException, IOException {
        if (catalog.lookup(null).find(create.name()) != null) {
            if (create.ifNotExists()) {
                return;
            }
            throw SqlErrors.of(
                    SqlState.DUPLICATE_TABLE,
                    "table exists: '" + create.name() + "'; write CREATE TABLE IF NOT EXISTS, or drop it first");
        }
        KeySpace entries = store.keySpace(TableCatalog.SPACE);
        WriteBatch batch = new WriteBatch();
        long id = nextNumber(entries, batch);
        String space = takeSpace(entries, batch, id);
        byte[] key = TableCatalog.entryKey(create.name());
        batch.require(Condition.absent(entries, key));
        batch.put(entries, key, TableCodec.encode(id, create.name(), space, create.key(), create.value()));
        store.write(batch, durability);
    }

    private void drop(SqlStatement.DropTable drop) throws SQLException, IOException {
        Table table = drop.ifExists() ? catalog.lookup(null).find(drop.name()) : existing(drop.name());
        if (table == null) {
            return;
        }
        KeySpace entries = catalog.entriesOrNull();
        WriteBatch batch = new WriteBatch();
        catalog.requireUnchanged(batch, table);
        batch.delete(entries, table.entryKey());
        leaveSpace(entries, batch, table, nextNumber(entries, batch));
        store.write(batch, durability);
    }

    private void truncate(Table table) throws SQLException, IOException {
        KeySpace entries = catalog.entriesOrNull();
        WriteBatch batch = new WriteBatch();
        long id = nextNumber(entries, batch);
        String space = takeSpace(entries, batch, id);
        catalog.requireUnchanged(batch, table);
        batch.put(
                entries,
                table.entryKey(),
                TableCodec.encode(id, table.name(), space, table.key(), table.value()));
        leaveSpace(entries, batch, table, id);
        store.write(batch, durability);
    }

    /** The store's plain keys have no entry to turn elsewhere, so their rows are deleted one by one. */
    private void truncatePlain() throws SQLException, IOException {
        List<byte[]> keys = firstKeys(store);
        while (!keys.isEmpty()) {
            execution.check();
            WriteBatch batch = new WriteBatch();
            keys.forEach(batch::delete);
            keys = keys.size() < KEYS_PER_BATCH ? List.of() : keysBehind(store, keys.get(keys.size() - 1));
            store.write(batch, keys.isEmpty() ? durability : Durability.OS);
        }
    }

    // -- numbers and key spaces

    private static long nextNumber(KeySpace entries, WriteBatch batch) throws IOException {
        byte[] last = entries.get(COUNTER);
        long next = last == null ? 1 : ByteBuffer.wrap(last).getLong() + 1;
        batch.require(
                last == null ? Condition.absent(entries, COUNTER) : Condition.equalTo(entries, COUNTER, last));
        batch.put(entries, COUNTER, number(next));
        return next;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /** Returns a key space without rows: one that is free, else a new one. */
    private String takeSpace(KeySpace entries, WriteBatch batch, long id) throws IOException {
        try (Cursor free = entries.cursor(Range.prefix(new byte[] {FREE}))) {
            if (free.next()) {
                batch.require(Condition.equalTo(entries, free.key(), free.value()));
                batch.delete(entries, free.key());
                return spaceOf(free.key());
            }
        }
        String name = ROWS_SPACE + id;
        store.keySpace(name);
        return name;
    }

    private static void leaveSpace(KeySpace entries, WriteBatch batch, Table table, long mark) throws SQLException {
        batch.put(entries, TableCatalog.prefixed(LEFT, table.spaceName()), number(mark));
    }

    private static String spaceOf(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    // -- rows of no table

    private void deleteLeftRows() throws SQLException, IOException {
        KeySpace entries = catalog.entriesOrNull();
        if (entries == null) {
            return;
        }
        List<byte[]> marks = new ArrayList<>();
        try (Cursor left = entries.cursor(Range.prefix(new byte[] {LEFT}))) {
            while (left.next()) {
                marks.add(left.key());
            }
        }
        for (byte[] key : marks) {
            byte[] mark = entries.get(key);
            if (mark != null) {
                deleteRows(entries, key, mark);
            }
        }
    }

    private void deleteRows(KeySpace entries, byte[] markKey, byte[] mark) throws SQLException, IOException {
        String name = spaceOf(markKey);
        KeySpace space = store.keySpace(name);
        try {
            List<byte[]> keys = firstKeys(space);
            while (!keys.isEmpty()) {
                execution.check();
                WriteBatch batch = new WriteBatch();
                batch.require(Condition.equalTo(entries, markKey, mark));
                keys.forEach(key -> batch.delete(space, key));
                store.write(batch, Durability.OS);
                keys = keysBehind(space, keys.get(keys.size() - 1));
            }
            WriteBatch done = new WriteBatch();
            done.require(Condition.equalTo(entries, markKey, mark));
            done.delete(entries, markKey);
            done.put(entries, TableCatalog.prefixed(FREE, name), mark);
            store.write(done, Durability.OS);
        } catch (ConflictException e) {
            System.getLogger(TableDefinitions.class.getName())
                    .log(System.Logger.Level.DEBUG, "another one deletes these rows: keySpace=" + name, e);
        }
    }

    private static List<byte[]> firstKeys(KeySpace space) throws IOException {
        return keys(space, Range.all());
    }

    private static List<byte[]> keysBehind(KeySpace space, byte[] key) throws IOException {
        return keys(space, new Range(Arrays.copyOf(key, key.length + 1), null));
    }

    private static List<byte[]> keys(KeySpace space, Range range) throws IOException {
        List<byte[]> keys = new ArrayList<>(KEYS_PER_BATCH);
        try (Cursor cursor = space.cursor(range)) {
            while (keys.size() < KEYS_PER_BATCH && cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }
}
