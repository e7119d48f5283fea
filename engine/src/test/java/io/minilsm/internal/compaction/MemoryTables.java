package io.minilsm.internal.compaction;

import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.iterator.ModelIterator;
import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.version.TableMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables that are lists of entries: the files of a compaction in its tests. */
final class MemoryTables implements TableOpener, CompactionOutputs {
    private static final int ENTRY_OVERHEAD_BYTES = 4;

    final Map<Long, List<Entry>> tables = new HashMap<>();
    final List<ModelIterator> opened = new ArrayList<>();
    int unfinished;
    int syncs;

    /** Countdown to a failure; negative for none. */
    int addsUntilFailure = -1;

    private long nextNumber = 1;

    /** Makes a table of entries that are in order. */
    TableMetadata make(List<Entry> entries) {
        long number = nextNumber++;
        tables.put(number, List.copyOf(entries));
        long bytes = 0;
        long deletes = 0;
        long smallest = Long.MAX_VALUE;
        long largest = 0;
        for (Entry entry : entries) {
            bytes += bytes(entry);
            deletes += Tag.kind(entry.tag()) == EntryKind.DELETE ? 1 : 0;
            smallest = Math.min(smallest, Tag.sequence(entry.tag()));
            largest = Math.max(largest, Tag.sequence(entry.tag()));
        }
        byte[] first = entries.get(0).key();
        byte[] last = entries.get(entries.size() - 1).key();
        return new TableMetadata(number, bytes, first, last, smallest, largest, entries.size(), deletes, 0);
    }

    static long bytes(Entry entry) {
        return entry.key().length + entry.value().length + ENTRY_OVERHEAD_BYTES;
    }

    List<Entry> entries(TableMetadata table) {
        return tables.get(table.number());
    }

    @Override
    public InternalIterator open(TableMetadata table) throws IOException {
        if (!tables.containsKey(table.number())) {
            throw new IOException("no such table: " + table.number());
        }
        opened.removeIf(ModelIterator::isClosed);
        ModelIterator iterator = new ModelIterator(entries(table));
        opened.add(iterator);
        return iterator;
    }

    /** Returns whether an iterator is open still. */
    boolean isReading() {
        return opened.stream().anyMatch(iterator -> !iterator.isClosed());
    }

    @Override
    public CompactionOutput create() {
        unfinished++;
        return new Output();
    }

    @Override
    public void sync() {
        syncs++;
    }

    @Override
    public void discard(TableMetadata table) {
        tables.remove(table.number());
    }

    private final class Output implements CompactionOutput {
        private final List<Entry> entries = new ArrayList<>();
        private long bytes;
        private boolean open = true;

        @Override
        public void add(
                byte[] key,
                int keyOffset,
                int keyLength,
                long tag,
                byte[] value,
                int valueOffset,
                int valueLength)
                throws IOException {
            if (addsUntilFailure == 0) {
                throw new IOException("disk");
            }
            addsUntilFailure--;
            Entry entry = new Entry(
                    Arrays.copyOfRange(key, keyOffset, keyOffset + keyLength),
                    tag,
                    Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength));
            entries.add(entry);
            bytes += bytes(entry);
        }

        @Override
        public long estimatedBytes() {
            return bytes;
        }

        @Override
        public TableMetadata finish() {
            return make(entries);
        }

        @Override
        public void close() {
            unfinished -= open ? 1 : 0;
            open = false;
        }
    }
}
