package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.DiskFullException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.OpenFiles;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The files of manifest and superblock: none stays open, none too many stays there, no thread keeps another out. */
@Timeout(60)
class ManifestFilesTest {
    private static final long PATIENCE_SECONDS = 5;
    private static final RollPolicy OFTEN = new RollPolicy(2000, 2);

    private final OpenFiles open = new OpenFiles();
    private final FaultVfs disk = new FaultVfs(open.over(new MemoryVfs()));
    private final List<ExecutorService> threads =
            List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
    private int calls;
    private int spaces;

    @BeforeEach
    void makeDirectory() throws IOException {
        disk.createDirectories(Edits.DIR);
    }

    @AfterEach
    void nothingIsOpen() {
        threads.forEach(ExecutorService::shutdownNow);
        assertEquals(0, open.count(), "open files");
    }

    @Test
    void callsOfTwoThreadsByTurnsOverManyManifests() throws Exception {
        VersionSet versions = call(() -> VersionSet.create(disk, Edits.DIR, Edits.STORE, OFTEN));
        for (int opening = 0; opening < 3; opening++) {
            VersionSet now = versions;
            for (int i = 0; i < 30; i++) {
                call(() -> now.apply(space()));
                call(now::newFileNumber);
                call(now::manifestNumber);
                assertThrows(IllegalArgumentException.class, () -> call(() -> now.apply(wrong())));
                long sequence = now.state().reservation().sequence() + 1;
                call(() -> {
                    now.ensureReservedSequence(sequence);
                    return null;
                });
            }
            assertEquals(2, open.count(), "manifest and superblock");
            call(() -> {
                now.close();
                now.close();
                return null;
            });
            assertEquals(0, open.count());
            versions = call(() -> VersionSet.recover(disk, Edits.DIR, OFTEN));
            VersionSet next = versions;
            call(() -> {
                next.begin(); // Was done: does nothing.
                return null;
            });
            assertEquals(2, disk.list(Edits.DIR).size(), disk.list(Edits.DIR).toString());
        }
        versions.close();
    }

    @Test
    void everyOperationThatFailsLeavesNothingOpen() throws IOException {
        for (Kind kind : List.of(Kind.CREATE, Kind.OPEN, Kind.READ, Kind.WRITE, Kind.FORCE, Kind.SYNC_DIRECTORY,
                Kind.LIST)) {
            for (Failure how : List.of(Failure.IO_ERROR, Failure.NO_SPACE)) {
                boolean struck = true;
                for (int nth = 1; struck; nth++) {
                    makeAnew();
                    long before = disk.injectedCount();
                    disk.inject(Fault.on(kind).nth(nth).with(how));
                    try (VersionSet versions = VersionSet.recover(disk, Edits.DIR, OFTEN)) {
                        for (int i = 0; i < 12; i++) {
                            versions.apply(space());
                        }
                    } catch (IOException e) {
                        assertTrue(disk.injectedCount() > before, e::toString);
                    }
                    struck = disk.injectedCount() > before;
                    disk.heal();
                    assertEquals(0, open.count(), kind + " " + nth + " " + how);
                }
            }
        }
        disk.heal();
    }

    @Test
    void makingAndCopyingAStoreThatFailsLeavesNothingOpen() throws IOException {
        makeAnew();
        StoreState state = VersionSet.readState(disk, Edits.DIR);
        for (Kind kind : List.of(Kind.CREATE, Kind.WRITE, Kind.FORCE, Kind.SYNC_DIRECTORY)) {
            boolean struck = true;
            for (int nth = 1; struck; nth++) {
                clear();
                long before = disk.injectedCount();
                disk.inject(Fault.on(kind).nth(nth));
                try {
                    if (nth % 2 == 0) {
                        VersionSet.create(disk, Edits.DIR, Edits.STORE).close();
                    } else {
                        VersionSet.createCopy(disk, Edits.DIR, state, state.version(), 7);
                    }
                } catch (IOException e) {
                    assertTrue(disk.injectedCount() > before, e::toString);
                }
                struck = disk.injectedCount() > before;
                disk.heal();
                assertEquals(0, open.count(), kind + " " + nth);
            }
        }
    }

