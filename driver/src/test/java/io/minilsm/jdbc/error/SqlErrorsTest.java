package io.minilsm.jdbc.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.ConflictException;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.StoreLockedException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.api.StoreReadOnlyException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SqlErrorsTest {
    @Test
    void everyExceptionOfTheEngineHasItsState() {
        Map<Exception, String> states = new HashMap<>();
        states.put(new CorruptionException("block checksum mismatch", "000123.sst", 40960, ""), "XX001");
        states.put(new StoreLockedException("locked: pid=7"), "08001");
        states.put(new NotAStoreException("not a store"), "08001");
        states.put(new StoreClosedException("closed"), "08003");
        states.put(new StorePoisonedException("force failed"), "08007");
        states.put(new StoreReadOnlyException("read-only"), "25006");
        states.put(new DiskFullException("full"), "53100");
        states.put(new ConflictException("changed"), "40001");
        states.put(new IOException("broken"), "58030");
        states.put(new IllegalArgumentException("too long"), "22023");
        states.forEach((engine, state) -> {
            SQLException translated = SqlErrors.translate(engine);
            assertEquals(state, translated.getSQLState(), engine.toString());
            assertSame(engine, translated.getCause());
            assertTrue(translated.getMessage().contains(engine.getMessage()), translated.getMessage());
        });
    }

    @Test
    void damageKeepsFileAndOffsetInItsMessage() {
        SQLException e = SqlErrors.translateOpen(
                "jdbc:minilsm:/x", new CorruptionException("bad frame", "000007.wal", 4096, "actual=1"));
        assertEquals("XX001", e.getSQLState());
        assertTrue(e.getMessage().contains("file=000007.wal, offset=4096"), e.getMessage());
    }

    @Test
    void failuresOfOpeningAreConnectionExceptions() {
        assertInstanceOf(
                SQLTransientConnectionException.class, SqlErrors.translateOpen("u", new StoreLockedException("pid")));
        SQLException denied = SqlErrors.translateOpen("u", new AccessDeniedException("/root/x"));
        assertInstanceOf(SQLNonTransientConnectionException.class, denied);
        assertEquals("08001", denied.getSQLState());
        assertTrue(denied.getMessage().contains("AccessDeniedException: /root/x"), denied.getMessage());
        assertInstanceOf(
                SQLTransactionRollbackException.class, SqlErrors.translate(new ConflictException("changed")));
    }
}
