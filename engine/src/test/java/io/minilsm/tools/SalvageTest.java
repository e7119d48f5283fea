package io.minilsm.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.format.FileName;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageTest {
    private static final int FLIPS_PER_FILE = 10;
    private static final int KEYS = 3000;

    private static final Options OPTIONS =
            Options.defaults().withCompactionStyle(CompactionStyle.NONE).withBlockSizeBytes(1024);

    @TempDir
    Path temporary;

    private Path store;
    private int targets;
    private final Map<String, String> expected = new TreeMap<>();

    /** Three generations of values: in the older table, the newer one, and the log; some keys removed in each. */
    @BeforeEach
    void fillStore() throws IOException {
        store = temporary.resolve("damaged");
        try (Store open = MiniLsm.open(store, OPTIONS)) {
            write(open, 0, KEYS, "first");
            open.flush();
            write(open, 1000, 2000, "second");
            remove(open, 1500, 1600);
            open.flush();
            write(open, 1900, 2100, "third");
            open.keySpace("other").put(key(7), key(8), Durability.SYNC);
        }
        expected.put("other/" + text(7), text(8));
    }

    @Test
    void wholeStoreIsCopiedWhole() throws IOException {
        Map<Path, String> before = contents();
        SalvageReport report = Salvage.run(store, target());
        assertTrue(report.isComplete(), report.toString());
        assertEquals(List.of(), report.harmless());
        assertEquals(List.of("other"), report.keySpaces());
        assertEquals(expected.size(), report.keysWritten());
        assertEquals(expected, read(report.to()));
        assertEquals(before, contents());
    }

    @Test
    void whateverBitIsFlippedOnlyRightValuesAreWrittenAndTheRestIsReported() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int reports = 0;
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < FLIPS_PER_FILE && whole.length > 0; i++) {
                int at = random.nextInt(Math.min(whole.length, usedBytes(file, whole)));
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                reports += check("file=" + file + ", offset=" + at + ", seed=" + seed);
            }
            Files.write(file, whole);
        }
        assertTrue(reports >= 3 * FLIPS_PER_FILE, "reports=" + reports);
    }

    @Test
    void whereverAFileIsCutOnlyRightValuesAreWrittenAndTheRestIsReported() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 4 && whole.length > 0; i++) {
                int length = random.nextInt(Math.min(whole.length, usedBytes(file, whole)));
                Files.write(file, Arrays.copyOf(whole, length));
                check("file=" + file + ", length=" + length + ", seed=" + seed);
            }
            Files.write(file, whole);
        }
    }

    @Test
    void missingNewerTableLeavesNoOldValueInItsRange() throws IOException {
        Path newer = tables().get(1);
        Files.delete(newer);
        SalvageReport report = Salvage.run(store, target());
        Map<String, String> saved = read(report.to());
        assertEquals("first", saved.get(text(0)));
        assertFalse(saved.containsKey(text(1000)), "an older value was resurrected");
        assertFalse(saved.containsKey(text(1550)), "a removed key was resurrected");
        assertEquals("third", saved.get(text(1950)));
        assertEquals(1, report.lost().size());
        LostPiece lost = report.lost().get(0);
        assertEquals(newer.getFileName().toString(), lost.damage().file());
        assertEquals(text(1000), new String(lost.from().key(), UTF_8));
        assertEquals(text(1999), new String(lost.to().key(), UTF_8));
        assertEquals(900, report.doubtfulKeys());
        assertEquals(900, report.doubtful().size());
    }

    @Test
    void doubtfulValuesAreWrittenForWhoWantsThem() throws IOException {
        Files.delete(tables().get(1));
        SalvageReport report = Salvage.run(store, target(), true);
        assertEquals("first", read(report.to()).get(text(1550)));
        assertEquals(900, report.doubtfulKeys());
        assertTrue(report.doubtfulWritten());
    }

    @Test
    void damageInTheLogNamesTheSequencesAndLeavesWhatCameLater() throws IOException {
        String written = "put " + text(1950) + " = third";
        Path log = null;
        String text = "";
        for (Path file : files()) {
            StringBuilder dump = new StringBuilder();
            if (file.toString().endsWith(".wal")) {
                Dump.wal(file, dump);
            }
            if (dump.indexOf(written) >= 0) {
                log = file;
                text = dump.substring(0, dump.indexOf(written));
            }
        }
        String frame = text.substring(text.lastIndexOf('@'));
        int offset = Integer.parseInt(frame.substring(1, frame.indexOf(' ')));
        long sequence = Long.parseLong(frame.replaceAll("(?s).*sequences=(\\d+)\\.\\..*", "$1"));
        byte[] bytes = Files.readAllBytes(log);
        bytes[offset + 45] ^= 1;
        Files.write(log, bytes);

        SalvageReport report = Salvage.run(store, target());
        assertEquals(1, report.lost().size(), report.toString());
        LostPiece lost = report.lost().get(0);
        assertEquals(log.getFileName().toString(), lost.damage().file());
        assertEquals(offset, lost.damage().offset());
        assertEquals(sequence, lost.firstSequence());
        assertEquals(sequence, lost.lastSequence());
        Map<String, String> saved = read(report.to());
        assertEquals("third", saved.get(text(2099)), "written after what is lost");
        assertFalse(saved.containsKey(text(0)), "may have been overwritten by what is lost");
    }

    /** A lost piece for each of the many frames: the list is cut, the totals are not. */
    @Test
    void listsAreCutAndTotalsAreExact() {
        Losses losses = new Losses();
        long bytes = 0;
        for (int i = 0; i < 5000; i++) {
            String file = i % 2 == 0 ? "000001.sst" : "000002.wal";
            Damage damage = new Damage(file, i, "piece " + i, null);
            SpaceKey key = i % 2 == 0 ? new SpaceKey("", key(i)) : null;
            losses.add(new LostPiece(damage, i, key, key, 10 + i, 20 + i));
            losses.addHarmless(damage);
            bytes += i % 2 == 0 ? i : 0;
        }
        assertEquals(SalvageReport.MAX_LISTED, losses.listed().size());
        assertEquals(SalvageReport.MAX_LISTED, losses.harmless().size());
        assertEquals(5000, losses.harmlessPlaces());
        LostInFile table = losses.files().get(0);
        assertEquals("000001.sst", table.file());
        assertEquals(2500, table.pieces());
        assertEquals(bytes, table.lengthBytes());
        assertEquals(text(0), new String(table.from().key(), UTF_8));
        assertEquals(text(4998), new String(table.to().key(), UTF_8));
        assertEquals(10, table.firstSequence());
        assertEquals(20 + 4998, table.lastSequence());
        assertEquals(2500, losses.files().get(1).pieces());
        assertEquals(null, losses.files().get(1).from());
    }

    @Test
    void totalsSayWhatTheListedPiecesSay() throws IOException {
        Path newer = tables().get(1);
        byte[] bytes = Files.readAllBytes(newer);
        bytes[100] ^= 1;
        bytes[2000] ^= 1;
        Files.write(newer, bytes);
        SalvageReport report = Salvage.run(store, target());
        assertEquals(2, report.lost().size(), report::toString);
        assertEquals(2, report.lostPieces());
        LostInFile total = report.lostInFiles().get(0);
        assertEquals(newer.getFileName().toString(), total.file());
        assertEquals(report.lost().get(0).from(), total.from());
        assertEquals(report.lost().get(1).to(), total.to());
        assertEquals(report.lost().get(0).lengthBytes() + report.lost().get(1).lengthBytes(), total.lengthBytes());
    }

    @Test
    void damagedManifestIsRefusedAndNothingIsMade() throws IOException {
        for (String name : List.of("CURRENT", "MANIFEST")) {
            Path file = files().stream()
                    .filter(each -> each.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, 100));
            Path target = target();
            assertThrows(CorruptionException.class, () -> Salvage.run(store, target));
            assertFalse(Files.exists(target));
            Files.write(file, whole);
        }
    }

    @Test
    void targetsThatHoldSomethingOrLieInTheStoreAreRefused() throws IOException {
        Path full = Files.createDirectory(target());
        Files.writeString(full.resolve("shopping.txt"), "milk");
        assertThrows(DirectoryNotEmptyException.class, () -> Salvage.run(store, full));
        assertThrows(IllegalArgumentException.class, () -> Salvage.run(store, store.resolve("saved")));
        assertThrows(IllegalArgumentException.class, () -> Salvage.run(store, store));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), store);
        assertThrows(IllegalArgumentException.class, () -> Salvage.run(store, link.resolve("saved")));
        assertThrows(NotAStoreException.class, () -> Salvage.run(temporary.resolve("none"), target()));
        assertFalse(Files.exists(store.resolve("saved")));
    }

    /** Returns 1 if there was a report, 0 if the store was refused. */
    private int check(String what) throws IOException {
        Map<Path, String> before = contents();
        Path target = target();
        SalvageReport report;
        try {
            report = Salvage.run(store, target);
        } catch (CorruptionException e) {
            assertFalse(Files.exists(target), what);
            return 0;
        } finally {
            assertEquals(before, contents(), what);
        }
        Map<String, String> saved = read(report.to());
        saved.forEach((key, value) -> assertEquals(expected.get(key), value, () -> what + ", key=" + key));
        for (String key : expected.keySet()) {
            assertTrue(saved.containsKey(key) || isReported(report, key), () -> what + ", key=" + key + ": " + report);
        }
        return 1;
    }

    private static boolean isReported(SalvageReport report, String name) {
        String space = name.startsWith("other/") ? "other" : "";
        byte[] key = (space.isEmpty() ? name : name.substring(6)).getBytes(UTF_8);
        return report.lost().stream()
                .anyMatch(lost -> (lost.from() == null || compare(lost.from(), space, key) <= 0)
                        && (lost.to() == null || compare(lost.to(), space, key) >= 0));
    }

    private static int compare(SpaceKey bound, String space, byte[] key) {
        int order = bound.keySpace().compareTo(space);
        return order != 0 ? order : Arrays.compareUnsigned(bound.key(), key);
    }

    private void write(Store open, int from, int to, String value) throws IOException {
        for (int i = from; i < to; i++) {
            open.put(key(i), value.getBytes(UTF_8));
            expected.put(text(i), value);
        }
    }

    private void remove(Store open, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            open.delete(key(i));
            expected.remove(text(i));
        }
    }

    private static Map<String, String> read(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Store open = MiniLsm.openReadOnly(directory, Options.defaults())) {
            try (Cursor cursor = open.cursor(Range.all())) {
                while (cursor.next()) {
                    all.put(new String(cursor.key(), UTF_8), new String(cursor.value(), UTF_8));
                }
            }
            if (open.keySpaceNames().contains("other")) {
                byte[] value = open.keySpace("other").get(key(7));
                if (value != null) {
                    all.put("other/" + text(7), new String(value, UTF_8));
                }
            }
        }
        return all;
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> all = new HashMap<>();
        for (Path file : files()) {
            all.put(file, Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
        }
        return all;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.sorted().toList();
        }
    }

    private List<Path> tables() throws IOException {
        return files().stream()
                .filter(file -> FileName.tableNumber(file.getFileName().toString()).isPresent())
                .toList();
    }

    private Path target() {
        return temporary.resolve("target" + targets++);
    }

    /** A segment is written as zeros first; behind its last frame nothing was promised. */
    private static int usedBytes(Path file, byte[] bytes) {
        if (!file.toString().endsWith(".wal")) {
            return Math.max(1, bytes.length);
        }
        int end = bytes.length;
        while (end > 1 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static byte[] key(int i) {
        return text(i).getBytes(UTF_8);
    }

    private static String text(int i) {
        return String.format("key%05d", i);
    }
}
