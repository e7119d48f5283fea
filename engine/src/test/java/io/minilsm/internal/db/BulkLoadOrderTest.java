package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BulkLoadOrderTest {
    private static final Path DIRECTORY = Path.of("/bulk").toAbsolutePath();
    private static final CrashMode STRICT = new CrashMode(CrashMode.Data.STRICT, CrashMode.Names.STRICT);

    @Test
    void writeThatCameBeforeALoadSurvivesWithIt() throws Exception {
        CrashVfs disk = new CrashVfs();
        CrashVfs left;
        try (Store store = open(disk, "boot")) {
            store.put(bytes("a"), bytes("1"), Durability.SYNC);
            AtomicBoolean written = new AtomicBoolean();
            disk.beforeEach(operation -> writeInFlush(store, operation, written));
            store.bulkLoad(Map.of(bytes("m"), bytes("loaded")).entrySet().iterator());
            assertTrue(written.get());
            left = disk.crash(1, STRICT).relocate(DIRECTORY, Path.of("/left").toAbsolutePath());
        }
        try (Store store = LsmStore.open(
                environment(left, "next boot"), Path.of("/left").toAbsolutePath(), Options.defaults())) {
            assertArrayEquals(bytes("loaded"), store.get(bytes("m")));
            assertNotNull(store.get(bytes("b")), "a write ordered before the load is lost, the load is there");
        }
    }

    /** The deletes lie above, older than the load: it must not go below them. */
    @Test
    void loadOverDeletedKeysIsSeen() throws Exception {
        try (Store store = open(new CrashVfs(), "boot")) {
            store.put(bytes("m"), bytes("old"), Durability.OS);
            store.flush();
            store.delete(bytes("m"), Durability.OS);
            store.flush();
            store.bulkLoad(Map.of(bytes("m"), bytes("loaded")).entrySet().iterator());
            assertArrayEquals(bytes("loaded"), store.get(bytes("m")));
            try (Cursor cursor = store.cursor(Range.all())) {
                assertTrue(cursor.next());
                assertArrayEquals(bytes("loaded"), cursor.value());
            }
            store.compact(Range.all());
            assertArrayEquals(bytes("loaded"), store.get(bytes("m")));
        }
    }

    /** A write by somebody else, after the load has frozen the memtable and before it takes its place in the order. */
    private static void writeInFlush(Store store, FileOperation operation, AtomicBoolean written) {
        boolean inFlush = operation.kind() == Kind.FORCE
                && operation.path().getFileName().toString().startsWith("MANIFEST");
        if (inFlush && written.compareAndSet(false, true)) {
            try {
                store.put(bytes("b"), bytes("2"), Durability.OS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Store open(Vfs vfs, String boot) throws IOException {
        return LsmStore.open(environment(vfs, boot), DIRECTORY, Options.defaults());
    }

    private static Environment environment(Vfs vfs, String boot) {
        Environment system = Environment.system();
        return new Environment(
                vfs, system.nanoTime(), system.currentMillis(), system.workers(), system.random(), boot, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