    @Test
    void copyHasItsSequenceAndLeapsItsNumbers() throws IOException {
        makeAnew();
        StoreState state = VersionSet.readState(disk, Edits.DIR);
        clear();
        VersionSet.createCopy(disk, Edits.DIR, state, state.version(), 77);
        StoreState copy = VersionSet.readState(disk, Edits.DIR);
        assertEquals(77, copy.flushedSequence());
        assertEquals(77, copy.lastSequence());
        assertEquals(state.keySpaces(), copy.keySpaces());
        assertTrue(copy.nextFileNumber() > state.nextFileNumber());
        assertTrue(copy.reservation().fileNumber() > copy.nextFileNumber(), copy.reservation().toString());
        assertTrue(copy.reservation().sequence() > 77);
        try (VersionSet versions = VersionSet.find(disk, Edits.DIR)) {
            assertTrue(versions.firstSequenceAfterOpen() > 77);
        }
    }

    @Test
    void rollThatFindsNoSpaceLeavesNoManifestBehindAndIsTriedAgain() throws IOException {
        VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, OFTEN);
        long manifest = versions.manifestNumber();
        int applied = 0;
        disk.inject(Fault.on(Kind.WRITE)
                .forever()
                .where(write -> FileName.manifestNumber(write.path().getFileName().toString()).orElse(0) > manifest)
                .with(Failure.NO_SPACE));
        DiskFullException full = null;
        while (full == null) {
            try {
                versions.apply(space());
                applied++;
            } catch (DiskFullException e) {
                full = e;
            }
        }
        assertEquals(List.of("CURRENT", FileName.manifest(manifest)), disk.list(Edits.DIR));
        assertEquals(2, open.count());
        disk.heal();
        versions.apply(space());
        assertTrue(versions.manifestNumber() > manifest);
        assertEquals(applied + 1, versions.state().keySpaces().size());
        versions.close();
        assertEquals(applied + 1, VersionSet.readState(disk, Edits.DIR).keySpaces().size());
    }

    @Test
    void sequencesEndAtTheLargest() throws IOException {
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE)) {
            versions.ensureReservedSequence(Tag.MAX_SEQUENCE - 1);
            assertEquals(Tag.MAX_SEQUENCE, versions.state().reservation().sequence());
            versions.ensureReservedSequence(Tag.MAX_SEQUENCE);
        }
        IOException e = assertThrows(IOException.class, () -> VersionSet.recover(disk, Edits.DIR).close());
        assertTrue(e.getMessage().contains("sequences used up"), e.getMessage());
    }

    @Test
    void directoryWithoutASuperblockIsDamageBesideFilesOfAStoreAndNoStoreBesideOthers() throws IOException {
        assertThrows(NotAStoreException.class, () -> VersionSet.readState(disk, Edits.DIR));
        disk.create(Edits.DIR.resolve("notes.txt")).close();
        disk.create(Edits.DIR.resolve("LOCK")).close();
        assertThrows(NotAStoreException.class, () -> VersionSet.readState(disk, Edits.DIR));
        disk.create(Edits.DIR.resolve("000007.sst")).close();
        CorruptionException e =
                assertThrows(CorruptionException.class, () -> VersionSet.readState(disk, Edits.DIR));
        assertEquals("CURRENT", e.file());
    }

    private void makeAnew() throws IOException {
        clear();
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, OFTEN)) {
            versions.apply(space());
        }
    }

    private void clear() throws IOException {
        for (String name : disk.list(Edits.DIR)) {
            disk.delete(Edits.DIR.resolve(name));
        }
    }

    private VersionEdit space() {
        int id = 16 + spaces++;
        return VersionEdit.builder(EditType.KEY_SPACE)
                .newKeySpace("s".repeat(100) + id, id)
                .build();
    }

    private static VersionEdit wrong() {
        return VersionEdit.builder(EditType.FLUSH).dropWal(1 << 20).build();
    }

    /** Calls in the thread whose turn it is. */
    private <T> T call(Callable<T> call) throws Exception {
        try {
            return threads.get(calls++ % 2).submit(call).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
