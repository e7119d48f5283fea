package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.internal.compaction.CompactionPlan.Kind;
import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class CompactionJobTest {
    private static final CompactionSettings SETTINGS = new CompactionSettings(4, 4000, 1000, 100_000);

    private final MemoryTables tables = new MemoryTables();

    @Test
    void outputsEndBetweenDifferentKeysOnly() throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<Long> snapshots = new ArrayList<>();
        for (int key = 0; key < 20; key++) {
            for (int version = 60; version >= 1; version--) {
                entries.add(entry(key, version * 20 + key, EntryKind.PUT, 20));
            }
        }
        for (long sequence = 1; sequence < 1300; sequence++) {
            snapshots.add(sequence);
        }
        TableMetadata input = tables.make(entries);
        long[] all = snapshots.stream().mapToLong(Long::longValue).toArray();
        CompactionResult result = job(plan(List.of(input), List.of(), List.of()), all).run().orElseThrow();
        assertEquals(entries.size(), result.entriesWritten());
        assertEquals(20 * 59, result.entriesOverwritten());
        assertTrue(result.outputs().size() > 5, "outputs=" + result.outputs().size());
        for (int i = 1; i < result.outputs().size(); i++) {
            byte[] before = result.outputs().get(i - 1).largestKey();
            byte[] after = result.outputs().get(i).smallestKey();
            assertTrue(Arrays.compareUnsigned(before, after) < 0, "a key is in two tables");
        }
    }

    @Test
    void outputsHaveTheSizeAskedFor() throws IOException {
        TableMetadata input = tables.make(entries(0, 300, 1, 50));
        CompactionResult result = job(plan(List.of(input), List.of(), List.of())).run().orElseThrow();
        for (TableMetadata output : result.outputs().subList(0, result.outputs().size() - 1)) {
            assertTrue(output.sizeBytes() >= 1000 && output.sizeBytes() < 1200, "bytes=" + output.sizeBytes());
        }
        assertEquals(input.sizeBytes(), result.bytesRead());
        assertEquals(input.sizeBytes(), result.bytesWritten());
        assertEquals(1, tables.syncs);
    }

    @Test
    void outputEndsWhereItWouldMeetTooMuchOfTheLevelBelow() throws IOException {
        TableMetadata input = tables.make(entries(0, 10, 1, 5));
        List<TableMetadata> grandparents = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long bytes = SETTINGS.maxOverlapBytes() / 2;
            grandparents.add(new TableMetadata(100 + i, bytes, key(i), key(i), 1, 1, 1, 0, 0));
        }
        CompactionResult result = job(plan(List.of(input), List.of(), grandparents)).run().orElseThrow();
        assertEquals(4, result.outputs().size(), "three tables of the level below each, then the rest");
    }

    @Test
    void mergeOfNothingButDroppableDeletesWritesNoTable() throws IOException {
        TableMetadata input = tables.make(List.of(entry(1, 1, EntryKind.DELETE, 0), entry(2, 2, EntryKind.DELETE, 0)));
        CompactionResult result = job(plan(List.of(input), List.of(), List.of())).run().orElseThrow();
        assertEquals(List.of(), result.outputs());
        assertEquals(2, result.entriesRead());
    }

    @Test
    void trivialMoveReadsAndWritesNothing() throws IOException {
        TableMetadata input = tables.make(entries(0, 3, 1, 5));
        CompactionPlan plan = new CompactionPlan(
                Kind.LEVEL_SIZE, 2, List.of(input), 3, List.of(), List.of(), true, false);
        CompactionResult result = job(plan).run().orElseThrow();
        assertEquals(List.of(input), result.outputs());
        assertEquals(0, result.bytesRead() + result.bytesWritten());
        assertEquals(List.of(), tables.opened);
    }

    @Test
    void entryKindOfTheFutureFailsAndLeavesNoOutput() {
        List<Entry> entries = new ArrayList<>(entries(0, 100, 1, 50));
        entries.set(90, entry(90, 91, EntryKind.RANGE_DELETE, 3));
        assertFails(FormatVersionException.class, plan(List.of(tables.make(entries)), List.of(), List.of()));
    }

    @Test
    void missingEntryIsDamageAndLeavesNoOutput() {
        TableMetadata input = tables.make(entries(0, 100, 1, 50));
        tables.tables.put(input.number(), entries(0, 99, 1, 50));
        CorruptionException damage =
                assertFails(CorruptionException.class, plan(List.of(input), List.of(), List.of()));
        assertTrue(damage.getMessage().contains("000001.sst"), damage.getMessage());
        assertTrue(damage.getMessage().contains("actual=99, expected=100"), damage.getMessage());
    }

    @Test
    void tablesThatOverlapInASortedLevelAreDamage() {
        TableMetadata first = tables.make(entries(0, 50, 1, 50));
        TableMetadata second = tables.make(entries(40, 90, 500, 50));
        assertFails(CorruptionException.class, plan(List.of(first, second), List.of(), List.of()));
    }

    @Test
    void failedWriteLeavesNoOutputAtAnyPoint() {
        for (int adds = 0; adds < 100; adds += 9) {
            tables.addsUntilFailure = adds;
            TableMetadata input = tables.make(entries(0, 100, 1, 50));
            assertFails(IOException.class, plan(List.of(input), List.of(), List.of()));
        }
    }

    @Test
    void tableThatDoesNotOpenClosesThoseThatDid() {
        TableMetadata first = tables.make(entries(0, 10, 100, 50));
        TableMetadata second = tables.make(entries(0, 10, 1, 50));
        tables.tables.remove(second.number());
        CompactionPlan plan = new CompactionPlan(
                Kind.LEVEL_ZERO, 0, List.of(first, second), 6, List.of(), List.of(), false, true);
        assertFails(IOException.class, plan);
    }

    @Test
    void cancelledJobLeavesNoOutput() throws IOException {
        TableMetadata input = tables.make(entries(0, 300, 1, 2000));
        Set<Long> before = Set.copyOf(tables.tables.keySet());
        AtomicInteger asked = new AtomicInteger();
        CompactionJob job = new CompactionJob(
                plan(List.of(input), List.of(), List.of()),
                SETTINGS,
                new long[0],
                tables,
                tables,
                () -> asked.incrementAndGet() > 3,
                bytes -> {});
        assertTrue(job.run().isEmpty());
        assertEquals(4, asked.get());
        assertEquals(before, tables.tables.keySet());
        assertEquals(0, tables.unfinished);
        assertFalse(tables.isReading());
    }

    @Test
    void throttleIsToldAboutTheBytesMerged() throws IOException {
        TableMetadata input = tables.make(entries(0, 300, 1, 2000));
        AtomicLong told = new AtomicLong();
        new CompactionJob(
                        plan(List.of(input), List.of(), List.of()),
                        SETTINGS,
                        new long[0],
                        tables,
                        tables,
                        () -> false,
                        told::addAndGet)
                .run()
                .orElseThrow();
        assertTrue(told.get() > input.sizeBytes() - (128 << 10), "told=" + told + ", bytes=" + input.sizeBytes());
    }

    @Test
    void failureOfTheThrottleIsPassedOnAfterTheOutputsAreGone() {
        TableMetadata input = tables.make(entries(0, 300, 1, 2000));
        IllegalStateException failure = new IllegalStateException("throttle");
        LongConsumer throttle = bytes -> {
            if (bytes > 0) {
                throw failure;
            }
        };
        CompactionPlan plan = plan(List.of(input), List.of(), List.of());
        CompactionJob job = new CompactionJob(plan, SETTINGS, new long[0], tables, tables, () -> false, throttle);
        assertSame(failure, assertThrows(IllegalStateException.class, job::run));
        assertEquals(Set.of(input.number()), tables.tables.keySet());
    }

    @Test
    void newerVersionsWinOverTheLevelBelow() throws IOException {
        TableMetadata upper = tables.make(entries(0, 10, 100, 7));
        TableMetadata lower = tables.make(entries(5, 15, 1, 3));
        CompactionResult result =
                job(plan(List.of(upper), List.of(lower), List.of())).run().orElseThrow();
        List<Entry> merged = tables.entries(result.outputs().get(0));
        assertEquals(15, merged.size());
        assertArrayEquals(key(7), merged.get(7).key());
        assertEquals(7, merged.get(7).value().length);
        assertEquals(3, merged.get(12).value().length);
    }

    private <T extends Throwable> T assertFails(Class<T> type, CompactionPlan plan) {
        Set<Long> before = Set.copyOf(tables.tables.keySet());
        T failure = assertThrows(type, () -> job(plan).run());
        assertEquals(before, tables.tables.keySet(), "outputs are left");
        assertEquals(0, tables.unfinished, "an output was left open");
        assertFalse(tables.isReading(), "an input was left open");
        assertEquals(0, tables.syncs);
        return failure;
    }

    private CompactionJob job(CompactionPlan plan, long... snapshots) {
        return new CompactionJob(plan, SETTINGS, snapshots, tables, tables, () -> false, bytes -> {});
    }

    private static CompactionPlan plan(
            List<TableMetadata> inputs, List<TableMetadata> overlapping, List<TableMetadata> grandparents) {
        int output = grandparents.isEmpty() ? 6 : 5;
        return new CompactionPlan(
                Kind.LEVEL_SIZE, output - 1, inputs, output, overlapping, grandparents, false, grandparents.isEmpty());
    }

    private static List<Entry> entries(int from, int to, int firstSequence, int valueBytes) {
        List<Entry> entries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            entries.add(entry(i, firstSequence + i, EntryKind.PUT, valueBytes));
        }
        return entries;
    }

    private static Entry entry(int key, long sequence, int kind, int valueBytes) {
        return new Entry(key(key), Tag.of(sequence, kind), new byte[valueBytes]);
    }

    private static byte[] key(int number) {
        return String.format(Locale.ROOT, "\0%05d", number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
