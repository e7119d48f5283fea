package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.OpenFiles;
import io.minilsm.testing.TraceVfs;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory may hold, and what an opening makes of it. */
class StoreDirectoryTest {
    private static final Path DIRECTORY = Path.of("/store");
    private static final Options EXISTING = Options.defaults().withCreateIfMissing(false);

    private final OpenFiles open = new OpenFiles();
    private final FaultVfs vfs = new FaultVfs(open.over(new MemoryVfs()));
    private final StoreDirectory directory = new StoreDirectory(vfs, DIRECTORY);
    private final StoreDirectory copied = new StoreDirectory(vfs, DIRECTORY, true);

    @BeforeEach
    void makeDirectory() throws IOException {
        vfs.createDirectories(DIRECTORY);
    }

    @AfterEach
    void nothingIsOpen() {
        assertEquals(0, open.count(), "open files");
    }

    @Test
    void emptyDirectoryBecomesAStoreIfWanted() throws IOException {
        directory.requireNoForeignFiles();
        assertThrows(NotAStoreException.class, directory::requireAnything);
        assertThrows(NotAStoreException.class, directory::requireStore);
        assertThrows(NotAStoreException.class, () -> directory.findOrCreate(EXISTING, () -> 1));
        assertEquals(List.of(), vfs.list(DIRECTORY));
        directory.findOrCreate(Options.defaults().withErrorIfExists(true), () -> 1).close();
        assertEquals(List.of("CURRENT", "MANIFEST-000001"), vfs.list(DIRECTORY));
        directory.requireStore();
        directory.requireAnything();
        directory.findOrCreate(EXISTING, () -> 2).close();
        assertThrows(FileAlreadyExistsException.class,
                () -> directory.findOrCreate(Options.defaults().withErrorIfExists(true), () -> 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCK", "OWNER", "OWNER.next", "lost+found", ".DS_Store"})
    void neutralFilesAreNoStoreAndInNobodysWay(String neutral) throws IOException {
        touch(neutral);
        directory.requireNoForeignFiles();
        assertThrows(NotAStoreException.class, directory::requireStore);
        directory.findOrCreate(Options.defaults(), () -> 1).close();
        assertTrue(vfs.exists(DIRECTORY.resolve(neutral)));
    }

    @Test
    void strangeFilesAreNamedAndLeftAlone() throws IOException {
        touch("lost+found");
        touch("thesis.doc");
        for (NotAStoreException e : List.of(
                assertThrows(NotAStoreException.class, directory::requireNoForeignFiles),
                assertThrows(NotAStoreException.class, directory::requireStore),
                assertThrows(NotAStoreException.class, () -> directory.findOrCreate(Options.defaults(), () -> 1)))) {
            assertTrue(e.getMessage().contains("found=thesis.doc"), e.getMessage());
        }
        assertEquals(List.of("lost+found", "thesis.doc"), vfs.list(DIRECTORY));
        touch("000001.wal");
        directory.requireNoForeignFiles(); // What is ours is looked at closer.
    }

    @Test
    void filesOfAStoreWithoutItsSuperblockAreDamage() throws IOException {
        touch("LOCK");
        touch("000007.sst");
        for (CorruptionException e : List.of(
                assertThrows(CorruptionException.class, directory::requireStore),
                assertThrows(CorruptionException.class, () -> directory.findOrCreate(Options.defaults(), () -> 1)))) {
            assertEquals("CURRENT", e.file());
            assertTrue(e.getMessage().contains("found=000007.sst"), e.getMessage());
        }
        assertEquals(List.of("000007.sst", "LOCK"), vfs.list(DIRECTORY));
    }

    @Test
    void storeWhoseMakingDidNotEndIsMadeAnew() throws IOException {
        for (String left : List.of("CREATING", "CURRENT", "MANIFEST-000001", "000002.wal", "LOCK", "OWNER", "mine")) {
            touch(left);
        }
        assertThrows(NotAStoreException.class, directory::requireStore);
        assertThrows(NotAStoreException.class, () -> directory.findOrCreate(EXISTING, () -> 1));
        assertTrue(vfs.exists(DIRECTORY.resolve("000002.wal")));
        directory.findOrCreate(Options.defaults().withErrorIfExists(true), () -> 1).close();
        assertEquals(List.of("CURRENT", "LOCK", "MANIFEST-000001", "OWNER", "mine"), vfs.list(DIRECTORY));
        directory.requireStore();
    }

    @Test
    void copyThatDidNotEndIsNoStoreButForWhoMakesIt() throws IOException {
        CopyMarker.begin(vfs, DIRECTORY);
        assertThrows(NotAStoreException.class, directory::requireStore);
        assertThrows(NotAStoreException.class, () -> directory.findOrCreate(Options.defaults(), () -> 1));
        assertThrows(NotAStoreException.class, () -> CopyMarker.requireFree(vfs, DIRECTORY));
        assertThrows(NotAStoreException.class, copied::requireStore);
        copied.findOrCreate(Options.defaults(), () -> 1).close();
        copied.requireStore();
        assertTrue(vfs.exists(DIRECTORY.resolve("COPYING")));
        CopyMarker.finish(vfs, DIRECTORY);
        directory.requireStore();
        CopyMarker.remove(vfs, DIRECTORY); // Is whole, and stays.
        directory.requireStore();
    }

    @Test
    void copyThatFailedIsRemovedAndWhatIsNotOursStays() throws IOException {
        CopyMarker.begin(vfs, DIRECTORY);
        touch("000003.sst");
        touch("mine");
        vfs.inject(Fault.on(Kind.DELETE).onFiles("000003.sst"));
        CopyMarker.remove(vfs, DIRECTORY);
        assertTrue(vfs.exists(DIRECTORY.resolve("COPYING")), "the marker goes last");
        CopyMarker.remove(vfs, DIRECTORY);
        assertEquals(List.of("mine"), vfs.list(DIRECTORY));
    }

    /** What a power cut leaves at any moment is no store, or the whole copy. */
    @Test
    void markerIsDurableBeforeTheCopyAndGoneDurablyBehindIt() throws IOException {
        TraceVfs trace = new TraceVfs(vfs);
        Path target = Path.of("/copies");
        assertEquals(target, CopyMarker.begin(trace, target));
        assertEquals(List.of(Kind.CREATE_DIRECTORIES, Kind.CREATE, Kind.SYNC_DIRECTORY), kinds(trace));
        CopyMarker.finish(trace, target);
        assertEquals(List.of(Kind.SYNC_DIRECTORY, Kind.DELETE, Kind.SYNC_DIRECTORY), kinds(trace));
        CopyMarker.begin(trace, target);
        vfs.create(target.resolve("000003.sst")).close();
        kinds(trace);
        CopyMarker.remove(trace, target);
        assertEquals(List.of(Kind.DELETE, Kind.SYNC_DIRECTORY, Kind.DELETE), kinds(trace));
    }

    private static List<Kind> kinds(TraceVfs trace) {
        List<Kind> kinds =
                trace.operations().stream().map(FileOperation::kind).filter(Kind::isDurable).toList();
        trace.clear();
        return kinds;
    }

    @Test
    void copyIsMadeWhereThereIsNothing() throws IOException {
        CopyMarker.requireFree(vfs, DIRECTORY);
        CopyMarker.requireFree(vfs, DIRECTORY.resolve("new"));
        touch("LOCK");
        assertThrows(DirectoryNotEmptyException.class, () -> CopyMarker.requireFree(vfs, DIRECTORY));
        assertThrows(NotAStoreException.class, () -> CopyMarker.requireFree(vfs, DIRECTORY.resolve("LOCK")));
        vfs.delete(DIRECTORY.resolve("LOCK"));
        vfs.inject(Fault.on(Kind.SYNC_DIRECTORY));
        assertThrows(IOException.class, () -> CopyMarker.begin(vfs, DIRECTORY));
        assertEquals(List.of(), vfs.list(DIRECTORY));
    }

    @Test
    void makingThatFailsAnywhereIsMadeUpForByTheNext() throws IOException {
        for (Kind kind : List.of(Kind.CREATE, Kind.WRITE, Kind.FORCE, Kind.SYNC_DIRECTORY, Kind.DELETE)) {
            boolean struck = true;
            for (int nth = 1; struck; nth++) {
                for (String name : vfs.list(DIRECTORY)) {
                    vfs.delete(DIRECTORY.resolve(name));
                }
                long before = vfs.injectedCount();
                vfs.inject(Fault.on(kind).nth(nth));
                try {
                    directory.findOrCreate(Options.defaults(), () -> 1).close();
                } catch (IOException e) {
                    assertTrue(vfs.injectedCount() > before, e::toString);
                }
                struck = vfs.injectedCount() > before;
                vfs.heal();
                assertEquals(0, open.count(), kind + " " + nth);
                directory.findOrCreate(Options.defaults(), () -> 1).close();
                directory.requireStore();
            }
        }
    }

    /** At each operation; the lock, files and memory of an opening that failed are free again. */
    @Test
    void openingThatFailsAnywhereLeavesNothingOpenAndTheNextOneHasEverything() throws IOException {
        for (boolean readOnly : new boolean[] {false, true}) {
            for (Kind kind : List.of(Kind.CREATE, Kind.OPEN, Kind.READ, Kind.WRITE, Kind.FORCE, Kind.SYNC_DIRECTORY,
                    Kind.LIST, Kind.RENAME)) {
                boolean struck = true;
                for (int nth = 1; struck; nth++) {
                    fill();
                    long before = vfs.injectedCount();
                    vfs.inject(Fault.on(kind).nth(nth));
                    try (Store store = readOnly ? openReadOnly() : open(Options.defaults())) {
                        store.get(new byte[] {1});
                    } catch (IOException e) {
                        assertTrue(vfs.injectedCount() > before, e::toString);
                    }
                    struck = vfs.injectedCount() > before;
                    vfs.heal();
                    assertEquals(0, open.count(), kind + " " + nth + ", read-only=" + readOnly);
                    try (Store store = open(Options.defaults())) {
                        assertEquals(2, count(store), kind + " " + nth);
                    }
                }
            }
        }
    }

    @Test
    void openingOfNothingMakesNothing() throws IOException {
        Path none = Path.of("/none");
        assertThrows(NotAStoreException.class, () -> LsmStore.open(TestWorld.inOneThread(vfs), none, EXISTING));
        assertThrows(NotAStoreException.class,
                () -> LsmStore.openReadOnly(TestWorld.inOneThread(vfs), none, Options.defaults()));
        assertFalse(vfs.exists(none));
        touch("file");
        for (Options options : List.of(EXISTING, Options.defaults())) {
            Path file = DIRECTORY.resolve("file");
            assertThrows(NotAStoreException.class, () -> LsmStore.open(TestWorld.inOneThread(vfs), file, options));
            assertThrows(NotAStoreException.class,
                    () -> LsmStore.openReadOnly(TestWorld.inOneThread(vfs), file, options));
        }
        vfs.delete(DIRECTORY.resolve("file"));
        assertThrows(NotAStoreException.class, () -> open(EXISTING));
        assertEquals(List.of(), vfs.list(DIRECTORY), "not even a lock");
    }

    private void fill() throws IOException {
        for (String name : vfs.list(DIRECTORY)) {
            vfs.delete(DIRECTORY.resolve(name));
        }
        try (Store store = open(Options.defaults())) {
            store.put(new byte[] {1}, new byte[] {1});
            store.flush();
            store.put(new byte[] {2}, new byte[] {2});
        }
    }

    private Store open(Options options) throws IOException {
        return LsmStore.open(TestWorld.inOneThread(vfs), DIRECTORY, options);
    }

    private Store openReadOnly() throws IOException {
        return LsmStore.openReadOnly(TestWorld.inOneThread(vfs), DIRECTORY, Options.defaults());
    }

    private static int count(Store store) throws IOException {
        int count = 0;
        try (var cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private void touch(String name) throws IOException {
        vfs.create(DIRECTORY.resolve(name)).close();
    }
}
