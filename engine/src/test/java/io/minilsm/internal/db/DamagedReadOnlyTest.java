package io.minilsm.internal.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.CompactionStyle;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys 0 to 299 in the oldest table, 100 to 199 in the newer one, which is damaged, 150 to 159 in the log. */
class DamagedReadOnlyTest {
    private static final Options OPTIONS = Options.defaults().withCompactionStyle(CompactionStyle.NONE);

    @TempDir
    Path directory;

    private Path damaged;

    @BeforeEach
    void fillStore() throws IOException {
        try (Store store = MiniLsm.open(directory, OPTIONS)) {
            write(store, 0, 300, "old");
            store.flush();
            write(store, 100, 200, "new");
            store.flush();
            write(store, 150, 160, "newest");
        }
        try (Stream<Path> files = Files.list(directory)) {
            damaged = files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted()
                    .toList()
                    .get(1);
        }
    }

    @Test
    void missingTableFailsTheReadsThatMayNeedIt() throws IOException {
        Files.delete(damaged);
        judge();
    }

    @Test
    void tableWithADamagedHeaderFailsTheReadsThatMayNeedIt() throws IOException {
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[20] ^= 1;
        Files.write(damaged, bytes);
        judge();
    }

    @Test
    void tableCutShortFailsTheReadsThatMayNeedIt() throws IOException {
        byte[] bytes = Files.readAllBytes(damaged);
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 1));
        judge();
    }

    private void judge() throws IOException {
        String name = damaged.getFileName().toString();
        CorruptionException refusal = assertThrows(CorruptionException.class, () -> MiniLsm.open(directory, OPTIONS));
        assertEquals(name, refusal.file());
        try (Store store = MiniLsm.openReadOnly(directory, OPTIONS)) {
            for (int i = 0; i < 310; i++) {
                byte[] key = key(i);
                if (i >= 150 && i < 160) {
                    assertArrayEquals("newest".getBytes(UTF_8), store.get(key));
                } else if (i >= 100 && i < 200) {
                    CorruptionException e = assertThrows(CorruptionException.class, () -> store.get(key));
                    assertEquals(name, e.file());
                    assertThrows(CorruptionException.class, () -> store.multiGet(List.of(key(1), key)));
                } else if (i < 300) {
                    assertArrayEquals("old".getBytes(UTF_8), store.get(key));
                } else {
                    assertNull(store.get(key));
                }
            }
            assertEquals(100, walk(store, Range.of(key(0), key(100)), true));
            assertEquals(100, walk(store, Range.of(key(0), key(100)), false));
            assertEquals(100, walk(store, Range.of(key(200), key(300)), true));
            assertEquals(100, walk(store, Range.of(key(200), key(300)), false));
            assertEquals(-100, walk(store, Range.all(), true));
            assertEquals(-100, walk(store, Range.all(), false));
            assertEquals(0, walk(store, Range.of(key(120), key(130)), true));
            assertEquals(0, walk(store, Range.of(key(120), key(130)), false));
            assertTrue(walk(store, Range.of(key(190), key(210)), false) < 0);
        }
    }

    /** Returns the number of entries; negative if the walk ended with the damage, whether or not there were any. */
    private int walk(Store store, Range range, boolean forward) throws IOException {
        List<String> keys = new ArrayList<>();
        try (Cursor cursor = store.cursor(range)) {
            while (forward ? cursor.next() : cursor.prev()) {
                keys.add(new String(cursor.key(), UTF_8));
                assertEquals("old", new String(cursor.value(), UTF_8));
            }
            assertTrue(!keys.isEmpty(), "a walk in the damaged range ended as if there were nothing");
            return keys.size();
        } catch (CorruptionException e) {
            assertEquals(damaged.getFileName().toString(), e.file());
            return -keys.size();
        }
    }

    private static void write(Store store, int from, int to, String value) throws IOException {
        for (int i = from; i < to; i++) {
            store.put(key(i), value.getBytes(UTF_8));
        }
    }

    private static byte[] key(int i) {
        return String.format("key%05d", i).getBytes(UTF_8);
    }
}
