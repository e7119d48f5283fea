package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.api.CorruptionException;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.TraceVfs;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tables do to the file system, and when it fails. */
final class TableFaultTest {
    private static final TableOptions OPTIONS = TestTable.options(4096, Compression.NONE);

    private final MemoryVfs memory = new MemoryVfs();

    @Test
    void fileIsForcedBeforeItIsFinished() throws IOException {
        TraceVfs vfs = new TraceVfs(memory);
        memory.createDirectories(TestTable.DIRECTORY);
        try (TableWriter writer = new TableWriter(vfs, TestTable.DIRECTORY, 1, TestTable.STORE, OPTIONS)) {
            fill(writer);
            writer.finish();
            assertEquals(List.of("create 000001.sst", "write 000001.sst", "force 000001.sst"), vfs.orderOnly());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"WRITE", "FORCE"})
    void failedWriterLeavesNoFileAndCannotGoOn(Kind kind) throws IOException {
        memory.createDirectories(TestTable.DIRECTORY);
        for (int nth = 1; ; nth++) {
            FaultVfs vfs = new FaultVfs(memory);
            vfs.inject(Fault.on(kind).nth(nth).afterWriting(100));
            try (TableWriter writer = new TableWriter(vfs, TestTable.DIRECTORY, nth, TestTable.STORE, OPTIONS)) {
                IOException failure = write(writer);
                if (failure == null) {
                    break;
                }
                assertEquals("Input/output error", failure.getMessage());
                assertThrows(IllegalStateException.class, writer::finish);
            }
            assertEquals(List.of(), memory.list(TestTable.DIRECTORY));
        }
        assertEquals(1, memory.list(TestTable.DIRECTORY).size());
    }

    @Test
    void failedReadIsNotTakenForDamageAndCanBeTriedAgain() throws IOException {
        TestTable table =
                new TestTable(TestTable.randomModel(new Random(3), 300, false, 100), 5, OPTIONS);
        byte[] key = table.model.lastKey().scoped();
        LookupResult result = new LookupResult();
        for (int nth = 1; nth <= 7; nth++) {
            FaultVfs vfs = new FaultVfs(table.vfs);
            vfs.inject(Fault.on(Kind.READ).nth(nth));
            try (TableReader reader = TableReader.open(
                            vfs,
                            TestTable.DIRECTORY,
                            5,
                            TestTable.STORE,
                            table.summary.sizeBytes(),
                            new BlockCache(1 << 20));
                    InternalIterator iterator = reader.iterator(false)) {
                // Header, footer, filter, index, properties are read at open; then a block, then a piece.
                assertTrue(nth > 5);
                if (nth == 6) {
                    requireReadFailure(() -> reader.get(key, 0, key.length, Tag.NEWEST, result));
                } else {
                    assertTrue(reader.get(key, 0, key.length, Tag.NEWEST, result));
                    requireReadFailure(iterator::seekToFirst);
                    assertFalse(iterator.isValid());
                }
                assertTrue(reader.get(key, 0, key.length, Tag.NEWEST, result));
                iterator.seekToFirst();
                assertTrue(iterator.isValid());
            } catch (IOException e) {
                assertTrue(nth <= 5, () -> "unexpected " + e);
                assertFalse(e instanceof CorruptionException);
            }
        }
    }

    private interface Read {
        void run() throws IOException;
    }

    private static void requireReadFailure(Read read) {
        IOException failure = assertThrows(IOException.class, read::run);
        assertFalse(failure instanceof CorruptionException);
    }

    private static IOException write(TableWriter writer) {
        try {
            fill(writer);
            writer.finish();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void fill(TableWriter writer) throws IOException {
        byte[] value = new byte[50_000];
        for (int i = 0; i < 30; i++) {
            byte[] key = TestTable.key(i, false);
            writer.add(key, 0, key.length, Tag.of(i + 1, 1), value, 0, value.length);
        }
    }
}
