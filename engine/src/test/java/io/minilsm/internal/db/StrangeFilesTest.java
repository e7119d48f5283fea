package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.FormatVersionException;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that are not as the engine left them: opening says what is wrong and where, and changes nothing. */
@Timeout(30)
class StrangeFilesTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void makeStore() throws IOException {
        directory = temporary.resolve("store");
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, "in a table".getBytes(UTF_8));
            store.flush();
            store.put("other".getBytes(UTF_8), "in the log".getBytes(UTF_8), Durability.SYNC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".wal", ".sst"})
    void missingFileIsNamed(String kind) throws IOException {
        Path file = file(kind);
        Files.move(file, temporary.resolve("away"));
        CorruptionException refused = refusedUnchanged(CorruptionException.class);
        assertEquals(file.getFileName().toString(), refused.file());
        assertTrue(refused.getMessage().contains("missing"), refused.getMessage());
        Files.move(temporary.resolve("away"), file);
        requireWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".wal", ".sst"})
    void newerFormatIsRefusedByName(String kind) throws IOException {
        Path file = file(kind);
        byte[] bytes = Files.readAllBytes(file);
        bytes[9] = FileHeader.FORMAT_VERSION + 1;
        Bytes.putInt(bytes, 60, Checksum.of(0, bytes, 0, 60));
        Files.write(file, bytes);
        FormatVersionException refused = refusedUnchanged(FormatVersionException.class);
        String sentence = "file=" + file.getFileName() + ", actual=" + (FileHeader.FORMAT_VERSION + 1) + ", expected="
                + FileHeader.FORMAT_VERSION;
        assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".wal", ".sst", "LOCK"})
    void linkInTheStoreIsNotFollowed(String kind) throws IOException {
        Path file = file(kind);
        Path away = temporary.resolve("away");
        Files.move(file, away);
        Files.createSymbolicLink(file, away);
        byte[] before = Files.readAllBytes(away);
        IOException refused = refusedUnchanged(IOException.class);
        assertTrue(refused.getMessage().contains(file.getFileName().toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("not a regular file"), refused.getMessage());
        assertArrayEquals(before, Files.readAllBytes(away));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".wal", ".sst", "LOCK", "OWNER"})
    void pipeInTheStoreBlocksNobody(String kind) throws Exception {
        Path file = file(kind);
        Files.delete(file);
        Process process;
        try {
            process = new ProcessBuilder("mkfifo", file.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo on this machine");
            return;
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        for (boolean readOnly : new boolean[] {false, true}) {
            IOException refused = assertThrows(IOException.class, () -> open(readOnly).close());
            assertTrue(refused.getMessage().contains("not a regular file"), refused.getMessage());
        }
    }

    @Test
    void olderCopyOfTheSuperblockIsSeen() throws IOException {
        byte[] older = Files.readAllBytes(file("CURRENT"));
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, "newer".getBytes(UTF_8), Durability.SYNC);
            store.flush();
        }
        Files.write(file("CURRENT"), older);
        CorruptionException refused = refusedUnchanged(CorruptionException.class);
        assertTrue(refused.getMessage().contains("MANIFEST") || refused.file().equals("CURRENT"), refused.getMessage());
    }

    @Test
    void olderCopyOfTheSuperblockOfOneLifeIsSeen() throws IOException {
        byte[] older;
        try (Store store = MiniLsm.open(directory)) {
            older = Files.readAllBytes(file("CURRENT"));
            store.put(KEY, "newer".getBytes(UTF_8), Durability.SYNC);
            store.flush();
            store.keySpace("space");
        }
        Files.write(file("CURRENT"), older);
        assertEquals("CURRENT", refusedUnchanged(CorruptionException.class).file());
    }

    @Test
    void olderCopyOfTheLogIsSeen() throws IOException {
        Path wal = null;
        byte[] older = null;
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, "first".getBytes(UTF_8), Durability.SYNC);
            wal = newest(".wal");
            older = Files.readAllBytes(wal);
            store.put(KEY, "second".getBytes(UTF_8), Durability.SYNC);
        }
        Files.write(wal, older);
        CorruptionException refused = refusedUnchanged(CorruptionException.class);
        assertEquals(wal.getFileName().toString(), refused.file());
        assertTrue(refused.offset() > 0, refused.getMessage());
    }

    @Test
    void unfinishedFirstOpeningIsBegunAnew() throws IOException {
        Path unfinished = temporary.resolve("unfinished");
        MiniLsm.open(unfinished).close();
        Files.delete(unfinished.resolve("CURRENT"));
        Files.createFile(unfinished.resolve("CREATING"));
        NotAStoreException refused = assertThrows(
                NotAStoreException.class, () -> MiniLsm.openReadOnly(unfinished, Options.defaults()));
        assertTrue(refused.getMessage().contains(unfinished.toString()), refused.getMessage());
        assertThrows(
                NotAStoreException.class,
                () -> MiniLsm.open(unfinished, Options.defaults().withCreateIfMissing(false)));
        try (Store store = MiniLsm.open(unfinished)) {
            store.put(KEY, KEY, Durability.SYNC);
        }
        assertFalse(Files.exists(unfinished.resolve("CREATING")));
        try (Store store = MiniLsm.open(unfinished)) {
            assertArrayEquals(KEY, store.get(KEY));
        }
    }

    @Test
    void strayFilesAreLeftAlone() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "mine");
        Path table = Files.writeString(directory.resolve("999999999.sst"), "not a table");
        Path inner = Files.createDirectory(directory.resolve("sub"));
        requireWhole();
        try (Store store = MiniLsm.open(directory)) {
            store.flush();
        }
        assertEquals("mine", Files.readString(text));
        assertEquals("not a table", Files.readString(table));
        assertTrue(Files.isDirectory(inner));
    }

    @Test
    void manyStrayFilesAreLeftAloneAndCostLittle() throws IOException {
        int count = TestScale.pick(20_000, 1_000_000);
        for (int i = 0; i < count; i++) {
            // Half of them have names like tables that were never made.
            Files.createFile(directory.resolve(i % 2 == 0 ? "stray" + i : (900_000_000L + i) + ".sst"));
        }
        requireWhole();
        try (Store store = open(true)) {
            assertArrayEquals("in a table".getBytes(UTF_8), store.get(KEY));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertTrue(files.count() > count);
        }
    }

    /** Its name is a table's, and it says nothing of whose it is; but no opening ever gave out its number. */
    @Test
    void fileOfZerosWithANumberNeverGivenOutIsLeftAlone() throws IOException {
        Path zeros = Files.write(directory.resolve("999999999.sst"), new byte[4096]);
        MiniLsm.open(directory).close();
        assertEquals(4096, Files.size(zeros));
    }

    @Test
    void manifestOfSomebodyElseIsLeftAlone() throws IOException {
        Path other = temporary.resolve("other");
        MiniLsm.open(other).close();
        requireWhole(); // From then on the first numbers are used, and none of its files has them.
        Path text = Files.writeString(directory.resolve("MANIFEST-000001"), "a manifest of something else, not ours");
        Path foreign = directory.resolve("MANIFEST-000002");
        try (Stream<Path> files = Files.list(other)) {
            Path manifest = files.filter(file -> file.toString().contains("MANIFEST")).findFirst().orElseThrow();
            Files.copy(manifest, foreign);
        }
        byte[] before = Files.readAllBytes(foreign);
        requireWhole();
        requireWhole();
        assertEquals("a manifest of something else, not ours", Files.readString(text));
        assertArrayEquals(before, Files.readAllBytes(foreign));
    }

    @Test
    void emptyDirectoryStaysEmptyWhereNothingMayBeMade() throws IOException {
        directory = Files.createDirectory(temporary.resolve("empty"));
        Options options = Options.defaults().withCreateIfMissing(false);
        assertThrows(NotAStoreException.class, () -> MiniLsm.open(directory, options));
        assertThrows(NotAStoreException.class, () -> open(true));
        assertEquals(Map.of(), picture());
    }

    @Test
    void halfACopyIsNoStoreAndStaysAsItIs() throws IOException {
        Files.createFile(directory.resolve("COPYING"));
        Map<String, String> before = picture();
        for (boolean readOnly : new boolean[] {false, true}) {
            NotAStoreException refused = assertThrows(NotAStoreException.class, () -> open(readOnly));
            assertTrue(refused.getMessage().contains("remove the directory and copy again"), refused.getMessage());
        }
        assertEquals(before, picture());
        MiniLsm.destroy(directory);
        assertFalse(Files.exists(directory));
    }

    @Test
    void refusalOfADamagedStoreSaysWhatToDo() throws IOException {
        Files.delete(file(".sst"));
        CorruptionException refused = assertThrows(CorruptionException.class, () -> open(false));
        String message = refused.getMessage();
        assertTrue(message.startsWith("table missing: file="), message);
        for (String way : List.of("minilsm verify " + directory, "restore a backup", "minilsm repair --salvage ")) {
            assertTrue(message.contains(way), message);
        }
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        for (boolean readOnly : new boolean[] {false, true}) {
            directory = file;
            NotAStoreException refused = assertThrows(NotAStoreException.class, () -> open(readOnly));
            assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
            directory = file.resolve("below");
            assertThrows(IOException.class, () -> open(readOnly));
            directory = Files.createSymbolicLink(temporary.resolve("link" + readOnly), temporary.resolve("nowhere"));
            assertThrows(NotAStoreException.class, () -> open(readOnly));
        }
        directory = temporary.resolve("x".repeat(300));
        assertThrows(IOException.class, () -> open(false));
        assertEquals("x", Files.readString(file));
    }

    @Test
    void readOnlyOpeningOfACrashedStoreWritesNothing() throws IOException {
        Path crashed = Files.createDirectory(temporary.resolve("crashed"));
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, "unsynced".getBytes(UTF_8));
            FixtureStore.copy(directory, crashed); // As a killed process leaves it.
        }
        directory = crashed;
        Map<String, String> before = picture();
        try (Store store = open(true)) {
            assertArrayEquals("unsynced".getBytes(UTF_8), store.get(KEY));
            assertEquals(before, picture());
        }
        assertEquals(before, picture());
    }

    @Test
    void readOnlyOpeningMakesNothing() {
        directory = temporary.resolve("none");
        assertThrows(NotAStoreException.class, () -> open(true));
        assertFalse(Files.exists(directory));
    }

    @Test
    void directoryWithoutPermissionIsRefused() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(directory), "permissions do not bind this user");
            assertThrows(IOException.class, () -> open(false));
            assertThrows(IOException.class, () -> open(true));
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        requireWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".wal", ".sst", "LOCK"})
    void fileWithoutPermissionIsNamedAndNotTakenForDamage(String kind) throws IOException {
        Path file = file(kind);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(file), "permissions do not bind this user");
            IOException refused = assertThrows(IOException.class, () -> open(false));
            assertFalse(refused instanceof CorruptionException, refused::toString);
            assertTrue(refused.toString().contains(file.getFileName().toString()), refused::toString);
        } finally {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        requireWhole();
    }

    private Store open(boolean readOnly) throws IOException {
        return readOnly ? MiniLsm.openReadOnly(directory, Options.defaults()) : MiniLsm.open(directory);
    }

    /** Checks that opening for reading and for writing is refused, and that both change nothing of the store. */
    private <T extends IOException> T refusedUnchanged(Class<T> type) throws IOException {
        Map<String, String> before = picture();
        // A read-only opening may serve what is whole; it writes nothing in any case.
        try {
            open(true).close();
        } catch (IOException e) {
            assertTrue(type.isInstance(e), () -> "read-only: " + e);
        }
        assertEquals(before, picture());
        T refused = assertThrows(type, () -> open(false).close());
        Map<String, String> after = picture();
        for (String promised : before.keySet()) {
            if (promised.endsWith(".wal") || promised.endsWith(".sst")) {
                assertEquals(before.get(promised), after.get(promised), promised + " after " + refused);
            }
        }
        return refused;
    }

    private void requireWhole() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            assertArrayEquals("in a table".getBytes(UTF_8), store.get(KEY));
            assertArrayEquals("in the log".getBytes(UTF_8), store.get("other".getBytes(UTF_8)));
            assertNull(store.get("none".getBytes(UTF_8)));
        }
    }

    /** Returns all files of the directory with a digest of their bytes and their time of change. */
    private Map<String, String> picture() throws IOException {
        Map<String, String> picture = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                picture.put(
                        file.getFileName().toString(),
                        bytes.length + " " + HexFormat.of().toHexDigits(Checksum.of(0, bytes, 0, bytes.length)) + " "
                                + Files.getLastModifiedTime(file));
            }
        }
        return picture;
    }

    private Path file(String kind) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().contains(kind))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path newest(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
            return found.get(found.size() - 1);
        }
    }
}
