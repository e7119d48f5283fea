package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.FormatVersionException;
import io.minilsm.api.WriteBatch;
import io.minilsm.internal.block.Block;
import io.minilsm.internal.block.BlockCompression;
import io.minilsm.internal.block.BlockCursor;
import io.minilsm.internal.block.StoredBlock;
import io.minilsm.internal.codec.ByteSource;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.codec.Varint;
import io.minilsm.internal.filter.BloomFilter;
import io.minilsm.internal.filter.BloomFilterBuilder;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.iterator.InternalIterator;
import io.minilsm.internal.key.LookupResult;
import io.minilsm.internal.key.ScopedKey;
import io.minilsm.internal.sstable.BlockCache;
import io.minilsm.internal.sstable.SurvivingEntries;
import io.minilsm.internal.sstable.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Targets of tables and what they are made of. */
final class TableTargets {
    static final int NUMBER = 7;

    private TableTargets() {}

    private record Entry(byte[] key, long tag) {
        int compareTo(Entry other) {
            return ScopedKey.compare(
                    key, 0, key.length, tag, other.key, 0, other.key.length, other.tag);
        }
    }

    /** Input: length of a key to seek, the key, block. */
    static void block(FuzzInput input) {
        byte[] wanted = input.take(1 + input.next() % 16);
        byte[] bytes = input.rest();
        byte[] block;
        try {
            block = Block.of(bytes, 0, bytes.length);
        } catch (MalformedException e) {
            return;
        }
        List<Entry> forward = walk(block, true);
        List<Entry> backward = walk(block, false);
        seek(block, wanted);
        require(forward.size() == Block.entries(block), "not all entries are walked");
        require(forward.size() == backward.size(), "forward and backward differ");
        boolean isSorted = isSorted(forward);
        for (int i = 0; i < forward.size(); i++) {
            Entry entry = forward.get(i);
            require(entry.compareTo(backward.get(forward.size() - 1 - i)) == 0, "forward and backward differ");
            require(!isSorted || get(block, entry.key, entry.tag), "key of a sorted block is not found");
        }
    }

    private static List<Entry> walk(byte[] block, boolean forward) {
        List<Entry> entries = new ArrayList<>();
        BlockCursor cursor = new BlockCursor();
        cursor.reset(block);
        if (forward) {
            cursor.seekToFirst();
        } else {
            cursor.seekToLast();
        }
        while (cursor.isValid()) {
            entries.add(new Entry(Arrays.copyOf(cursor.keyArray(), cursor.keyLength()), cursor.tag()));
            require(
                    cursor.valueOffset() + cursor.valueLength() <= cursor.valueArray().length,
                    "value outside its array");
            if (forward) {
                cursor.next();
            } else {
                cursor.prev();
            }
            require(entries.size() <= block.length, "more entries than bytes");
        }
        return entries;
    }

    private static void seek(byte[] block, byte[] wanted) {
        BlockCursor cursor = new BlockCursor();
        cursor.reset(block);
        cursor.seek(wanted, 0, wanted.length, Long.MAX_VALUE);
        if (cursor.isValid()) {
            cursor.prev();
        }
        get(block, wanted, Long.MAX_VALUE);
    }

    private static boolean get(byte[] block, byte[] key, long tag) {
        return Block.get(block, key, 0, key.length, tag, new LookupResult());
    }

