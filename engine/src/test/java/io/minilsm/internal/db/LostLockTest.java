package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.tools.Verify;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody takes the file LOCK, or the whole directory, from under an open store: nobody gets in beside its owner. */
@Timeout(120)
class LostLockTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @TempDir
    Path temporary;

    private Path directory;
    private Path lock;

    @BeforeEach
    void makeStore() throws IOException {
        directory = temporary.resolve("store").toAbsolutePath();
        lock = directory.resolve("LOCK");
        MiniLsm.open(directory).close();
        assumeTrue(!new DiskVfs().fileKey(lock).isEmpty(), "files cannot be told apart here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"made anew", "replaced", "linked"})
    void lockFileThatIsAnotherLetsNobodyIn(String how) throws Exception {
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, KEY, Durability.SYNC);
            Path other = Files.createFile(temporary.resolve("other"));
            switch (how) {
                case "made anew" -> {
                    Files.delete(lock);
                    Files.createFile(lock);
                }
                case "replaced" -> Files.move(other, lock, StandardCopyOption.REPLACE_EXISTING);
                default -> {
                    Files.delete(lock);
                    Files.createLink(lock, other);
                }
            }
            for (String way : List.of("write", "read-only", "write")) {
                String answer = SecondProcess.answerOf(directory, way);
                assertTrue(answer.startsWith("StoreLockedException file LOCK is not the one"), answer);
                assertTrue(answer.contains("pid " + ProcessHandle.current().pid()), answer);
            }
            assertThrows(StoreLockedException.class, () -> MiniLsm.open(directory));
            // Nobody got in, so the owner goes on.
            store.put(KEY, "newer".getBytes(UTF_8), Durability.SYNC);
            store.flush();
        }
        try (Store store = MiniLsm.open(directory)) {
            assertArrayEquals("newer".getBytes(UTF_8), store.get(KEY));
        }
    }

    @Test
    void ownerWithAnotherLockIsNotWaitedForOnceItIsGone() throws Exception {
        Process owner = SecondProcess.start(directory, "write");
        try (BufferedReader answers = owner.inputReader(UTF_8)) {
            assertTrue(answers.readLine().startsWith("open "));
            Files.delete(lock);
            Files.createFile(lock);
            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> MiniLsm.open(directory));
            assertTrue(refused.getMessage().contains("pid " + owner.pid()), refused.getMessage());
        } finally {
            owner.destroyForcibly().waitFor();
        }
        MiniLsm.open(directory).close();
    }

    @Test
    void copyOfAStoreIsFreeWhileTheOwnerOfTheOriginalRuns() throws Exception {
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        Process owner = SecondProcess.start(directory, "write");
        try (BufferedReader answers = owner.inputReader(UTF_8)) {
            assertTrue(answers.readLine().startsWith("open "));
            FixtureStore.copy(directory, copy);
            MiniLsm.open(copy).close();
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void storeMovedWhileOpenIsFoundOpenByItsNewNameAndIsWhole() throws Exception {
        Path moved = temporary.resolve("moved");
        Store store = MiniLsm.open(directory);
        store.put(KEY, KEY, Durability.SYNC);
        Files.move(directory, moved);
        StoreLockedException refused = assertThrows(StoreLockedException.class, () -> MiniLsm.open(moved));
        assertTrue(refused.getMessage().contains("by path="), refused.getMessage());
        String answer = SecondProcess.answerOf(moved, "write");
        assertTrue(answer.startsWith("StoreLockedException"), answer);
        StorePoisonedException poisoned = assertThrows(StorePoisonedException.class, store::flush);
        assertTrue(poisoned.getMessage().contains("taken away"), poisoned.getMessage());
        assertArrayEquals(KEY, store.get(KEY));
        closeWithoutDirectory(store);
        try (Store again = MiniLsm.open(moved)) {
            assertArrayEquals(KEY, again.get(KEY));
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void ownerOfARemovedDirectoryTouchesNothingOfTheStoreThatIsMadeThere() throws Exception {
        Store store = MiniLsm.open(directory);
        store.put(KEY, "first".getBytes(UTF_8), Durability.SYNC);
        removeDirectory();
        Process second = SecondProcess.start(directory, "write");
        try (BufferedReader answers = second.inputReader(UTF_8)) {
            assertTrue(answers.readLine().startsWith("open "));
            List<Path> before = files();
            assertThrows(StorePoisonedException.class, store::flush);
            assertThrows(StorePoisonedException.class, () -> store.put(KEY, KEY, Durability.SYNC));
            assertArrayEquals("first".getBytes(UTF_8), store.get(KEY));
            closeWithoutDirectory(store);
            assertEquals(before, files());
            second.getOutputStream().close();
            second.waitFor();
        } finally {
            second.destroyForcibly().waitFor();
        }
        assertTrue(Verify.run(directory).isClean());
    }

    @Test
    void tableThatNobodyReadsAnyMoreIsNotRemovedFromTheStoreThatIsMadeThere() throws Exception {
        Store store = MiniLsm.open(directory);
        for (int i = 0; i < 2; i++) {
            store.put(KEY, KEY, Durability.SYNC);
            store.flush();
        }
        List<Path> held = tables();
        assertEquals(2, held.size());
        Cursor reader = store.cursor(Range.all());
        assertTrue(reader.next());
        store.compact(Range.all());
        assertTrue(files().containsAll(held), "the reader holds them");
        removeDirectory();
        Process second = SecondProcess.start(directory, "write");
        try (BufferedReader answers = second.inputReader(UTF_8)) {
            assertTrue(answers.readLine().startsWith("open "));
            for (Path table : held) {
                Files.createFile(table); // The other store has come to the same number.
            }
            List<Path> before = files();
            reader.close();
            closeWithoutDirectory(store);
            assertEquals(before, files());
            second.getOutputStream().close();
            second.waitFor();
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void removedDirectoryIsSaidAndNothingIsMadeInItsPlace() throws Exception {
        Store store = MiniLsm.open(directory);
        store.put(KEY, KEY, Durability.SYNC);
        removeDirectory();
        StorePoisonedException poisoned = assertThrows(StorePoisonedException.class, store::flush);
        assertTrue(poisoned.getMessage().contains(directory.toString()), poisoned.getMessage());
        closeWithoutDirectory(store);
        assertFalse(Files.exists(directory));
    }

    @Test
    void lockThatIsALinkToAnotherStoresLockSharesItsFate() throws Exception {
        Path other = temporary.resolve("other");
        MiniLsm.open(other).close();
        Files.delete(other.resolve("LOCK"));
        Files.createLink(other.resolve("LOCK"), lock);
        try (Store store = MiniLsm.open(directory)) {
            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> MiniLsm.open(other));
            assertTrue(refused.getMessage().contains("by path=" + directory.toRealPath()), refused.getMessage());
            assertTrue(SecondProcess.answerOf(other, "write").startsWith("StoreLockedException"));
            // Had the refused opening touched the file, this lock would be gone.
            assertTrue(SecondProcess.answerOf(directory, "write").startsWith("StoreLockedException"));
            store.put(KEY, KEY, Durability.SYNC);
        }
        MiniLsm.open(other).close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readOnlyMountIsReadWithOrWithoutALockFile(boolean withLock) throws Exception {
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, KEY, Durability.SYNC);
        }
        if (!withLock) {
            Files.delete(lock);
            Files.delete(directory.resolve("OWNER")); // It names this process, which runs on.
        }
        List<Path> before = files();
        assumeTrue(mayMount(), "no mounts here");
        String opened = SecondProcess.answerOf(SecondProcess.startMounted(mounting(), directory, "read-only"));
        assertTrue(opened.startsWith("open "), opened);
        String refused = SecondProcess.answerOf(SecondProcess.startMounted(mounting(), directory, "write"));
        assertTrue(refused.contains("Read-only file system"), refused);
        assertTrue(refused.contains(directory.toString()), refused);
        assertEquals(before, files());
    }

    private boolean mayMount() throws Exception {
        try {
            return new ProcessBuilder("unshare", "-m", "sh", "-c", mounting()).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // No such command.
        }
    }

    private String mounting() {
        return "mount --bind " + directory + " " + directory + " && mount -o remount,ro,bind " + directory;
    }

    private static void closeWithoutDirectory(Store store) {
        try {
            store.close();
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("directory") || e.getMessage().contains("file"), e::toString);
        }
    }

    private void removeDirectory() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
        Files.delete(directory);
    }

    private List<Path> tables() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".sst")).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
