package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.minilsm.api.CompactionStyle;
import io.minilsm.api.CorruptionException;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.FormatVersionException;
import io.minilsm.api.KeySpace;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.internal.codec.Bytes;
import io.minilsm.internal.codec.Checksum;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.format.FileHeader;
import io.minilsm.testing.CallersThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A whole store, closed in order, one of whose files is another than was written. */
final class StoreTargets {
    private static final int READ_ONLY = 1;
    private static final int REPAIR_HEADER = 2;
    private static final int CUT = 4;
    private static final int LENGTHEN = 8;
    private static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withCompactionStyle(CompactionStyle.NONE);
    private static final byte[] SPACE_KEY = {7};

    private StoreTargets() {}

    /** The files of the store by name, and what they hold. Made once, the same each time. */
    private static final class Whole {
        private static final Map<String, byte[]> FILES = new TreeMap<>();
        private static final Map<String, String> ENTRIES = new TreeMap<>();

        static {
            try {
                make();
            } catch (IOException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static void make() throws IOException {
            FuzzDisk disk = new FuzzDisk();
            for (int life = 0; life < 2; life++) {
                try (Store store = LsmStore.open(world(disk), FuzzDisk.DIRECTORY, OPTIONS)) {
                    for (int i = 0; i < 40; i++) {
                        put(store, "key" + i * (life + 1), "value " + life + "." + i, Durability.OS);
                        if (i == 12 || i == 25) {
                            store.flush();
                        }
                    }
                    store.keySpace("space").put(SPACE_KEY, SPACE_KEY, Durability.SYNC);
                }
            }
            for (String name : disk.vfs.list(FuzzDisk.DIRECTORY)) {
                FILES.put(name, disk.get(name));
            }
        }

        private static void put(Store store, String key, String value, Durability durability) throws IOException {
            store.put(key.getBytes(UTF_8), value.getBytes(UTF_8), durability);
            ENTRIES.put(key, value);
        }
    }

    /**
     * Input: switches, which file, then changes: two bytes of place from the file's start, one byte of place in units
     * of 256 bytes from there, length, bytes. What the store gives is what was written, or an error names a file.
     */
    static void store(FuzzInput input) throws Exception {
        int switches = input.next();
        String[] names = Whole.FILES.keySet().toArray(String[]::new);
        String name = names[input.next() % names.length];
        byte[] whole = Whole.FILES.get(name);
        byte[] bytes = change(whole, switches, input);
        FuzzDisk disk = new FuzzDisk();
        for (Map.Entry<String, byte[]> file : Whole.FILES.entrySet()) {
            disk.put(file.getKey(), file.getKey().equals(name) ? bytes : file.getValue());
        }
        try (Store store = (switches & READ_ONLY) != 0
                ? LsmStore.openReadOnly(world(disk), FuzzDisk.DIRECTORY, OPTIONS)
                : LsmStore.open(world(disk), FuzzDisk.DIRECTORY, OPTIONS)) {
            read(store, name);
        } catch (CorruptionException e) {
            require(e.getMessage().contains("file="), "damage without a file: " + e);
            require(!Arrays.equals(whole, bytes), "a whole store is called damaged: " + e);
        } catch (FormatVersionException e) {
            require(e.getMessage().contains("file=" + name), "another file's version: " + e);
        } catch (NotAStoreException e) {
            throw new AssertionError("a store with one other file is called none: file=" + name, e);
        }
    }

    private static byte[] change(byte[] whole, int switches, FuzzInput input) {
        byte[] bytes = whole.clone();
        if ((switches & CUT) != 0) {
            bytes = Arrays.copyOf(bytes, Math.min(bytes.length, input.nextShort() << (switches >>> 4 & 3)));
        } else if ((switches & LENGTHEN) != 0) {
            bytes = Arrays.copyOf(bytes, bytes.length + input.next());
        }
        for (byte[] change = input.take(5); change.length == 5 && bytes.length > 0; change = input.take(5)) {
            int at = ((change[0] & 0xFF) << 8 | change[1] & 0xFF) + (change[2] & 0xFF) * 256;
            byte[] with = input.take(change[3] & 0x1F);
            for (int i = 0; i < with.length && at + i < bytes.length; i++) {
                bytes[at + i] = with[i];
            }
            bytes[at % bytes.length] ^= change[4];
        }
        if ((switches & REPAIR_HEADER) != 0 && bytes.length >= FileHeader.BYTES) {
            Bytes.putInt(bytes, FileHeader.BYTES - 4, Checksum.of(0, bytes, 0, FileHeader.BYTES - 4));
        }
        return bytes;
    }

    private static void read(Store store, String name) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Cursor cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                found.put(new String(cursor.key(), UTF_8), new String(cursor.value(), UTF_8));
            }
        }
        require(found.equals(Whole.ENTRIES), "other entries than were written: changed file=" + name + ", found="
                + found);
        for (Map.Entry<String, String> entry : Whole.ENTRIES.entrySet()) {
            byte[] value = store.get(entry.getKey().getBytes(UTF_8));
            require(value != null && entry.getValue().equals(new String(value, UTF_8)),
                    "get gives another value: key=" + entry.getKey() + ", changed file=" + name);
        }
        KeySpace space = store.keySpace("space");
        require(Arrays.equals(SPACE_KEY, space.get(SPACE_KEY)), "entry of a key space is lost: changed file=" + name);
    }

    private static Environment world(FuzzDisk disk) {
        Environment system = Environment.system();
        SplittableRandom random = new SplittableRandom(1);
        return new Environment(
                disk.vfs, system.nanoTime(), () -> 1234, name -> new CallersThread(), random::nextLong, "boot", false);
    }

    /** Returns the number of files. */
    static int files() {
        return Whole.FILES.size();
    }
}
