package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.version.StoreState;
import io.minilsm.internal.version.VersionSet;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only what is provably dead goes. */
class ObsoleteFilesTest {
    private static final Path DIRECTORY = Path.of("/store");

    private final FaultVfs vfs = new FaultVfs(new MemoryVfs());
    private final Poison poison = new Poison(DIRECTORY);
    private StoreState state;
    private long manifest;
    private List<String> ours;

    @BeforeEach
    void makeStore() throws IOException {
        try (Store store = LsmStore.open(TestWorld.inOneThread(vfs), DIRECTORY, Options.defaults())) {
            store.put(new byte[] {1}, new byte[] {1});
            store.flush();
            store.put(new byte[] {2}, new byte[] {2});
        }
        state = VersionSet.readState(vfs, DIRECTORY);
        ours = vfs.list(DIRECTORY);
        manifest = ours.stream()
                .filter(name -> name.startsWith("MANIFEST-"))
                .mapToLong(name -> Long.parseLong(name.substring("MANIFEST-".length())))
                .findFirst()
                .orElseThrow();
        put("000500.sst", state.storeId(), FileKind.TABLE, 500);
        put("000501.wal", state.storeId(), FileKind.WAL, 501);
        put("MANIFEST-000502", state.storeId(), FileKind.MANIFEST, 502);
        put("000503.sst", new UUID(1, 2), FileKind.TABLE, 503);
        vfs.create(DIRECTORY.resolve("000504.sst")).close(); // Torn by a crash: says nothing.
        put("000600.sst", state.storeId(), FileKind.TABLE, 600);
        vfs.create(DIRECTORY.resolve("notes.txt")).close();
    }

    @Test
    void deadFilesOfReservedNumbersThatAreOursGo() throws IOException {
        files(() -> {}).sweep(state, manifest, 600);
        assertLeft("000503.sst", "000600.sst", "notes.txt");
        try (Store store = LsmStore.open(TestWorld.inOneThread(vfs), DIRECTORY, Options.defaults())) {
            try (var cursor = store.cursor(Range.all())) {
                assertTrue(cursor.next() && cursor.next() && !cursor.next());
            }
        }
    }

    @Test
    void nothingGoesFromAPoisonedStoreOrWithoutTheRight() throws IOException {
        files(() -> {
            throw new StoreLockedException("taken away");
        }).sweep(state, manifest, 600);
        assertEquals(ours.size() + 7, vfs.list(DIRECTORY).size());
        poison.set(new IOException("write failed"));
        files(() -> {}).sweep(state, manifest, 600);
        files(() -> {}).removeWals(List.of(501L));
        assertEquals(ours.size() + 7, vfs.list(DIRECTORY).size());
    }

    @Test
    void fileThatCannotBeRemovedHoldsNothingUp() throws IOException {
        vfs.inject(Fault.on(Kind.DELETE).onFiles("000500.sst"));
        files(() -> {}).sweep(state, manifest, 600);
        assertLeft("000500.sst", "000503.sst", "000600.sst", "notes.txt");
    }

    @Test
    void droppedSegmentsGo() throws IOException {
        files(() -> {}).removeWals(List.of(501L, 999L));
        assertLeft("000500.sst", "000503.sst", "000504.sst", "000600.sst", "MANIFEST-000502", "notes.txt");
    }

    private ObsoleteFiles files(Catalog.Right right) {
        return new ObsoleteFiles(vfs, DIRECTORY, poison, right);
    }

    private void assertLeft(String... besideOurs) throws IOException {
        TreeSet<String> expected = new TreeSet<>(ours);
        expected.addAll(List.of(besideOurs));
        assertEquals(expected, new TreeSet<>(vfs.list(DIRECTORY)));
    }

    private void put(String name, UUID storeId, FileKind kind, long number) throws IOException {
        try (VfsFile file = vfs.create(DIRECTORY.resolve(name))) {
            file.write(ByteBuffer.wrap(new FileHeader(kind, number, storeId, 0).encode()), 0);
        }
    }
}