    private static boolean isSorted(List<Entry> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i - 1).compareTo(entries.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Input: stored block with its trailer. */
    static void storedBlock(FuzzInput input) {
        byte[] stored = input.rest();
        if (stored.length <= StoredBlock.TRAILER_BYTES) {
            return;
        }
        try {
            int plainBytes = StoredBlock.plainBytes(stored, 0, stored.length);
            int payload = stored.length - StoredBlock.TRAILER_BYTES;
            require(plainBytes <= 255L * payload, "more bytes than the payload can give: " + plainBytes);
            if (!StoredBlock.isCompressed(stored, 0, stored.length)) {
                return;
            }
            byte[] plain = new byte[plainBytes];
            BlockCompression.decompress(stored, 0, payload, plain, 0, plainBytes);
            requireRoundTrip(plain);
        } catch (MalformedException e) {
            require(e.position() >= 0 && e.position() <= stored.length, "position outside: " + e);
        }
    }

    private static void requireRoundTrip(byte[] plain) throws MalformedException {
        if (plain.length <= Block.TAIL_BYTES) {
            return;
        }
        BlockCompression compression = new BlockCompression();
        int compressed = compression.compress(plain, plain.length);
        if (compressed > 0) {
            byte[] again = plain.clone();
            int body = plain.length - Block.TAIL_BYTES;
            Arrays.fill(again, 0, body, (byte) 0);
            BlockCompression.decompress(compression.array(), 0, compressed - Block.TAIL_BYTES, again, 0, body);
            require(Arrays.equals(plain, again), "compressed and back is another block");
        }
    }

    /** Input: bits per key, filter and key; the key is also put into a filter of its own. */
    static void filter(FuzzInput input) {
        int bits = 1 + input.next() % 24;
        byte[] key = input.take(1 + input.next() % 32);
        byte[] bytes = input.rest();
        try {
            BloomFilter.of(bytes, bytes.length).mayContain(key, 0, key.length);
        } catch (MalformedException e) {
            require(!e.getMessage().isEmpty(), "damage without words");
        }
        BloomFilterBuilder builder = new BloomFilterBuilder(bits);
        builder.add(key, 0, key.length);
        builder.add(bytes, 0, bytes.length);
        byte[] made = builder.finish(0);
        try {
            BloomFilter filter = BloomFilter.of(made, made.length);
            require(filter.mayContain(key, 0, key.length), "filter denies a key");
            require(filter.mayContain(bytes, 0, bytes.length), "filter denies a key");
        } catch (MalformedException e) {
            throw new AssertionError("made filter does not hold", e);
        }
    }

    /** Input: what is repaired, file. */
    static void table(FuzzInput input) throws Exception {
        int switches = input.next();
        byte[] file = input.rest();
        TableRepair.repair(file, NUMBER, switches);
        FuzzDisk disk = new FuzzDisk().put(FileName.table(NUMBER), file);
        survive(disk, file.length);
        try (TableReader reader = TableReader.open(
                disk.vfs, FuzzDisk.DIRECTORY, NUMBER, FuzzDisk.STORE, file.length, new BlockCache(1 << 16))) {
            List<CorruptionException> damages = new ArrayList<>();
            reader.verify(OptionalInt.empty(), damages::add);
            List<Entry> forward = walk(reader, true);
            List<Entry> backward = walk(reader, false);
            if (damages.isEmpty()) {
                require(forward != null && backward != null, "verified, but cannot be read");
                require(forward.size() == reader.properties().entries(), "verified, but not all entries are there");
                require(forward.size() == backward.size(), "forward and backward differ");
                for (int i = 0; i < forward.size(); i++) {
                    require(i == 0 || forward.get(i - 1).compareTo(forward.get(i)) < 0, "verified, but not sorted");
                    require(forward.get(i).compareTo(backward.get(forward.size() - 1 - i)) == 0, "another way back");
                    require(get(reader, forward.get(i)), "verified, but a key is not found");
                }
            } else if (forward != null) {
                for (Entry entry : forward.subList(0, Math.min(50, forward.size()))) {
                    try {
                        get(reader, entry);
                    } catch (CorruptionException e) {
                        require(e.getMessage().contains("file="), "damage without a file: " + e);
                    }
                }
            }
        } catch (CorruptionException | FormatVersionException e) {
            require(e.getMessage().contains("file="), "damage without a file: " + e);
        }
    }

    private static boolean get(TableReader reader, Entry entry) throws IOException {
        return reader.get(entry.key, 0, entry.key.length, entry.tag, new LookupResult());
    }

    /** Returns the entries; null if the table does not hold. */
    private static List<Entry> walk(TableReader reader, boolean forward) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InternalIterator at = reader.iterator(forward)) {
            if (forward) {
                at.seekToFirst();
            } else {
                at.seekToLast();
            }
            while (at.isValid()) {
                entries.add(new Entry(
                        Arrays.copyOfRange(at.keyArray(), at.keyOffset(), at.keyOffset() + at.keyLength()), at.tag()));
                if (forward) {
                    at.next();
                } else {
                    at.prev();
                }
            }
            return entries;
        } catch (CorruptionException e) {
            require(e.getMessage().contains("file="), "damage without a file: " + e);
            return null;
        }
    }

    private static void survive(FuzzDisk disk, int fileBytes) throws IOException {
        List<Object> lost = new ArrayList<>();
        try (SurvivingEntries at = SurvivingEntries.open(
                disk.vfs, FuzzDisk.DIRECTORY, NUMBER, FuzzDisk.STORE, fileBytes, 1, lost::add, lost::add)) {
            Entry before = null;
            for (at.seekToFirst(); at.isValid(); at.next()) {
                Entry entry = new Entry(
                        Arrays.copyOfRange(at.keyArray(), at.keyOffset(), at.keyOffset() + at.keyLength()), at.tag());
                require(before == null || before.compareTo(entry) < 0, "survivors out of order");
                before = entry;
            }
        } catch (CorruptionException | FormatVersionException e) {
            require(e.getMessage().contains("file="), "damage without a file: " + e);
        }
    }

    /** Input: two bytes of a space, key, as one field each. */
    static void key(FuzzInput input) {
        int space = input.nextShort() << input.next() % 15;
        byte[] key = input.field();
        byte[] other = input.rest();
        byte[] scoped = ScopedKey.of(space, key);
        require(Arrays.equals(ScopedKey.userKey(scoped, 0, scoped.length), key), "key changes in a round trip");
        require(ScopedKey.prefixLength(scoped, 0) == Varint.length(space), "length of the space");
        byte[] start = ScopedKey.start(space);
        byte[] end = ScopedKey.end(space);
        require(
                Arrays.compareUnsigned(start, scoped) <= 0 && Arrays.compareUnsigned(scoped, end) < 0,
                "key outside its space");
        if (key.length > 0 && other.length > 0 && other.length <= WriteBatch.MAX_KEY_BYTES) {
            byte[] second = ScopedKey.of(space, other);
            int order = ScopedKey.compare(scoped, 0, scoped.length, second, 0, second.length);
            require(Integer.signum(order) == Integer.signum(Arrays.compareUnsigned(key, other)), "order of keys");
        }
        ByteSource source = new ByteSource(other, 0, other.length);
        try {
            while (source.remaining() > 0) {
                long value = source.getVarint();
                byte[] encoded = new byte[10];
                int length = Varint.put(encoded, 0, value);
                require(length == Varint.length(value), "length of a varint");
                require(new ByteSource(encoded, 0, length).getVarint() == value, "varint changes in a round trip");
            }
        } catch (MalformedException e) {
            require(e.position() <= other.length, "position outside: " + e);
        }
    }
}
