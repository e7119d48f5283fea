package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One writer at a time, over processes and class loaders, and whoever comes second is told who was first. */
@Timeout(60)
class StoreLockTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @TempDir
    Path directory;

    @Test
    void secondProcessIsToldWhichProcessHasTheStore() throws Exception {
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, KEY, Durability.SYNC);
            for (String way : new String[] {"write", "read-only"}) {
                String answer = answerOf(way);
                assertTrue(answer.startsWith("StoreLockedException"), answer);
                assertTrue(answer.contains("pid " + ProcessHandle.current().pid()), answer);
                assertTrue(answer.contains(directory.toRealPath().toString()), answer);
            }
            assertArrayEquals(KEY, store.get(KEY));
        }
        assertTrue(answerOf("write").startsWith("open "));
    }

    @Test
    void ownerIsNamedByThePidOfAnotherProcess() throws Exception {
        Process other = SecondProcess.start(directory, "write");
        try (BufferedReader answers = other.inputReader(UTF_8)) {
            assertTrue(answers.readLine().startsWith("open "));
            StoreLockedException refused =
                    assertThrows(StoreLockedException.class, () -> MiniLsm.open(directory));
            assertTrue(refused.getMessage().contains("pid " + other.pid()), refused.getMessage());
            assertThrows(StoreLockedException.class, () -> MiniLsm.openReadOnly(directory, Options.defaults()));
        } finally {
            other.destroyForcibly().waitFor();
        }
        MiniLsm.open(directory).close(); // What a killed process held is free.
    }

    @Test
    void readersOfOtherProcessesDoNotKeepReadersOut() throws Exception {
        MiniLsm.open(directory).close();
        try (Store reader = MiniLsm.openReadOnly(directory, Options.defaults())) {
            assertTrue(answerOf("read-only").startsWith("open "));
            assertTrue(answerOf("write").startsWith("StoreLockedException"));
            assertTrue(reader.isReadOnly());
        }
    }

    @Test
    void deletedLockFileLetsNobodyIn() throws Exception {
        try (Store store = MiniLsm.open(directory)) {
            store.put(KEY, KEY, Durability.SYNC);
            Files.delete(directory.resolve("LOCK"));
            assertThrows(StoreLockedException.class, () -> MiniLsm.open(directory));
            for (int i = 0; i < 2; i++) {
                String answer = answerOf("write");
                assertTrue(answer.startsWith("StoreLockedException"), answer);
                assertTrue(answer.contains("LOCK is missing"), answer);
                assertTrue(answer.contains("pid " + ProcessHandle.current().pid()), answer);
            }
            store.put(KEY, "newer".getBytes(UTF_8), Durability.SYNC);
        }
        try (Store store = MiniLsm.open(directory)) {
            assertArrayEquals("newer".getBytes(UTF_8), store.get(KEY));
        }
    }

    @Test
    void secondClassLoaderIsRefusedAndTheLockStays() throws Exception {
        try (Store store = MiniLsm.open(directory);
                URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> door = other.loadClass(MiniLsm.class.getName());
            InvocationTargetException failure = assertThrows(
                    InvocationTargetException.class,
                    () -> door.getMethod("open", Path.class).invoke(null, directory));
            assertEquals(
                    StoreLockedException.class.getName(),
                    failure.getCause().getClass().getName());
            String message = failure.getCause().getMessage();
            assertTrue(message.contains("pid=" + ProcessHandle.current().pid()), message);
            assertInstanceOf(IOException.class, failure.getCause());
            assertTrue(answerOf("write").startsWith("StoreLockedException"));
            store.put(KEY, KEY, Durability.SYNC);
        }
    }

    private String answerOf(String way) throws Exception {
        return SecondProcess.answerOf(directory, way);
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray(URL[]::new);
    }
}
