package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.vfs.DiskVfs;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalWriterTest {
    private final LogBed bed = new LogBed();

    @Test
    void segmentsGrowByDoublingUpToTheLargest() throws IOException {
        bed.maxBytes = 4 * LogBed.SMALLEST;
        bed.open();
        putMany(200, 400);
        List<Long> sizes = bed.registered.values().stream().map(WalSegment::sizeBytes).toList();
        assertEquals(List.of(8192L, 16384L, 32768L, 32768L), sizes.subList(0, 4));
        assertTrue(sizes.size() > 4);
        for (WalSegment segment : bed.registered.values()) {
            assertEquals(segment.sizeBytes(), bed.vfs.size(bed.file(segment.number())));
        }
    }

    @Test
    void nextSegmentIsMadeWhenHalfOfThisOneIsUsed() throws IOException {
        bed.open();
        putMany(1, 100);
        assertEquals(1, bed.registered.size());
        putMany(5, 400);
        assertEquals(2, bed.registered.size());
        assertTrue(bed.scan(2).isEmpty());
    }

    @Test
    void appendMakesTheSegmentItselfWhenTheBackgroundIsBusy() throws IOException {
        bed.background = task -> {};
        bed.open();
        List<String> written = putMany(100, 400);
        bed.writer.close();
        bed.replay(true);
        assertEquals(written, bed.replayed);
    }

    @Test
    void batchLargerThanASegmentGetsOneOfItsOwn() throws IOException {
        bed.maxBytes = 2 * LogBed.SMALLEST;
        bed.open();
        List<String> written = putMany(20, 400);
        String large = "x".repeat(300_000);
        bed.put(large);
        written.add(large);
        written.addAll(putMany(100, 400));
        long largest = bed.registered.values().stream().mapToLong(WalSegment::sizeBytes).max().orElseThrow();
        assertTrue(largest > 300_000 && largest < 310_000, "largest=" + largest);
        assertEquals(1, bed.registered.values().stream().filter(s -> s.sizeBytes() > bed.maxBytes).count());
        bed.writer.close();
        bed.replay(true);
        assertEquals(written, bed.replayed);
    }

    @Test
    void batchesOfEveryLengthAroundTheBufferComeBack() throws IOException {
        bed.maxBytes = 1 << 20;
        bed.open();
        List<String> written = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            int length = i % 3 == 0 ? ChannelOutput.PENDING_BYTES - 100 + random.nextInt(200) : random.nextInt(2000);
            String value = "v".repeat(length);
            bed.put(value, random.nextBoolean());
            written.add(value);
        }
        bed.writer.close();
        bed.replay(true);
        assertEquals(written, bed.replayed);
    }

    @Test
    void mappedAndChannelSegmentsHoldTheSameBytes() throws IOException {
        LogBed mapped = new LogBed(new CrashVfs(true), Path.of("/store"));
        LogBed channel = new LogBed(new CrashVfs(false), Path.of("/store"));
        for (LogBed each : List.of(mapped, channel)) {
            each.open();
            for (int i = 0; i < 300; i++) {
                each.put("value " + i + "x".repeat(i), i % 3 > 0);
            }
            each.writer.close();
        }
        assertEquals(channel.registered, mapped.registered);
        assertEquals(channel.closed, mapped.closed);
        for (long number : channel.registered.keySet()) {
            assertArrayEquals(channel.bytes(number), mapped.bytes(number), "segment=" + number);
        }
    }

    @Test
    void mappedSegmentsWorkOnTheDisk(@TempDir Path directory) throws IOException {
        LogBed disk = new LogBed(new DiskVfs(), directory.resolve("store"));
        disk.maxBytes = 1 << 18;
        disk.open();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            disk.put("value " + i);
            written.add("value " + i);
        }
        disk.writer.force();
        disk.writer.release(recordedAsDropped(disk, 2_000));
        for (int i = 5_000; i < 20_000; i++) {
            disk.put("value " + i);
            written.add("value " + i);
        }
        disk.writer.close();
        disk.replay(2_000, true);
        assertEquals(written.subList(2_000, 20_000), disk.replayed);
    }

    @Test
    void recycledSegmentsNeverShowFramesOfAnEarlierUse() throws IOException {
        bed.maxBytes = bed.firstBytes;
        bed.open();
        for (int round = 0; round < 200; round++) {
            List<String> written = putMany(20, 1 + round % 7 * 100);
            bed.writer.force();
            List<Long> covered = recordedAsDropped(bed, bed.sequence);
            bed.writer.release(covered);
            List<WalScanner.Stretch> active = bed.scan(Collections.max(usedSegments()));
            assertTrue(active.stream().allMatch(s -> s.condition() == WalScanner.Condition.VALID), active.toString());
            // What was dropped must count as flushed: the link says up to where that is.
            bed.replay(Math.max(active.get(0).firstSequence(), bed.sequence - written.size()), true);
            assertEquals(written.subList(written.size() - bed.replayed.size(), written.size()), bed.replayed);
        }
        assertTrue(bed.vfs.list(bed.directory).size() <= 6, bed.vfs.list(bed.directory).toString());
        bed.writer.close();
        assertEquals(bed.registered.size(), bed.vfs.list(bed.directory).size());
    }

    @Test
    void nonceOfARecycledFileLeavesAnotherChecksumState() throws IOException {
        // The third draw repeats the first, and must not be taken for the same file.
        long[] draws = {1, 2, 1, 2, 3, 1, 2, 3, 4, 5, 6};
        int[] next = {0};
        SegmentMaker maker = new SegmentMaker(
                bed.vfs, bed.directory, LogBed.STORE, bed, () -> draws[next[0]++]);
        bed.vfs.createDirectories(bed.directory);
        Segment first = maker.make(LogBed.SMALLEST, false);
        maker.retire(first, true);
        Segment second = maker.make(LogBed.SMALLEST, false);
        assertEquals(2, second.use().nonce());
        maker.retire(second, true);
        assertEquals(3, maker.make(LogBed.SMALLEST, false).use().nonce());
    }

    @Test
    void coveredSegmentsAreTheFullOnesWithoutLaterSequences() throws IOException {
        bed.open();
        putMany(100, 400);
        List<Long> all = bed.writer.segmentsCoveredBy(Long.MAX_VALUE);
        assertEquals(usedSegments().size() - 1, all.size());
        ClosedSegment first = bed.closed.get(all.get(0));
        assertEquals(List.of(), bed.writer.segmentsCoveredBy(first.lastSequence() - 1));
        assertEquals(List.of(all.get(0)), bed.writer.segmentsCoveredBy(first.lastSequence()));
        long before = bed.writer.liveBytes();
        recordedAsDropped(bed, first.lastSequence());
        bed.writer.release(List.of(all.get(0)));
        assertTrue(bed.writer.liveBytes() < before);
        List<Long> inUse = List.of(Collections.max(usedSegments()));
        assertThrows(IllegalArgumentException.class, () -> bed.writer.release(inUse));
    }

    @Test
    void forceMovesTheDurableSequenceAndIsSkippedWhenNothingIsNew() throws IOException {
        bed.open();
        assertEquals(0, bed.writer.force());
        putMany(10, 10);
        assertEquals(0, bed.writer.durableSequence());
        assertEquals(10, bed.writer.appendedSequence());
        assertEquals(10, bed.writer.force());
        assertEquals(10, bed.writer.force());
        assertEquals(1, bed.writer.forceCount());
        WalScanner.Stretch last = bed.scan(1).get(bed.scan(1).size() - 1);
        assertEquals("mark", last.type());
        assertEquals(last.offset(), last.durableEnd());
    }

    @Test
    void bufferedFramesReachTheSystemInOrderWithTheNextThatMust() throws IOException {
        bed.open();
        bed.put("a", false);
        bed.put("b", false);
        bed.replay(true);
        assertEquals(List.of(), bed.replayed);
        bed.put("c", true);
        bed.replay(true);
        assertEquals(List.of("a", "b", "c"), bed.replayed);
        bed.put("d", false);
        bed.writer.flush();
        bed.replay(true);
        assertEquals(List.of("a", "b", "c", "d"), bed.replayed);
    }

    @Test
    void closedWriterRefusesAndClosesOnce() throws IOException {
        bed.open();
        bed.put("a", false);
        bed.writer.close();
        bed.writer.close();
        assertThrows(StoreClosedException.class, () -> bed.put("b"));
        assertThrows(StoreClosedException.class, () -> bed.writer.flush());
        assertEquals(1, bed.writer.force());
        bed.replay(true);
        assertEquals(List.of("a"), bed.replayed);
    }

    @Test
    void badArgumentsAreRefusedAndPoisonNothing() throws IOException {
        bed.open();
        bed.put("a");
        byte[] payload = new byte[10];
        assertThrows(IllegalArgumentException.class, () -> bed.writer.append(1, 1, payload, 0, 10, 0, true));
        assertThrows(IllegalArgumentException.class, () -> bed.writer.append(2, 0, payload, 0, 10, 0, true));
        assertThrows(IllegalArgumentException.class,
                () -> bed.writer.append(2, 1, payload, 0, WriteBatch.MAX_ENCODED_BYTES + 1, 0, true));
        bed.put("b");
        assertEquals(0, bed.poisonCalls());
    }

    @Test
    void interruptedCallersHarmNothingAndKeepTheirFlag(@TempDir Path directory) throws IOException {
        LogBed disk = new LogBed(new DiskVfs(), directory.resolve("store"));
        List<String> written = new ArrayList<>();
        Thread.currentThread().interrupt();
        try {
            disk.open();
            for (int i = 0; i < 200; i++) {
                disk.put("value " + i + "x".repeat(300));
                written.add("value " + i + "x".repeat(300));
                assertTrue(Thread.currentThread().isInterrupted(), "i=" + i);
            }
            disk.writer.force();
            disk.writer.close();
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(0, disk.poisonCalls());
        disk.replay(true);
        assertEquals(written, disk.replayed);
    }

    @Test
    void framesAppendedDuringAForceAreNotDurableByIt() throws IOException {
        CrashVfs disk = new CrashVfs(false);
        LogBed crashing = new LogBed(disk, Path.of("/store")).open();
        crashing.put("forced");
        AtomicBoolean late = new AtomicBoolean();
        disk.beforeEach(operation -> {
            if (operation.kind() == Kind.FORCE && late.compareAndSet(false, true)) {
                assertDoesNotThrow(() -> crashing.put("late", false));
            }
        });
        assertEquals(1, crashing.writer.force());
        assertTrue(late.get());
        assertEquals(1, crashing.writer.durableSequence());
        assertEquals(2, crashing.writer.force());
    }

    @Test
    void appendsForcesAndReleasesOfManyThreadsKeepTheOrder() throws Exception {
        ExecutorService background = Executors.newFixedThreadPool(2);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            bed.background = background;
            bed.open();
            CountDownLatch appended = new CountDownLatch(1);
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                calls.add(callers.submit(() -> {
                    while (appended.getCount() > 0) {
                        bed.writer.force();
                    }
                    return null;
                }));
            }
            calls.add(callers.submit(() -> {
                try {
                    return putMany(3_000, 300);
                } finally {
                    appended.countDown();
                }
            }));
            for (Future<?> call : calls) {
                get(call);
            }
            bed.writer.close();
        } finally {
            callers.shutdown();
            background.shutdown();
        }
        assertEquals(3_000, bed.replay(true).durableSequence());
        assertEquals(3_000, bed.replayed.size());
        assertEquals(0, bed.poisonCalls());
        assertFalse(bed.closed.isEmpty());
    }

    private static void get(Future<?> call) throws InterruptedException {
        try {
            call.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private List<Long> usedSegments() throws IOException {
        List<Long> used = new ArrayList<>();
        for (long number : bed.registered.keySet()) {
            if (!bed.scan(number).isEmpty()) {
                used.add(number);
            }
        }
        return used;
    }

    private static List<Long> recordedAsDropped(LogBed bed, long sequence) {
        List<Long> covered = bed.writer.segmentsCoveredBy(sequence);
        covered.forEach(number -> {
            bed.registered.remove(number);
            bed.closed.remove(number);
        });
        return covered;
    }

    private List<String> putMany(int count, int length) throws IOException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            char[] chars = new char[length];
            Arrays.fill(chars, (char) ('a' + bed.sequence % 26));
            bed.put(new String(chars));
            values.add(new String(chars));
        }
        return values;
    }
}
