package io.minilsm.internal.sstable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.TestTable.Key;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.internal.vfs.VfsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The format is what docs/format/sstable.md and the stored tables say, and stays so. */
final class TableFormatDocTest {
    private static final UUID STORE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final int CHECKSUM = 0x5c79a99e;
    private static final int FIXTURE_CHECKSUM = 0xabbf21ff;

    @Test
    void writerWritesTheExampleOfTheDocument() throws IOException {
        MemoryVfs vfs = new MemoryVfs();
        vfs.createDirectories(TestTable.DIRECTORY);
        TableOptions options = new TableOptions(4096, Compression.NONE, 10);
        try (TableWriter writer = new TableWriter(vfs, TestTable.DIRECTORY, 1, STORE, options)) {
            for (var entry : exampleModel().entrySet()) {
                byte[] key = entry.getKey().scoped();
                byte[] value = entry.getValue();
                writer.add(key, 0, key.length, entry.getKey().tag(), value, 0, value.length);
            }
            assertEquals(CHECKSUM, writer.finish().checksum());
        }
        try (VfsFile file = vfs.openRead(TestTable.DIRECTORY.resolve("000001.sst"))) {
            byte[] written = new byte[(int) file.size()];
            file.read(ByteBuffer.wrap(written), 0);
            assertEquals(dump(exampleOfTheDocument()), dump(written));
        }
    }

    @Test
    void readerReadsTheExampleOfTheDocument() throws IOException {
        requireReads(exampleOfTheDocument(), 1, STORE, exampleModel(), CHECKSUM);
    }

    @Test
    void readerReadsACompressedTableOfVersionTwo() throws IOException {
        byte[] stored;
        try (InputStream in = TableFormatDocTest.class.getResourceAsStream("/sstable/v2-lz4.sst")) {
            stored = in.readAllBytes();
        }
        requireReads(stored, 12, STORE, fixtureModel(), FIXTURE_CHECKSUM);
    }

    private static void requireReads(
            byte[] bytes, long number, UUID storeId, TreeMap<Key, byte[]> model, int checksum) throws IOException {
        MemoryVfs vfs = new MemoryVfs();
        vfs.createDirectories(TestTable.DIRECTORY);
        try (VfsFile file = vfs.create(TestTable.DIRECTORY.resolve(String.format("%06d.sst", number)))) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
        try (TableReader reader = TableReader.open(
                        vfs, TestTable.DIRECTORY, number, storeId, bytes.length, new BlockCache(1 << 20));
                InternalIterator iterator = reader.iterator(true)) {
            iterator.seekToFirst();
            for (var entry : model.entrySet()) {
                assertEquals(0, entry.getKey().compareTo(TestTable.keyOf(iterator)));
                assertArrayEquals(entry.getValue(), TestTable.valueOf(iterator));
                byte[] key = entry.getKey().scoped();
                assertTrue(reader.get(key, 0, key.length, entry.getKey().tag(), new LookupResult()));
                iterator.next();
            }
            assertFalse(iterator.isValid());
            reader.verify(OptionalInt.of(checksum), damage -> {
                throw new AssertionError(damage);
            });
        }
    }

    static TreeMap<Key, byte[]> exampleModel() {
        TreeMap<Key, byte[]> model = new TreeMap<>();
        put(model, "apple", 5, EntryKind.PUT, "red");
        put(model, "apple", 2, EntryKind.DELETE, "");
        put(model, "apricot", 3, EntryKind.PUT, "");
        return model;
    }

    static TreeMap<Key, byte[]> fixtureModel() {
        TreeMap<Key, byte[]> model = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            boolean isDelete = i % 9 == 0;
            String value = isDelete ? "" : "value " + i + " " + "abcdefgh".repeat(i % 20);
            put(model, "key " + i / 3, i + 1, isDelete ? EntryKind.DELETE : EntryKind.PUT, value);
        }
        put(model, "large", 1000, EntryKind.PUT, "0123456789".repeat(700));
        return model;
    }

    private static void put(TreeMap<Key, byte[]> model, String key, long sequence, int kind, String value) {
        byte[] scoped = ScopedKey.of(0, key.getBytes(StandardCharsets.UTF_8));
        model.put(new Key(scoped, Tag.of(sequence, kind)), value.getBytes(StandardCharsets.UTF_8));
    }

    /** The document's blocks of hex, one behind the other: each line is an offset, then bytes. */
    private static byte[] exampleOfTheDocument() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/format"))) {
            root = root.getParent();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean isHex = false;
        for (String line : Files.readAllLines(root.resolve("docs/format/sstable.md"))) {
            if (line.startsWith("```")) {
                isHex = line.equals("```hex");
            } else if (isHex) {
                assertEquals(bytes.size(), Integer.parseInt(line.substring(0, 4), 16), line);
                bytes.writeBytes(HexFormat.of().parseHex(line.substring(5).replace(" ", "")));
            }
        }
        return bytes.toByteArray();
    }

    /** One byte a line, so that a difference is easy to see. */
    private static String dump(byte[] bytes) {
        return HexFormat.ofDelimiter("\n").formatHex(bytes);
    }
}
