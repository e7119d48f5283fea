package io.minilsm.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.Compression;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.block.BlockBuilder;
import io.minilsm.internal.block.BlockCompression;
import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSink;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.filter.BloomFilterBuilder;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.internal.format.FileKind;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.key.Tag;
import io.minilsm.internal.sstable.TableOptions;
import io.minilsm.internal.sstable.TableWriter;
import io.minilsm.internal.version.Superblock;
import io.minilsm.internal.version.SuperblockContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes the first inputs of all targets: small, valid, with all that the formats have. Run by {@code FuzzSession}. */
final class Seeds {
    private static final int DATA = 1;
    private static final int MARK = 2;
    private static final int TRAILER = 3;
    private static final int LINK = 4;

    private final Path directory;

    Seeds(Path directory) {
        this.directory = directory;
    }

    /** Writes the inputs; those of other names stay, as findings are among them. */
    void make() throws IOException {
        log();
        blocks();
        tables();
        store();
        wholeStores();
        texts();
    }

    /** Of each file: unchanged, its header with other zeros, a byte behind it, and cut. */
    private void wholeStores() throws IOException {
        for (int file = 0; file < StoreTargets.files(); file++) {
            write(FuzzTarget.STORE, "file" + file, bytes(0, file));
            write(FuzzTarget.STORE, "file" + file + "-header", bytes(3, file, 0, 12, 0, 1, 0, 1));
            write(FuzzTarget.STORE, "file" + file + "-middle", bytes(1, file, 0, 80, 0, 2, 1, 5, 6));
            write(FuzzTarget.STORE, "file" + file + "-page", bytes(0, file, 16, 8, 0, 0, 4));
            write(FuzzTarget.STORE, "file" + file + "-cut", bytes(4, file, 0, 99));
            write(FuzzTarget.STORE, "file" + file + "-longer", bytes(8, file, 9));
        }
    }

