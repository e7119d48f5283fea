package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.StoreClosedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.wal.ClosedSegment;
import io.minilsm.internal.wal.WalSegment;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionSetTest {
    private final MemoryVfs vfs = new MemoryVfs();

    @BeforeEach
    void makeDirectory() {
        vfs.createDirectories(Edits.DIR);
    }

    @Test
    void everyFieldOfAnEditIsThereAfterReopening() throws IOException {
        StoreState written;
        try (VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE)) {
            long wal = versions.newFileNumber();
            long next = versions.newFileNumber();
            versions.apply(VersionEdit.builder(EditType.NEW_MEMTABLE)
                    .newWal(new WalSegment(wal, -1, 1 << 18))
                    .newWal(new WalSegment(next, Long.MIN_VALUE, 1 << 19))
                    .build());
            versions.apply(VersionEdit.builder(EditType.CLOSE_WAL)
                    .closeWal(new ClosedSegment(wal, 1000, 42, -7))
                    .build());
            versions.apply(VersionEdit.builder(EditType.KEY_SPACE)
                    .newKeySpace("b", 16)
                    .newKeySpace("a", 20)
                    .build());
            written = versions.apply(VersionEdit.builder(EditType.FLUSH)
                    .addTable(0, Edits.table(versions.newFileNumber()))
                    .flushedSequence(41)
                    .lastSequence(77)
                    .build());
        }
        assertEquals(Edits.describe(written), Edits.describe(VersionSet.readState(vfs, Edits.DIR)));
        try (VersionSet versions = VersionSet.recover(vfs, Edits.DIR)) {
            StoreState read = versions.state();
            assertEquals(Edits.describe(written), Edits.describe(read));
            assertEquals(Edits.STORE, read.storeId());
            assertEquals(2, read.wals().size());
            assertEquals(new ClosedSegment(2, 1000, 42, -7), read.wal(2).closed());
            assertEquals(new WalSegment(3, Long.MIN_VALUE, 1 << 19), read.wal(3).segment());
            assertFalse(read.wal(3).isClosed());
            assertEquals(List.of("b", "a"), List.copyOf(read.keySpaces().keySet()));
            assertEquals(21, read.nextSpaceId());
            assertEquals(41, read.flushedSequence());
            assertEquals(77, read.lastSequence());
        }
    }

    @Test
    void randomHistoriesAreTheSameAfterEachReopening() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RollPolicy rolls = new RollPolicy(2000, 2);
        VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE, rolls);
        int rolled = 0;
        for (int step = 0; step < 600; step++) {
            long manifest = versions.manifestNumber();
            String expected = Edits.describe(versions.apply(Edits.random(random, versions)));
            rolled += versions.manifestNumber() == manifest ? 0 : 1;
            if (random.nextInt(10) == 0) {
                assertEquals(expected, Edits.describe(VersionSet.readState(vfs, Edits.DIR)), "seed=" + seed);
            }
            if (random.nextInt(50) == 0) {
                versions.close();
                versions = VersionSet.recover(vfs, Edits.DIR, rolls);
                assertEquals(expected, Edits.describe(versions.state()), "seed=" + seed + ", step=" + step);
            }
        }
        versions.close();
        assertTrue(rolled > 2, "rolled while open: " + rolled + ", seed=" + seed);
        assertEquals(2, vfs.list(Edits.DIR).size(), () -> "left behind, seed=" + seed);
    }

    @Test
    void stateOnTheRealDiskIsTheSameAfterReopening(@TempDir Path dir) throws IOException {
        Vfs disk = new DiskVfs();
        VersionEdit edit =
                VersionEdit.builder(EditType.KEY_SPACE).newKeySpace("s", 16).build();
        String expected;
        try (VersionSet versions = VersionSet.create(disk, dir, Edits.STORE)) {
            expected = Edits.describe(versions.apply(edit));
        }
        try (VersionSet versions = VersionSet.recover(disk, dir)) {
            assertEquals(expected, Edits.describe(versions.state()));
        }
    }

    @Test
    void numbersAndSequencesAreNeverReusedOverThousandReopenings() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE);
        long lastNumber = 0;
        long lastSequence = 0;
        for (int opening = 0; opening < 1000; opening++) {
            assertTrue(versions.firstSequenceAfterOpen() > lastSequence, "seed=" + seed);
            lastSequence = versions.firstSequenceAfterOpen() + random.nextInt(1 << 26);
            versions.ensureReservedSequence(lastSequence);
            for (int i = random.nextInt(2000); i >= 0; i--) {
                long number = versions.newFileNumber();
                assertTrue(number > lastNumber, "seed=" + seed);
                lastNumber = number;
            }
            if (random.nextBoolean()) {
                versions.close();
            }
            versions = VersionSet.recover(vfs, Edits.DIR);
            assertTrue(versions.reservedFileNumberAtOpen() > lastNumber, "seed=" + seed);
        }
        versions.close();
    }

    @Test
    void numbersAreUniqueAmongThreads() throws Exception {
        VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE);
        Set<Long> numbers = ConcurrentHashMap.newKeySet();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 3000; n++) {
                    try {
                        numbers.add(versions.newFileNumber());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(12_000, numbers.size());
        versions.close();
    }

    @Test
    void editsThatDoNotFitAreRefusedAndChangeNothing() throws IOException {
        try (VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE)) {
            versions.newFileNumber();
            versions.apply(VersionEdit.builder(EditType.FLUSH)
                    .addTable(0, Edits.table(2))
                    .addTable(1, Edits.table(3))
                    .newWal(new WalSegment(4, 1, 4096))
                    .newKeySpace("s", 16)
                    .flushedSequence(5)
                    .build());
            StoreState before = versions.state();
            List<VersionEdit.Builder> wrong = List.of(
                    flush().addTable(0, Edits.table(2)),
                    flush().addTable(5, Edits.table(3)),
                    flush().addTable(2, Edits.table(5)).addTable(3, Edits.table(5)),
                    flush().addTable(-1, Edits.table(5)),
                    flush().addTable(Version.LEVELS, Edits.table(5)),
                    flush().deleteTable(0, 3),
                    flush().deleteTable(0, 2).deleteTable(0, 2),
                    flush().deleteTable(9, 2),
                    flush().addTable(1, Edits.table(5, Edits.key(3) + "!", "z", 51, 59)),
                    flush().addTable(0, Edits.table(5, Edits.key(2), "z", 25, 59)),
                    flush().addTable(0, Edits.table(5, "b", "a", 51, 59)),
                    flush().addTable(0, Edits.table(5, "a", "b", 59, 51)),
                    flush().addTable(0, Edits.table(1 << 20)),
                    flush().addTable(0, Edits.table(5, "a", "b", 1, VersionSet.SEQUENCE_SPAN + 1)),
                    flush().newWal(new WalSegment(4, 2, 4096)),
                    flush().newWal(new WalSegment(5, 2, 0)),
                    flush().newWal(new WalSegment(1 << 20, 2, 4096)),
                    flush().closeWal(new ClosedSegment(5, 1, 1, 1)),
                    flush().closeWal(new ClosedSegment(4, 4097, 1, 1)),
                    flush().dropWal(5),
                    flush().newKeySpace("s", 17),
                    flush().newKeySpace("t", 16),
                    flush().newKeySpace("", 17),
                    flush().newKeySpace("\uD800", 17),
                    flush().newKeySpace("x".repeat(256), 17),
                    flush().flushedSequence(4),
                    flush().lastSequence(-1),
                    VersionEdit.builder(EditType.SNAPSHOT),
                    VersionEdit.builder(EditType.RESERVE));
            for (VersionEdit.Builder edit : wrong) {
                assertThrows(IllegalArgumentException.class, () -> versions.apply(edit.build()), () -> edit.build()
                        .toString());
            }
            assertEquals(before, versions.state());
            assertEquals(Edits.describe(before), Edits.describe(VersionSet.readState(vfs, Edits.DIR)));
            versions.apply(flush().deleteTable(0, 2).addTable(1, Edits.table(2)).build());
        }
    }

    @Test
    void levelsKeepTheirOrder() throws IOException {
        try (VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE)) {
            Version version = versions.apply(flush().addTable(0, Edits.table(7, "a", "z", 10, 20))
                            .addTable(0, Edits.table(5, "a", "z", 41, 50))
                            .addTable(0, Edits.table(6, "a", "z", 21, 40))
                            .addTable(3, Edits.table(9, "m", "p", 1, 2))
                            .addTable(3, Edits.table(8, "q", "q", 1, 2))
                            .addTable(3, Edits.table(10, "\u00FF", "\u00FF", 1, 2))
                            .addTable(3, Edits.table(11, "a", "b", 1, 2))
                            .build())
                    .version();
            assertEquals(List.of(5L, 6L, 7L), numbers(version.level(0)));
            assertEquals(List.of(11L, 9L, 8L, 10L), numbers(version.level(3)));
        }
    }

    @Test
    void readingWritesNothing() throws IOException {
        CrashVfs disk = new CrashVfs();
        disk.createDirectories(Edits.DIR);
        VersionSet.create(disk, Edits.DIR, Edits.STORE).close();
        List<FileOperation> writes = new ArrayList<>();
        disk.beforeEach(operation -> {
            if (operation.kind().isDurable()) {
                writes.add(operation);
            }
        });
        VersionSet.readState(disk, Edits.DIR);
        assertEquals(List.of(), writes);
    }

    @Test
    void missingSuperblockBesideOtherFilesIsCorruption() throws IOException {
        VersionSet.create(vfs, Edits.DIR, Edits.STORE).close();
        vfs.delete(Edits.DIR.resolve(FileName.CURRENT));
        CorruptionException e =
                assertThrows(CorruptionException.class, () -> VersionSet.recover(vfs, Edits.DIR));
        assertEquals(FileName.CURRENT, e.file());
        vfs.delete(Edits.DIR.resolve(FileName.manifest(1)));
        assertThrows(NotAStoreException.class, () -> VersionSet.recover(vfs, Edits.DIR));
    }

    @Test
    void missingManifestIsCorruption() throws IOException {
        VersionSet.create(vfs, Edits.DIR, Edits.STORE).close();
        vfs.delete(Edits.DIR.resolve(FileName.manifest(1)));
        CorruptionException e =
                assertThrows(CorruptionException.class, () -> VersionSet.recover(vfs, Edits.DIR));
        assertEquals(FileName.manifest(1), e.file());
    }

    @Test
    void useAfterCloseIsRefused() throws IOException {
        VersionSet versions = VersionSet.create(vfs, Edits.DIR, Edits.STORE);
        versions.close();
        versions.close();
        assertThrows(StoreClosedException.class, () -> versions.apply(flush().build()));
        assertThrows(StoreClosedException.class, versions::newFileNumber);
        assertThrows(
                StoreClosedException.class, () -> versions.ensureReservedSequence(VersionSet.SEQUENCE_SPAN + 1));
    }

    @Test
    void strayFilesAreLeptOverAndLeftAlone() throws IOException {
        VersionSet.create(vfs, Edits.DIR, Edits.STORE).close();
        List<String> strays = List.of("005000.sst", "MANIFEST-006000", "007000.wal", "999999999999999999.sst");
        for (String stray : strays) {
            vfs.create(Edits.DIR.resolve(stray)).close();
        }
        try (VersionSet versions = VersionSet.recover(vfs, Edits.DIR)) {
            assertEquals(7002, versions.newFileNumber());
            assertEquals(1 + VersionSet.FILE_NUMBER_SPAN, versions.reservedFileNumberAtOpen());
            assertTrue(vfs.list(Edits.DIR).containsAll(strays));
        }
    }

    private static VersionEdit.Builder flush() {
        return VersionEdit.builder(EditType.FLUSH);
    }

    private static List<Long> numbers(List<TableMetadata> tables) {
        return tables.stream().map(TableMetadata::number).toList();
    }
}
