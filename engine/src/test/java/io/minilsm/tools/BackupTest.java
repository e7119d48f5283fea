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
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import io.minilsm.api.StoreReadOnlyException;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    Path temporary;

    @Test
    void backupOfAClosedStoreHoldsAllOfItAndLivesOn() throws IOException {
        Path from = temporary.resolve("store");
        try (Store store = MiniLsm.open(from)) {
            write(store, 0, 1000, "first");
            store.flush();
            write(store, 500, 1500, "second");
            store.keySpace("other").put(key(1), key(2));
        }
        Path to = temporary.resolve("backup");
        Backup.Report report = Backup.run(from, to);
        assertTrue(report.sequence() >= 2001, report.toString());
        try (Store store = MiniLsm.open(from)) {
            write(store, 0, 1500, "third");
            store.flush();
            store.compact(Range.all());
        }
        try (Store backup = MiniLsm.open(to)) {
            assertArrayEquals("first".getBytes(UTF_8), backup.get(key(499)));
            assertArrayEquals("second".getBytes(UTF_8), backup.get(key(500)));
            assertArrayEquals(key(2), backup.keySpace("other").get(key(1)));
            assertEquals(17, backup.keySpace("new").id());
            write(backup, 0, 10, "elsewhere");
            assertTrue(backup.visibleSequence() > report.sequence());
            backup.flush();
        }
        assertTrue(Verify.run(to).isClean());
        assertTrue(Verify.run(from).isClean());
    }

    @Test
    void checkpointTakenWhileWritingIsAPrefixOfTheWrites() throws Exception {
        try (Store store = MiniLsm.open(
                temporary.resolve("store"), Options.defaults().withMemtableBytes(1 << 20))) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                        // Two keys in one batch: neither comes without the other, and no number is left out.
                        store.write(new WriteBatch().put(key(i), key(i)).put(key(-i - 1), key(i)), Durability.OS);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            writer.start();
            try {
                for (int i = 0; i < 5; i++) {
                    Path to = temporary.resolve("checkpoint" + i);
                    long sequence = store.checkpoint(to);
                    assertTrue(Verify.run(to).isClean());
                    try (Store copy = MiniLsm.openReadOnly(to, Options.defaults())) {
                        assertEquals(sequence, copy.visibleSequence());
                        int count = (int) (sequence / 2);
                        assertNull(copy.get(key(count)));
                        assertNull(copy.get(key(-count - 1)));
                        for (int at = 0; at < count; at++) {
                            assertArrayEquals(key(at), copy.get(key(at)));
                            assertArrayEquals(key(at), copy.get(key(-at - 1)));
                        }
                    }
                }
            } finally {
                writer.interrupt();
                writer.join();
            }
            assertNull(failure.get());
        }
    }

    @Test
    void checkpointAfterABulkLoadHoldsWhatWasWrittenBeforeIt() throws IOException {
        try (Store store = MiniLsm.open(temporary.resolve("store"))) {
            store.put(key(5), key(5));
            store.bulkLoad(Map.of(key(9), key(9)).entrySet().iterator());
            store.put(key(7), key(7));
            Path to = temporary.resolve("checkpoint");
            store.checkpoint(to);
            Path next = temporary.resolve("next");
            Backup.run(to, next);
            try (Store copy = MiniLsm.openReadOnly(next, Options.defaults())) {
                for (int i : new int[] {5, 7, 9}) {
                    assertArrayEquals(key(i), copy.get(key(i)));
                }
            }
        }
    }

    @Test
    void damagedStoreIsNotBackedUp() throws IOException {
        Path from = temporary.resolve("store");
        try (Store store = MiniLsm.open(from)) {
            write(store, 0, 3000, "value");
            store.flush();
        }
        Path table;
        try (Stream<Path> files = Files.list(from)) {
            table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(table);
        bytes[bytes.length / 2] ^= 4;
        Files.write(table, bytes);
        Path to = temporary.resolve("backup");
        CorruptionException e = assertThrows(CorruptionException.class, () -> Backup.run(from, to));
        assertEquals(table.getFileName().toString(), e.file());
        try (Stream<Path> left = Files.list(to)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whatCannotBeBackedUpIsRefused() throws IOException {
        Path from = temporary.resolve("store");
        Path full = Files.createDirectory(temporary.resolve("full"));
        Files.writeString(full.resolve("shopping.txt"), "milk");
        Path to = temporary.resolve("backup");
        try (Store store = MiniLsm.open(from)) {
            assertThrows(DirectoryNotEmptyException.class, () -> store.checkpoint(full));
            assertThrows(DirectoryNotEmptyException.class, () -> store.checkpoint(from));
            assertThrows(StoreLockedException.class, () -> Backup.run(from, to));
        }
        try (Store store = MiniLsm.openReadOnly(from, Options.defaults())) {
            assertThrows(StoreReadOnlyException.class, () -> store.checkpoint(to));
        }
        try (Store store = MiniLsm.openInMemory(Options.defaults())) {
            assertThrows(IOException.class, () -> store.checkpoint(to));
        }
        assertFalse(Files.exists(to));
    }

    private static void write(Store store, int from, int to, String value) throws IOException {
        for (int i = from; i < to; i++) {
            store.put(key(i), value.getBytes(UTF_8));
        }
    }

    private static byte[] key(int i) {
        return String.format("key%06d", i).getBytes(UTF_8);
    }
}
