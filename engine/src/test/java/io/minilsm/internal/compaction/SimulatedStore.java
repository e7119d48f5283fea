package io.minilsm.internal.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.TableMetadata;
import io.minilsm.internal.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A store without memtable and files: what was written, the version that should hold it, and compactions applied. */
final class SimulatedStore {
    final MemoryTables tables = new MemoryTables();
    final CompactionSettings settings;
    final CompactionPicker picker;
    final List<Long> snapshots = new ArrayList<>();
    Version version = Version.empty();
    long sequence;
    long bytesWritten;

    /** By key: all that was ever written, oldest first. */
    private final TreeMap<byte[], List<Entry>> history = new TreeMap<>(Arrays::compareUnsigned);

    private final TreeSet<Entry> memtable = new TreeSet<>();

    SimulatedStore(CompactionSettings settings) {
        this.settings = settings;
        picker = new CompactionPicker(settings, this::overwritten);
    }

    /** Counts the entries behind a newer one of the same key. */
    long overwritten(TableMetadata table) {
        List<Entry> entries = tables.entries(table);
        long count = 0;
        for (int i = 1; i < entries.size(); i++) {
            count += Arrays.equals(entries.get(i - 1).key(), entries.get(i).key()) ? 1 : 0;
        }
        return count;
    }

    void put(byte[] key, int valueBytes) {
        write(key, EntryKind.PUT, valueBytes);
    }

    void delete(byte[] key) {
        write(key, EntryKind.DELETE, 0);
    }

    private void write(byte[] key, int kind, int valueBytes) {
        byte[] value = new byte[valueBytes];
        Arrays.fill(value, (byte) ++sequence);
        Entry entry = new Entry(key, Tag.of(sequence, kind), value);
        memtable.add(entry);
        history.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
    }

    /** Makes a table of level 0 out of what was written since; drops what is overwritten in it, as a flush does. */
    void flush() throws IOException {
        EntryRetention retention = new EntryRetention(snapshotArray(), false, "memtable");
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : memtable) {
            if (retention.keeps(entry.key(), 0, entry.key().length, entry.tag())) {
                kept.add(entry);
            }
        }
        memtable.clear();
        if (!kept.isEmpty()) {
            List<List<TableMetadata>> levels = levels();
            levels.get(0).add(0, tables.make(kept));
            version = new Version(levels);
        }
    }

    long[] snapshotArray() {
        return snapshots.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    long oldestSnapshot() {
        return snapshots.isEmpty() ? CompactionPicker.NO_SNAPSHOT : Collections.min(snapshots);
    }

    /** Runs the plan and installs what it came to. */
    CompactionResult apply(CompactionPlan plan) throws IOException {
        CompactionJob job = job(plan);
        CompactionResult result = job.run().orElseThrow();
        assertFalse(tables.isReading(), "an input was left open");
        assertEquals(0, tables.unfinished);
        install(plan, result);
        bytesWritten += result.bytesWritten();
        return result;
    }

    CompactionJob job(CompactionPlan plan) {
        return new CompactionJob(plan, settings, snapshotArray(), tables, tables, () -> false, bytes -> {});
    }

    void install(CompactionPlan plan, CompactionResult result) {
        List<List<TableMetadata>> levels = levels();
        for (TableMetadata input : plan.inputs()) {
            assertTrue(levels.get(plan.inputLevel()).remove(input), "input is not in its level");
        }
        for (TableMetadata input : plan.overlapping()) {
            assertTrue(levels.get(plan.outputLevel()).remove(input), "overlapping table is not in its level");
        }
        List<TableMetadata> output = levels.get(plan.outputLevel());
        output.addAll(result.outputs());
        output.sort((a, b) -> Arrays.compareUnsigned(a.smallestKey(), b.smallestKey()));
        version = new Version(levels);
    }

    void compactWhileDue() throws IOException {
        for (int runs = 0; ; runs++) {
            CompactionPlan plan = picker.pick(version, oldestSnapshot());
            if (plan == null) {
                return;
            }
            assertTrue(runs < 10_000, "picking does not end");
            apply(plan);
        }
    }

    int compactAtRest() throws IOException {
        for (int runs = 0; ; runs++) {
            CompactionPlan plan = picker.pickAtRest(version, oldestSnapshot());
            if (plan == null) {
                return runs;
            }
            assertTrue(runs < 10_000, "picking at rest does not end");
            apply(plan);
        }
    }

    private List<List<TableMetadata>> levels() {
        List<List<TableMetadata>> levels = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            levels.add(new ArrayList<>(version.level(level)));
        }
        return levels;
    }

    /** Checks the order of the tables, R1 and what every reader sees of every key; the memtable must be empty. */
    void check() {
        assertTrue(memtable.isEmpty());
        for (int level = 1; level < Version.LEVELS; level++) {
            List<TableMetadata> sorted = version.level(level);
            for (int i = 1; i < sorted.size(); i++) {
                int order = Arrays.compareUnsigned(sorted.get(i - 1).largestKey(), sorted.get(i).smallestKey());
                assertTrue(order < 0, "tables share keys in level " + level);
            }
        }
        Map<String, List<Entry>> found = new HashMap<>();
        for (TableMetadata table : version.tables()) {
            for (Entry entry : tables.entries(table)) {
                found.computeIfAbsent(text(entry.key()), absent -> new ArrayList<>()).add(entry);
            }
        }
        for (List<Entry> versions : found.values()) {
            for (int i = 1; i < versions.size(); i++) {
                assertTrue(versions.get(i - 1).tag() > versions.get(i).tag(), "a newer level holds an older version");
            }
        }
        history.forEach((key, written) -> checkReads(written, found.getOrDefault(text(key), List.of())));
    }

    private void checkReads(List<Entry> written, List<Entry> found) {
        checkRead(written, found, Tag.MAX_SEQUENCE);
        for (long snapshot : snapshots) {
            checkRead(written, found, snapshot);
        }
    }

    private static void checkRead(List<Entry> written, List<Entry> found, long snapshot) {
        Entry expected = null;
        for (Entry entry : written) {
            expected = Tag.sequence(entry.tag()) <= snapshot ? entry : expected;
        }
        Entry actual = found.stream()
                .filter(entry -> Tag.sequence(entry.tag()) <= snapshot)
                .findFirst()
                .orElse(null);
        assertEquals(putTag(expected), putTag(actual), () -> "read at " + snapshot + " of " + written.get(0));
    }

    /** Returns the tag of a put; nothing and a delete read alike. */
    private static long putTag(Entry entry) {
        return entry == null || Tag.kind(entry.tag()) == EntryKind.DELETE ? 0 : entry.tag();
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    /** Returns the bytes of all tables as a multiple of those of the live entries. */
    double spaceAmplification() {
        long live = 0;
        for (List<Entry> written : history.values()) {
            Entry newest = written.get(written.size() - 1);
            live += Tag.kind(newest.tag()) == EntryKind.PUT ? MemoryTables.bytes(newest) : 0;
        }
        return live == 0 ? tableBytes() : (double) tableBytes() / live;
    }

    long tableBytes() {
        return CompactionPlan.bytes(version.tables());
    }

    /** Returns the number of tables by level. */
    String shape() {
        StringBuilder shape = new StringBuilder();
        for (int level = 0; level < Version.LEVELS; level++) {
            shape.append(version.level(level).size()).append(' ');
        }
        return shape.toString();
    }
}
