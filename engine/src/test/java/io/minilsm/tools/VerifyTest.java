package io.minilsm.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.StoreLockedException;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    private static final int FLIPS_PER_FILE = 40;

    @TempDir
    Path directory;

    @BeforeEach
    void fillStore() throws IOException {
        try (Store store = MiniLsm.open(directory)) {
            for (int i = 0; i < 2000; i++) {
                store.put(key(i), ("value " + i).getBytes(UTF_8));
            }
            store.flush();
            for (int i = 0; i < 200; i++) {
                store.put(key(i), "again".getBytes(UTF_8));
            }
            store.keySpace("other").put(key(1), key(2), Durability.SYNC);
        }
    }

    @Test
    void wholeStoreIsClean() throws IOException {
        VerifyReport report = Verify.run(directory);
        assertTrue(report.isClean(), report.toString());
        assertEquals(List.of(), report.notes());
        assertTrue(report.entriesChecked() >= 2201, report.toString());
    }

    @Test
    void whatARecoveryFromAPowerCutLeftOutIsNoDamage() throws IOException {
        Path home = Path.of("/verify").toAbsolutePath();
        for (int seed = 0; seed < 30; seed++) {
            CrashVfs disk = new CrashVfs();
            CrashVfs left;
            try (Store store = LsmStore.open(over(disk, "boot"), home, Options.defaults())) {
                store.put(key(1), new byte[600], Durability.SYNC);
                for (int i = 2; i < 12; i++) {
                    store.put(key(i), new byte[600], Durability.OS);
                }
                left = disk.crash(seed, new CrashMode(CrashMode.Data.CUT, CrashMode.Names.STRICT));
            }
            LsmStore.open(over(left, "next boot"), home, Options.defaults()).close();
            VerifyReport report = Verify.run(over(left, "next boot"), home);
            assertEquals(List.of(), report.damages(), "seed=" + seed);
        }
    }

    private static Environment over(CrashVfs disk, String bootId) {
        Environment system = Environment.system();
        return new Environment(
                disk,
                system.nanoTime(),
                system.currentMillis(),
                system.workers(),
                system.random(),
                bootId,
                false);
    }

    @Test
    void bitFlippedInAnyFileIsFoundAndNamed() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Path file : files()) {
            if (file.endsWith("OWNER")) {
                continue; // Holds nothing that was promised: see ownerOfGarbageIsNotDamage.
            }
            byte[] whole = Files.readAllBytes(file);
            int used = usedBytes(file, whole.length);
            for (int i = 0; i < FLIPS_PER_FILE && used > 0; i++) {
                int at = random.nextInt(used);
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                VerifyReport report = Verify.run(directory);
                assertFalse(report.isClean(), "file=" + file + ", offset=" + at + ", seed=" + seed);
                String name = file.getFileName().toString();
                assertTrue(
                        report.damages().stream().anyMatch(damage -> damage.file().equals(name)),
                        "file=" + file + ", offset=" + at + ", seed=" + seed + ", report=" + report);
            }
            Files.write(file, whole);
        }
        assertTrue(Verify.run(directory).isClean());
    }

    /** Header, two blocks and the filter of one table, a frame of the log: one pass names them all, with their keys. */
    @Test
    void allDamageIsNamedInOnePassWithTheKeysThatItMayConcern() throws IOException {
        Path table = file(".sst");
        byte[] bytes = Files.readAllBytes(table);
        bytes[20] ^= 1;
        bytes[100] ^= 1;
        bytes[9000] ^= 1;
        Files.write(table, bytes);
        Path log = null;
        int frameAt = 0;
        for (Path file : files()) {
            StringBuilder dump = new StringBuilder();
            if (file.toString().endsWith(".wal")) {
                Dump.wal(file, dump);
            }
            int at = dump.indexOf(" = again");
            if (at >= 0) {
                log = file;
                String before = dump.substring(0, at);
                frameAt = Integer.parseInt(before.substring(before.lastIndexOf('@') + 1).split(" ")[0]);
            }
        }
        byte[] frames = Files.readAllBytes(log);
        frames[frameAt + 45] ^= 1;
        Files.write(log, frames);

        VerifyReport report = Verify.run(directory);
        List<Damage> ofTable = report.damages().stream()
                .filter(damage -> damage.file().equals(table.getFileName().toString()))
                .toList();
        Damage header = ofTable.get(0);
        assertEquals(0, header.offset());
        assertEquals("key00000", text(header.reach().from()));
        assertEquals("key01999", text(header.reach().to()));
        List<Damage> blocks = ofTable.stream()
                .filter(damage -> damage.reach().block() != Damage.Reach.NO_BLOCK)
                .toList();
        assertEquals(2, blocks.size(), report.toString());
        assertEquals(0, blocks.get(0).reach().block());
        assertEquals("key00000", text(blocks.get(0).reach().from()));
        assertTrue(text(blocks.get(0).reach().to()).compareTo(text(blocks.get(1).reach().from())) <= 0);
        assertTrue(blocks.get(1).offset() <= 9000, blocks.toString());
        assertTrue(text(blocks.get(1).reach().to()).compareTo("key01999") < 0, blocks.toString());
        assertEquals(1, blocks.get(1).reach().firstSequence());
        assertEquals(2000, blocks.get(1).reach().lastSequence());
        String name = log.getFileName().toString();
        Damage frame = report.damages().stream()
                .filter(damage -> damage.file().equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(frameAt, frame.offset());
        assertTrue(frame.reach().firstSequence() > 2000, frame.toString());
        assertEquals(frame.reach().firstSequence(), frame.reach().lastSequence());
        assertNull(frame.reach().from());
    }

    @Test
    void moreDamagesThanAPersonReadsAreCountedByFile(@TempDir Path large) throws IOException {
        Options smallBlocks = Options.defaults().withBlockSizeBytes(512).withCompression(Compression.NONE);
        int blocks = 0;
        Random random = new Random(1);
        try (Store store = MiniLsm.open(large, smallBlocks)) {
            for (int table = 0; table < 2; table++) {
                for (int i = 0; i < 700; i++) {
                    byte[] value = new byte[600]; // A block of its own.
                    random.nextBytes(value);
                    store.put(key(i), value);
                    blocks++;
                }
                store.flush();
            }
        }
        assertTrue(blocks > VerifyReport.MAX_LISTED);
        List<Path> tables;
        try (Stream<Path> files = Files.list(large)) {
            tables = files.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
        }
        for (Path table : tables) {
            byte[] bytes = Files.readAllBytes(table);
            for (int at = 300; at < 700 * 600; at += 600) {
                bytes[at] ^= 1;
            }
            Files.write(table, bytes);
        }
        VerifyReport report = Verify.run(large);
        assertEquals(VerifyReport.MAX_LISTED, report.damages().size());
        assertTrue(report.damageCount() > 1300, "damages=" + report.damageCount());
        assertTrue(report.damageCount() <= blocks + 2, "damages=" + report.damageCount()); // And each table's own sum.
        assertFalse(report.furtherDamages().isEmpty());
        assertEquals(report.damageCount() - VerifyReport.MAX_LISTED,
                report.furtherDamages().values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void moreNotesThanAPersonReadsAreCounted() throws IOException {
        for (int i = 0; i < VerifyReport.MAX_LISTED + 7; i++) {
            Files.createFile(directory.resolve("stray" + i));
        }
        VerifyReport report = Verify.run(directory);
        assertTrue(report.isClean());
        assertEquals(VerifyReport.MAX_LISTED + 1, report.notes().size());
        assertEquals("and 7 more notes", report.notes().get(VerifyReport.MAX_LISTED));
    }

    private static String text(SpaceKey key) {
        return new String(key.key(), UTF_8);
    }

    private Path file(String ending) throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    /** OWNER is never forced, so a power cut may leave anything in it. */
    @Test
    void ownerOfGarbageIsNotDamage() throws IOException {
        Path owner = directory.resolve("OWNER");
        byte[] whole = Files.readAllBytes(owner);
        byte[] garbage = new byte[5000];
        new Random(1).nextBytes(garbage);
        whole[6] ^= 1;
        for (byte[] bytes : new byte[][] {garbage, whole, new byte[0], new byte[300]}) {
            Files.write(owner, bytes);
            VerifyReport report = Verify.run(directory);
            assertTrue(report.isClean(), report::toString);
            assertTrue(report.notes().stream().anyMatch(note -> note.contains("OWNER")), report::toString);
        }
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.equals("LOCK") || name.equals("OWNER")) {
                continue; // Neither holds anything that was promised.
            }
            Path away = directory.resolveSibling("away");
            Files.move(file, away);
            VerifyReport report = Verify.run(directory);
            assertTrue(
                    report.damages().stream().anyMatch(damage -> damage.file().equals(name)),
                    "file=" + name + ", report=" + report);
            Files.move(away, file);
        }
    }

    @Test
    void strangeFilesAreNotedAndOpenStoresRefused() throws IOException {
        Files.writeString(directory.resolve("shopping.txt"), "milk");
        assertTrue(Verify.run(directory).notes().toString().contains("shopping.txt"));
        try (Store store = MiniLsm.open(directory)) {
            assertThrows(StoreLockedException.class, () -> Verify.run(store.directory()));
        }
        assertThrows(NotAStoreException.class, () -> Verify.run(directory.resolve("none")));
    }

    @Test
    void dumpsShowWhatIsInTheFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.endsWith(".wal")) {
                Dump.wal(file, all);
            } else if (name.endsWith(".sst")) {
                Dump.table(file, all);
            } else if (name.startsWith("MANIFEST")) {
                Dump.manifest(file, all);
            }
        }
        String text = all.toString();
        assertTrue(text.contains("put key00007 = value 7"), text);
        assertTrue(text.contains("put key00007 = again"), text);
        assertTrue(text.contains("put space=16 key00001 = key00002"), text);
        assertTrue(text.contains("trailer"), text);
        assertTrue(text.contains("\"other\""), text);
    }

    /** A segment is written as zeros first; behind its last frame nothing was promised. */
    private static int usedBytes(Path file, int length) throws IOException {
        if (!file.toString().endsWith(".wal")) {
            return length;
        }
        StringBuilder dump = new StringBuilder();
        Dump.wal(file, dump);
        // The manifest records that a closed log ends before its trailer: without that, all the same is known.
        Matcher trailer = Pattern.compile("@(\\d+) trailer").matcher(dump);
        Matcher end = Pattern.compile("from offset (\\d+) on").matcher(dump);
        Matcher found = trailer.find() ? trailer : end;
        assertTrue(found == trailer || end.find(), dump.toString());
        return Integer.parseInt(found.group(1));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static byte[] key(int i) {
        return String.format("key%05d", i).getBytes(UTF_8);
    }
}
