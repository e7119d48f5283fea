package io.minilsm.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @TempDir
    Path temporary;

    private Path store;
    private Path backup;

    @BeforeEach
    void makeBackup() throws IOException {
        store = temporary.resolve("store");
        backup = temporary.resolve("backup");
        try (Store open = MiniLsm.open(store)) {
            for (int i = 0; i < 1000; i++) {
                open.put(key(i), key(i));
            }
            open.checkpoint(backup);
        }
    }

    @Test
    void restoredStoreHoldsTheBackupAndSharesNothingWithIt() throws IOException {
        Map<String, String> before = picture(backup);
        Path to = temporary.resolve("restored");
        Restore.Report report = Restore.run(backup, to);
        assertEquals(1000, report.sequence());
        assertTrue(report.check().isClean());
        assertEquals(before, picture(backup));
        try (Store open = MiniLsm.open(to)) {
            assertEquals(1000, open.visibleSequence());
            assertArrayEquals(key(7), open.get(key(7)));
            open.put(key(7), KEY, Durability.SYNC);
            open.flush();
        }
        assertEquals(before, picture(backup));
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList()) {
                assertEquals(1, Files.getAttribute(file, "unix:nlink"), file.toString());
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(to)));
    }

    @Test
    void storeWithALogIsRestoredToItsLastWrite() throws IOException {
        try (Store open = MiniLsm.open(store)) {
            open.put(KEY, KEY);
        }
        Path to = temporary.resolve("restored");
        long sequence = Restore.run(store, to).sequence();
        try (Store open = MiniLsm.openReadOnly(to, Options.defaults())) {
            assertEquals(sequence, open.visibleSequence());
            assertArrayEquals(KEY, open.get(KEY));
            assertNull(open.get("none".getBytes(UTF_8)));
        }
    }

    @Test
    void readOnlyBackupIsRestored() throws IOException {
        Files.deleteIfExists(backup.resolve("LOCK"));
        Map<String, String> before = picture(backup);
        Files.setPosixFilePermissions(backup, PosixFilePermissions.fromString("r-x------"));
        try {
            Restore.run(backup, temporary.resolve("restored"));
        } finally {
            Files.setPosixFilePermissions(backup, PosixFilePermissions.fromString("rwx------"));
        }
        assertEquals(before, picture(backup));
    }

    @Test
    void damagedBackupLeavesNothing() throws IOException {
        Path table;
        try (Stream<Path> files = Files.list(backup)) {
            table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(table);
        Path to = temporary.resolve("restored");
        byte[] damaged = bytes.clone();
        damaged[bytes.length / 2] ^= 1;
        Files.delete(table); // The table of the store is the same file.
        Files.write(table, damaged);
        CorruptionException refused = assertThrows(CorruptionException.class, () -> Restore.run(backup, to));
        assertEquals(table.getFileName().toString(), refused.file());
        assertEquals(Map.of(), picture(to));
        Files.delete(table);
        refused = assertThrows(CorruptionException.class, () -> Restore.run(backup, to));
        assertEquals(table.getFileName().toString(), refused.file());
        Files.write(table, bytes);
        Restore.run(backup, to);
    }

    @Test
    void nothingIsOverwrittenAndNothingButAClosedStoreRestored() throws IOException {
        assertThrows(DirectoryNotEmptyException.class, () -> Restore.run(backup, store));
        Path to = temporary.resolve("restored");
        assertThrows(NotAStoreException.class, () -> Restore.run(temporary.resolve("none"), to));
        assertThrows(NotAStoreException.class, () -> Restore.run(temporary, to));
        try (Store open = MiniLsm.open(store)) {
            assertThrows(StoreLockedException.class, () -> Restore.run(open.directory(), to));
        }
        Files.createFile(backup.resolve("COPYING"));
        assertThrows(NotAStoreException.class, () -> Restore.run(backup, to));
        assertFalse(Files.exists(to));
    }

    private static Map<String, String> picture(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                all.put(
                        file.getFileName().toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return all;
    }

    private static byte[] key(int i) {
        return String.format("key%05d", i).getBytes(UTF_8);
    }
}
