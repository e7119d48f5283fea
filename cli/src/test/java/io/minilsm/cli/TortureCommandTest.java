package io.minilsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TortureCommandTest {
    @TempDir
    private Path directory;

    @Test
    void killsAreToldAndNothingIsLeft() throws Exception {
        Path dir = directory.resolve("torture");
        JsonNode json = CommandRun.of("torture", "--dir", dir, "--kills", 6, "--seed", 3, "--json")
                .expect(ExitCode.DONE)
                .json()
                .get(0);
        assertTrue(json.get("kept").asBoolean(), json.toString());
        assertEquals(6, json.get("kills").asLong());
        assertEquals(3, json.get("seed").asLong());
        assertTrue(json.get("acknowledgedWrites").asLong() > 0, json.toString());
        assertFalse(Files.exists(dir));
    }

    @Test
    void directoryWithSomethingElseIsRefusedAndStays() throws Exception {
        Path store = directory.resolve("store");
        CommandRun.of("put", store, "k", "v").expect(ExitCode.DONE);
        CommandRun run = CommandRun.of("torture", "--dir", store, "--kills", 1).expect(ExitCode.FAILED);
        assertTrue(run.err().startsWith("minilsm: directory is not empty: " + store), run.err());
        assertEquals("v\n", CommandRun.of("get", store, "k").expect(ExitCode.DONE).out());
        assertFalse(Files.exists(store.resolve("minilsm-torture")));
    }

    @Test
    void whatAnEarlierRunLeftIsReplacedAndWhatItKeptStays() throws Exception {
        Files.createFile(directory.resolve("minilsm-torture"));
        Files.createDirectories(directory.resolve("job-1/store-4"));
        Path kept = Files.createDirectories(directory.resolve("violation-3"));
        CommandRun run = CommandRun.of("torture", "--dir", directory, "--kills", 1, "--jobs", 1, "--threads", 1);
        assertTrue(run.expect(ExitCode.DONE).out().contains("1 kill, "), run.out());
        assertFalse(Files.exists(directory.resolve("job-1")));
        assertTrue(Files.isDirectory(kept));
    }

    @Test
    void fileIsNoDirectory() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        CommandRun.of("torture", "--dir", file, "--kills", 1).expect(ExitCode.FAILED);
        assertEquals("x", Files.readString(file));
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        CommandRun run = CommandRun.of("torture", "--dir", directory, "--kills", 0).expect(ExitCode.FAILED);
        assertTrue(run.err().contains("--kills out of range: actual=0"), run.err());
        assertTrue(CommandRun.of("torture", "--dir", directory, "--jobs", 99).err().contains("--jobs out of range"));
        assertTrue(CommandRun.of("torture").expect(ExitCode.FAILED).err().contains("--dir"));
    }

    @Test
    void bitThatFlipsOnTheDiskIsAViolation() throws Exception {
        Path dir = directory.resolve("torture");
        AtomicBoolean ended = new AtomicBoolean();
        Thread rot = new Thread(() -> {
            Set<Path> flipped = new HashSet<>();
            while (!ended.get()) {
                flipABit(dir.resolve("job-1/store-1"), flipped);
                LockSupport.parkNanos(1_000_000);
            }
        });
        rot.start();
        CommandRun run =
                CommandRun.of("torture", "--dir", dir, "--kills", 500, "--seed", 3, "--jobs", 1).expect(ExitCode.NO);
        ended.set(true);
        rot.join();
        assertTrue(run.lines().get(0).startsWith("BROKEN: "), run.out());
        assertTrue(run.out().contains("seed=3"), run.out());
        Path kept = dir.resolve("violation-3");
        assertTrue(run.out().contains("The store is kept in " + kept), run.out());
        assertTrue(Files.isDirectory(kept.resolve("store-1")));
        assertEquals(run.lines(), Files.readAllLines(kept.resolve("report.txt")));
    }

    /** Flips one bit in the middle of each table that was not seen before. */
    private static void flipABit(Path store, Set<Path> flipped) {
        if (!Files.isDirectory(store)) {
            return;
        }
        try (Stream<Path> files = Files.list(store)) {
            for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
                if (Files.size(table) > 0 && flipped.add(table)) {
                    flipABit(table);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // The writer removes tables while this looks; the next look finds others.
            flipped.remove(store);
        }
    }

    private static void flipABit(Path table) throws IOException {
        try (FileChannel file = FileChannel.open(table, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            file.read(one, middle);
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            file.write(one, middle);
        }
    }
}
