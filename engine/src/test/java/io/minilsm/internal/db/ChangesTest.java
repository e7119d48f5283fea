package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.MiniLsm;
import io.minilsm.api.Change;
import io.minilsm.api.ChangeFeed;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
import io.minilsm.api.History;
import io.minilsm.api.HistoryGoneException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.tools.Verify;
import io.minilsm.tools.VerifyReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {
    private static final Options SMALL =
            Options.defaults().withMemtableBytes(64 << 10).withWalSegmentBytes(64 << 10);

    @TempDir
    Path directory;

    @Test
    void changesComeInTheOrderOfCommitsWithTheirBatches() throws IOException {
        try (Store store = open()) {
            store.keepHistory(1 << 20, null);
            long first = store.history().orElseThrow().firstSequence();
            assertEquals(store.visibleSequence() + 1, first);
            store.put(bytes("a"), bytes("1"), Durability.OS);
            store.write(
                    new WriteBatch()
                            .put(store.keySpace("orders"), bytes("b"), bytes("2"))
                            .delete(bytes("a")),
                    Durability.SYNC);
            try (ChangeFeed feed = store.changes(first)) {
                assertEquals(first - 1, feed.position());
                Change put = feed.next();
                assertEquals("a=1", text(put));
                assertTrue(put.isBatchEnd());
                Change second = feed.next();
                assertEquals("orders/b=2", text(second));
                assertFalse(second.isBatchEnd());
                Change last = feed.next();
                assertEquals("a deleted", text(last));
                assertTrue(last.isBatchEnd() && last.isDelete());
                assertEquals(last.sequence(), feed.position());
                assertNull(feed.next());
            }
        }
    }

    @Test
    void whatIsNotDurableIsNotTold() throws IOException {
        try (Store store = open()) {
            store.keepHistory(1 << 20, null);
            try (ChangeFeed feed = store.changes(store.visibleSequence() + 1)) {
                store.put(bytes("a"), bytes("1"), Durability.OS);
                assertNull(feed.next());
                store.sync();
                assertEquals("a=1", text(feed.next()));
                store.put(bytes("a"), bytes("2"), Durability.BUFFERED);
                assertNull(feed.next());
                store.put(bytes("a"), bytes("3"), Durability.SYNC);
                assertEquals("a=2", text(feed.next()));
                assertEquals("a=3", text(feed.next()));
                assertNull(feed.next());
            }
        }
    }

    @Test
    void historySurvivesFlushesCompactionsAndOpenings() throws IOException {
        long first;
        try (Store store = open()) {
            store.keepHistory(64 << 20, null);
            first = store.history().orElseThrow().firstSequence();
        }
        int written = 0;
        for (int life = 0; life < 4; life++) {
            try (Store store = open()) {
                for (int i = 0; i < 500; i++) {
                    store.put(bytes("key" + written % 50), bytes("value" + written++), Durability.OS);
                }
                if (life % 2 == 0) {
                    store.flush();
                    store.compact(Range.all());
                }
            }
        }
        try (Store store = open()) {
            List<String> told = new ArrayList<>();
            try (ChangeFeed feed = store.changes(first)) {
                for (Change change = feed.next(); change != null; change = feed.next()) {
                    told.add(text(change));
                }
            }
            assertTrue(store.history().orElseThrow().bytes() > 0);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < written; i++) {
                expected.add("key" + i % 50 + "=value" + i);
            }
            assertEquals(expected, told);
        }
        VerifyReport report = Verify.run(directory);
        assertTrue(report.isClean(), () -> report.damages().toString());
    }

    @Test
    void readingFromTheMiddleOfABatchGivesTheRestOfIt() throws IOException {
        try (Store store = open()) {
            store.keepHistory(1 << 20, null);
            WriteBatch batch = new WriteBatch();
            batch.put(bytes("a"), bytes("1")).put(bytes("b"), bytes("2")).put(bytes("c"), bytes("3"));
            long last = store.write(batch, Durability.SYNC);
            try (ChangeFeed feed = store.changes(last - 1)) {
                assertEquals("b=2", text(feed.next()));
                assertEquals("c=3", text(feed.next()));
                assertNull(feed.next());
            }
        }
    }

    @Test
    void historyBeyondTheLimitIsGoneAndTheErrorNamesWhatIsThere() throws IOException {
        try (Store store = open()) {
            store.keepHistory(256 << 10, null);
            long first = store.history().orElseThrow().firstSequence();
            try (ChangeFeed behind = store.changes(first)) {
                for (int i = 0; i < 4000; i++) {
                    store.put(bytes("key" + i), new byte[500], Durability.OS);
                }
                store.flush();
                History kept = store.history().orElseThrow();
                assertTrue(kept.bytes() <= 256 << 10, kept::toString);
                assertTrue(kept.firstSequence() > first, kept::toString);
                HistoryGoneException gone = assertThrows(HistoryGoneException.class, () -> store.changes(first));
                assertEquals(kept.firstSequence(), gone.firstAvailable());
                assertTrue(gone.getMessage().contains("first available=" + kept.firstSequence()), gone::getMessage);
                assertThrows(HistoryGoneException.class, behind::next);
                store.changes(kept.firstSequence()).close();
            }
        }
        assertTrue(segmentsOnDisk() < 16, () -> "segments=" + segmentsOnDisk());
    }

    @Test
    void endedHistoryIsGoneAndItsFilesToo() throws IOException {
        try (Store store = open()) {
            store.keepHistory(64 << 20, Duration.ofDays(1));
            for (int i = 0; i < 2000; i++) {
                store.put(bytes("key" + i), new byte[500], Durability.OS);
            }
            store.flush();
            long before = segmentsOnDisk();
            store.keepHistory(0, null);
            assertTrue(segmentsOnDisk() < before);
            assertTrue(store.history().isEmpty());
            HistoryGoneException gone = assertThrows(HistoryGoneException.class, () -> store.changes(1));
            assertEquals(-1, gone.firstAvailable());
        }
    }

    @Test
    void bulkLoadIsRefusedWhileAHistoryIsKept() throws IOException {
        try (Store store = open()) {
            store.keepHistory(1 << 20, null);
            var entries = List.of(Map.entry(bytes("a"), bytes("1")));
            assertThrows(IllegalStateException.class, () -> store.bulkLoad(entries.iterator()));
            store.keepHistory(0, null);
            assertEquals(1, store.bulkLoad(entries.iterator()));
        }
    }

    @Test
    void openingWithoutALogEndsTheHistory() throws IOException {
        try (Store store = open()) {
            store.keepHistory(1 << 20, null);
            store.put(bytes("a"), bytes("1"), Durability.SYNC);
        }
        try (Store store = MiniLsm.open(directory, SMALL.withEnableWal(false))) {
            assertTrue(store.history().isEmpty());
            assertThrows(UnsupportedOperationException.class, () -> store.keepHistory(1 << 20, null));
        }
        try (Store store = open()) {
            assertThrows(HistoryGoneException.class, () -> store.changes(1));
        }
    }

    @Test
    void badArgumentsAreRefused() throws IOException {
        try (Store store = open()) {
            assertThrows(IllegalArgumentException.class, () -> store.keepHistory(-1, null));
            assertThrows(IllegalArgumentException.class, () -> store.keepHistory(1, Duration.ZERO));
            store.keepHistory(1 << 20, null);
            assertThrows(IllegalArgumentException.class, () -> store.changes(0));
            assertThrows(IllegalArgumentException.class, () -> store.changes(store.visibleSequence() + 2));
        }
    }

    @Test
    void damagedHistoryIsNamedAndTheStoreStaysWhole() throws IOException {
        long first;
        try (Store store = open()) {
            store.keepHistory(64 << 20, null);
            first = store.history().orElseThrow().firstSequence();
            for (int i = 0; i < 1000; i++) {
                store.put(bytes("key" + i), new byte[500], Durability.OS);
            }
            store.flush();
        }
        Path oldest;
        try (Stream<Path> files = Files.list(directory)) {
            oldest = files.filter(file -> file.toString().endsWith(".wal")).sorted().toList().get(0);
        }
        byte[] content = Files.readAllBytes(oldest);
        content[20_000] ^= 1;
        Files.write(oldest, content);
        try (Store store = open();
                ChangeFeed feed = store.changes(first)) {
            assertEquals(500, store.get(bytes("key7")).length);
            CorruptionException damage = assertThrows(CorruptionException.class, () -> {
                while (feed.next() != null) {
                    // Up to the damage all is told.
                }
            });
            assertTrue(damage.getMessage().contains(oldest.getFileName().toString()), damage::getMessage);
        }
        assertFalse(Verify.run(directory).isClean());
    }

    @Test
    void feedFollowsManyWritersWithoutGapOrDuplicate() throws Exception {
        int writers = 4;
        int each = 3000;
        try (Store store = open()) {
            store.keepHistory(64 << 20, null);
            long first = store.history().orElseThrow().firstSequence();
            List<Thread> threads = new ArrayList<>();
            AtomicBoolean failed = new AtomicBoolean();
            for (int writer = 0; writer < writers; writer++) {
                int id = writer;
                threads.add(new Thread(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            Durability durability = i % 50 == 0 ? Durability.SYNC : Durability.OS;
                            store.put(bytes(id + "/" + i), new byte[100], durability);
                        }
                    } catch (IOException | RuntimeException e) {
                        failed.set(true);
                    }
                }));
            }
            threads.forEach(Thread::start);
            int[] next = new int[writers];
            int told = 0;
            try (ChangeFeed feed = store.changes(first)) {
                while (told < writers * each) {
                    Change change = feed.next();
                    if (change == null) {
                        if (threads.stream().noneMatch(Thread::isAlive)) {
                            assertFalse(failed.get());
                            store.sync();
                        }
                        Thread.onSpinWait();
                        continue;
                    }
                    String[] key = new String(change.key(), StandardCharsets.UTF_8).split("/");
                    assertEquals(next[Integer.parseInt(key[0])]++, Integer.parseInt(key[1]));
                    told++;
                }
                assertNull(feed.next());
            }
        }
    }

    private Store open() throws IOException {
        return MiniLsm.open(directory, SMALL);
    }

    private long segmentsOnDisk() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".wal")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Change change) {
        String key = (change.keySpace().isEmpty() ? "" : change.keySpace() + "/")
                + new String(change.key(), StandardCharsets.UTF_8);
        return change.isDelete() ? key + " deleted" : key + "=" + new String(change.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
