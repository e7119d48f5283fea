package io.minilsm.jdbc.run;

import io.minilsm.jdbc.error.SqlErrors;
import io.minilsm.jdbc.error.SqlState;
import io.minilsm.jdbc.plan.SqlValues;
import io.minilsm.jdbc.sql.SqlType;
import io.minilsm.jdbc.sql.Table;
import io.minilsm.jdbc.sql.TableColumn;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** The catalog's entry of a table, both ways; docs/format/tables.md. Stateless. */
final class TableCodec {
    /** On disk: never change or reuse. Next free value: 2. */
    private static final byte VERSION = 1;

    /** On disk: never change or reuse. Next free value: 4. */
    private static final byte VARCHAR = 1;

    private static final byte VARBINARY = 2;
    private static final byte BIGINT = 3;

    private TableCodec() {}

    /** Returns the entry; {@code id} is of no other entry there ever was. */
    static byte[] encode(long id, String name, String spaceName, TableColumn key, TableColumn value)
            throws SQLException {
        byte[][] texts = {
            SqlValues.encode(name), SqlValues.encode(spaceName),
            SqlValues.encode(key.name()), SqlValues.encode(value.name())
        };
        int length = 1 + Long.BYTES + 2 * (1 + Integer.BYTES);
        for (byte[] text : texts) {
            length += Short.BYTES + text.length;
        }
        ByteBuffer entry = ByteBuffer.allocate(length).put(VERSION).putLong(id);
        text(entry, texts[0]);
        text(entry, texts[1]);
        text(entry, texts[2]);
        entry.put(code(key.type())).putInt(key.maxLength());
        text(entry, texts[3]);
        entry.put(code(value.type())).putInt(value.maxLength());
        return entry.array();
    }

    private static void text(ByteBuffer entry, byte[] text) {
        entry.putShort((short) text.length).put(text);
    }

    private static byte code(SqlType type) {
        return switch (type) {
            case VARCHAR -> VARCHAR;
            case VARBINARY -> VARBINARY;
            case BIGINT -> BIGINT;
            default -> throw new AssertionError(type);
        };
    }

    static Table decode(byte[] stored) throws SQLException {
        try {
            ByteBuffer entry = ByteBuffer.wrap(stored);
            byte version = entry.get();
            if (version != VERSION) {
                throw damaged("version", version, null);
            }
            entry.getLong();
            String name = text(entry);
            String spaceName = text(entry);
            TableColumn key = column(entry);
            TableColumn value = column(entry);
            if (entry.hasRemaining() || spaceName.isEmpty()) {
                throw damaged("bytes behind the end", entry.remaining(), null);
            }
            return new Table(name, key, value, spaceName, TableCatalog.entryKey(name), stored);
        } catch (BufferUnderflowException e) {
            throw damaged("length", stored.length, e);
        }
    }

    private static TableColumn column(ByteBuffer entry) throws SQLException {
        String name = text(entry);
        byte code = entry.get();
        int maxLength = entry.getInt();
        SqlType type =
                switch (code) {
                    case VARCHAR -> SqlType.VARCHAR;
                    case VARBINARY -> SqlType.VARBINARY;
                    case BIGINT -> SqlType.BIGINT;
                    default -> throw damaged("type", code, null);
                };
        if (maxLength < 0) {
            throw damaged("length of column", maxLength, null);
        }
        return new TableColumn(name, type, maxLength);
    }

    private static String text(ByteBuffer entry) throws SQLException {
        int length = entry.getShort();
        if (length < 0 || length > entry.remaining()) {
            throw damaged("length of text", length, null);
        }
        byte[] text = new byte[length];
        entry.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static SQLException damaged(String what, int actual, Throwable cause) {
        return SqlErrors.of(
                SqlState.CORRUPTION,
                "entry of the catalog of tables cannot be read: keySpace=" + TableCatalog.SPACE + ", " + what
                        + ", actual=" + actual,
                cause);
    }
}
