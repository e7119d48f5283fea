package io.minilsm.internal.sstable;

import io.minilsm.api.Compression;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A table in memory and what must be in it. */
final class TestTable {
    static final UUID STORE = new UUID(0x0123456789ABCDEFL, 0xFEDCBA9876543210L);
    static final Path DIRECTORY = Path.of("/store");

    /** An internal key in its order. */
    record Key(byte[] scoped, long tag) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return ScopedKey.compare(
                    scoped, 0, scoped.length, tag, other.scoped, 0, other.scoped.length, other.tag);
        }

        @Override
        public String toString() {
            return new String(scoped, StandardCharsets.ISO_8859_1) + "@" + Tag.sequence(tag);
        }
    }

    final MemoryVfs vfs = new MemoryVfs();
    final NavigableMap<Key, byte[]> model;
    final long number;
    final TableOptions options;
    TableSummary summary;

    TestTable(NavigableMap<Key, byte[]> model, long number, TableOptions options) throws IOException {
        this.model = model;
        this.number = number;
        this.options = options;
        vfs.createDirectories(DIRECTORY);
        write();
    }

    /** Short decimal keys, or long ones with much in common; several versions of many of them; some large values. */
    static NavigableMap<Key, byte[]> randomModel(Random random, int keys, boolean longKeys, int largestValue) {
        NavigableMap<Key, byte[]> model = new TreeMap<>();
        long sequence = 1 + random.nextInt(1000);
        for (int i = 0; i < keys; i++) {
            byte[] key = key(random.nextInt(4 * keys), longKeys);
            int versions = random.nextInt(10) == 0 ? 1 + random.nextInt(60) : 1;
            for (int v = 0; v < versions; v++) {
                sequence += 1 + random.nextInt(3);
                boolean isDelete = random.nextInt(8) == 0;
                byte[] value = isDelete ? new byte[0] : value(random, largestValue);
                model.put(new Key(key, Tag.of(sequence, isDelete ? EntryKind.DELETE : EntryKind.PUT)), value);
            }
        }
        return model;
    }

    static byte[] key(int i, boolean longKeys) {
        String text = longKeys
                ? String.format(Locale.ROOT, "tenant/%04d/user/%09d/mail/%s", i % 7, i, "x".repeat(i % 5))
                : String.format(Locale.ROOT, "%08d", i);
        return ScopedKey.of(0, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Half random, half of one byte. */
    static byte[] value(Random random, int largest) {
        int length = random.nextInt(20) == 0 ? random.nextInt(largest) : random.nextInt(150);
        byte[] value = new byte[length];
        random.nextBytes(value);
        Arrays.fill(value, length / 2, length, (byte) 'v');
        return value;
    }

    private void write() throws IOException {
        try (TableWriter writer = new TableWriter(vfs, DIRECTORY, number, STORE, options)) {
            for (Map.Entry<Key, byte[]> entry : model.entrySet()) {
                byte[] key = entry.getKey().scoped();
                byte[] value = entry.getValue();
                writer.add(key, 0, key.length, entry.getKey().tag(), value, 0, value.length);
            }
            summary = writer.finish();
        }
    }

    TableReader open(BlockCache cache) throws IOException {
        return TableReader.open(vfs, DIRECTORY, number, STORE, summary.sizeBytes(), cache);
    }

    byte[] bytes() throws IOException {
        try (VfsFile file = vfs.openRead(path())) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(ByteBuffer.wrap(bytes), 0);
            return bytes;
        }
    }

    void replace(byte[] bytes) throws IOException {
        vfs.delete(path());
        try (VfsFile file = vfs.create(path())) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    Path path() {
        return DIRECTORY.resolve(FileName.table(number));
    }

    List<Key> keys() {
        return new ArrayList<>(model.keySet());
    }

    static Key keyOf(InternalIterator iterator) {
        int from = iterator.keyOffset();
        return new Key(
                Arrays.copyOfRange(iterator.keyArray(), from, from + iterator.keyLength()), iterator.tag());
    }

    static byte[] valueOf(InternalIterator iterator) {
        int from = iterator.valueOffset();
        return Arrays.copyOfRange(iterator.valueArray(), from, from + iterator.valueLength());
    }

    static TableOptions options(int blockSizeBytes, Compression compression) {
        return new TableOptions(blockSizeBytes, compression, 10);
    }
}