    private void write(FuzzTarget target, String name, byte[]... parts) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(target.id()));
        ByteSink all = new ByteSink(64);
        for (byte[] part : parts) {
            all.put(part);
        }
        Files.write(folder.resolve(name), all.toBytes());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private void log() throws IOException {
        WriteBatch batch = new WriteBatch();
        batch.put("apple".getBytes(UTF_8), "red".getBytes(UTF_8)).delete("pear".getBytes(UTF_8));
        byte[] two = Arrays.copyOf(batch.encoded(), batch.encodedLength());
        batch.put(new byte[300], new byte[200]);
        byte[] three = Arrays.copyOf(batch.encoded(), batch.encodedLength());
        write(FuzzTarget.WRITE_BATCH, "two", bytes(2), two);
        write(FuzzTarget.WRITE_BATCH, "three", bytes(3), three);
        byte[] link = frame(LINK, 0, 0, 0, 0, new byte[24]);
        byte[] first = join(link, frame(DATA, 1, 2, 0, 0, two), frame(MARK, 2, 0, 3, 4256, new byte[0]));
        byte[] more = frame(DATA, 3, 3, 3, 4256, three);
        byte[] trailer = frame(TRAILER, 2, 0, 5, 4264, new byte[0]);
        write(FuzzTarget.WAL_REPLAY, "empty", bytes(1, 0), link);
        write(FuzzTarget.WAL_REPLAY, "one", bytes(1, 0), first, more);
        write(FuzzTarget.WAL_REPLAY, "one-rebooted", bytes(3, 0), first, more, more);
        write(FuzzTarget.WAL_REPLAY, "closed", bytes(33, 0), first, trailer);
        write(FuzzTarget.WAL_REPLAY, "damaged", bytes(1, 2), first, more);
        write(FuzzTarget.WAL_REPLAY, "torn", bytes(1, 8), first, more);
        byte[] linked = join(frame(LINK, 2, 0, 3, 4256, new byte[24]), more);
        byte[] length = bytes(first.length >> 8, first.length);
        write(FuzzTarget.WAL_REPLAY, "two", bytes(21, 0), length, first, linked);
        write(FuzzTarget.WAL_REPLAY, "two-closed", bytes(61, 0), length, first, linked);
        write(FuzzTarget.WAL_REPLAY, "raw", bytes(0), first, more);
    }

    /** Returns a frame without checksums and place, padded: the target puts those in. */
    private static byte[] frame(int type, long sequence, int count, long markSegment, long markEnd, byte[] payload) {
        ByteSink sink = new ByteSink(64);
        sink.putLong(0);
        sink.putInt(payload.length);
        sink.putInt(0);
        sink.putLong((long) type << 56 | sequence);
        sink.putInt(count);
        sink.putLong(markSegment);
        sink.putInt((int) (markEnd / 8));
        sink.put(payload);
        sink.putZeros((8 - sink.length() % 8) % 8);
        return sink.toBytes();
    }

    private static byte[] join(byte[]... parts) {
        ByteSink sink = new ByteSink(256);
        for (byte[] part : parts) {
            sink.put(part);
        }
        return sink.toBytes();
    }

    private void blocks() throws IOException {
        BlockBuilder builder = new BlockBuilder(4096);
        byte[] before = new byte[0];
        for (int i = 0; i < 40; i++) {
            byte[] key = ScopedKey.of(0, String.format("key%03d", i / 2).getBytes(UTF_8));
            int same = Arrays.mismatch(before, key);
            byte[] value = "v".repeat(i).getBytes(UTF_8);
            builder.add(same < 0 ? key.length : same, key, 0, key.length, Tag.of(100 - i, EntryKind.PUT), value, 0, i);
            before = key;
        }
        int length = builder.finish();
        byte[] block = Arrays.copyOf(builder.array(), length);
        write(FuzzTarget.BLOCK, "forty", bytes(6), ScopedKey.of(0, "key007".getBytes(UTF_8)), block);
        BlockBuilder one = new BlockBuilder(64);
        byte[] key = ScopedKey.of(16, bytes(1, 2, 3));
        one.add(0, key, 0, key.length, Tag.of(1, EntryKind.DELETE), new byte[0], 0, 0);
        int oneLength = one.finish();
        write(FuzzTarget.BLOCK, "one", bytes(3), key, Arrays.copyOf(one.array(), oneLength));
        byte[] plain = Arrays.copyOf(block, length + StoredBlock.TRAILER_BYTES);
        StoredBlock.putTrailer(plain, 0, length, length, StoredBlock.PLAIN, 0);
        write(FuzzTarget.STORED_BLOCK, "plain", plain);
        BlockCompression compression = new BlockCompression();
        int compressed = compression.compress(block, length);
        byte[] target = Arrays.copyOf(compression.array(), compressed + StoredBlock.TRAILER_BYTES);
        StoredBlock.putTrailer(target, 0, compressed, length, StoredBlock.LZ4, 0);
        write(FuzzTarget.STORED_BLOCK, "lz4", target);
        BloomFilterBuilder filter = new BloomFilterBuilder(10);
        filter.add(key, 0, key.length);
        write(FuzzTarget.FILTER, "one", bytes(9, key.length - 1), key, filter.finish(0));
        write(FuzzTarget.KEY, "keys", bytes(0, 16, 3), "key".getBytes(UTF_8), bytes(0, 0x80, 1, 0xFF, 0x7F, 5));
    }

    private void tables() throws IOException {
        for (Compression compression : Compression.values()) {
            for (int bits : new int[] {0, 10}) {
                FuzzDisk disk = new FuzzDisk();
                TableOptions options = new TableOptions(512, compression, bits);
                try (TableWriter writer =
                        new TableWriter(disk.vfs, FuzzDisk.DIRECTORY, TableTargets.NUMBER, FuzzDisk.STORE, options)) {
                    for (int i = 0; i < 60; i++) {
                        byte[] key = ScopedKey.of(i < 50 ? 0 : 16, String.format("key%04d", i / 2).getBytes(UTF_8));
                        int kind = i % 9 == 8 ? EntryKind.DELETE : EntryKind.PUT;
                        byte[] value = kind == EntryKind.DELETE ? new byte[0] : ("value " + i).getBytes(UTF_8);
                        writer.add(key, 0, key.length, Tag.of(200 - i, kind), value, 0, value.length);
                    }
                    writer.finish();
                }
                String name = compression.name().toLowerCase(Locale.ROOT) + "-" + bits;
                byte[] file = disk.get(FileName.table(TableTargets.NUMBER));
                write(FuzzTarget.TABLE, name, bytes(7), file);
                write(FuzzTarget.TABLE, name + "-moved", bytes(31), file);
            }
        }
    }

    /** The files of a store that lived. */
    private void store() throws IOException {
        FuzzDisk disk = new FuzzDisk();
        Environment system = Environment.system();
        SplittableRandom random = new SplittableRandom(1);
        Environment world = new Environment(
                disk.vfs, system.nanoTime(), () -> 1234, system.workers(), random::nextLong, "boot-1", false);
        Options options = Options.defaults()
                .withMemtableBytes(64 << 10)
                .withWalSegmentBytes(64 << 10)
                .withCompactionStyle(CompactionStyle.NONE);
        Path path = FuzzDisk.DIRECTORY.resolve("store");
        for (int life = 0; life < 2; life++) {
            try (Store store = LsmStore.open(world, path, options)) {
                KeySpace space = store.keySpace("orders" + life);
                for (int i = 0; i < 3; i++) {
                    store.put(("k" + life + i).getBytes(UTF_8), new byte[i]);
                    space.put(bytes(i), bytes(i, i));
                    store.flush();
                }
                store.compact(Range.all());
            }
        }
        SuperblockContent content = Superblock.read(disk.vfs, path);
        byte[] manifest = disk.get("store/" + FileName.manifest(content.newest().manifestNumber()));
        byte[] frames = Arrays.copyOfRange(manifest, FileHeader.BYTES, (int) content.newest().durableLength());
        frames = new String(frames, StandardCharsets.ISO_8859_1)
                .replace(content.storeId().toString(), FuzzDisk.STORE.toString())
                .getBytes(StandardCharsets.ISO_8859_1);
        write(FuzzTarget.MANIFEST, "lived", bytes(1, 0), frames);
        write(FuzzTarget.MANIFEST, "one-slot", bytes(3, 0), frames);
        write(FuzzTarget.MANIFEST, "cut", bytes(5, 0, 2, 0), frames);
        write(FuzzTarget.RECORD_FRAMES, "lived", bytes(1, 0), frames);
        records(frames);
        byte[] superblock = disk.get("store/" + FileName.CURRENT);
        byte[] header = Arrays.copyOf(superblock, FileHeader.BYTES);
        byte[] first = Arrays.copyOfRange(superblock, 4096, 4096 + 128);
        byte[] second = Arrays.copyOfRange(superblock, 8192, 8192 + 128);
        write(FuzzTarget.SUPERBLOCK, "both", bytes(7), header, first, second);
        write(FuzzTarget.SUPERBLOCK, "one", bytes(7), header, first);
        write(FuzzTarget.OWNER, "lived", bytes(1), "pid=12\nstart=1234\nboot=b-1\ncrc32c=00000000\n".getBytes(UTF_8));
        write(FuzzTarget.OWNER, "zeros", bytes(0), new byte[100]);
        for (FileKind kind : FileKind.values()) {
            byte[] each = new FileHeader(kind, 2, FuzzDisk.STORE, 0).encode();
            write(FuzzTarget.FILE_HEADER, kind.name().toLowerCase(Locale.ROOT),
                    bytes(1 | kind.ordinal() << 1 | 2 << 3), each);
        }
    }

    private void records(byte[] frames) throws IOException {
        String text = new String(frames, StandardCharsets.ISO_8859_1);
        int number = 0;
        for (int at = text.indexOf("{\"type\""); at >= 0; at = text.indexOf("{\"type\"", at + 1)) {
            String json = text.substring(at, text.indexOf('\n', at) + 1);
            write(FuzzTarget.MANIFEST_RECORD, "record" + number++ % 6, json.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void texts() throws IOException {
        SeedTexts.write(this::write);
    }

    /** How a text seed is written. */
    @FunctionalInterface
    interface Sink {
        void write(FuzzTarget target, String name, byte[]... parts) throws IOException;
    }
}
