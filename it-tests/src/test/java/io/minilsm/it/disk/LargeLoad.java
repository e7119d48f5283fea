package io.minilsm.it.disk;

import io.minilsm.MiniLsm;
import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.api.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A process that writes more than it has memory, with default options, and reads it all. */
public final class LargeLoad {
    /** What it prints before the number of entries, once it has found all of them. */
    static final String READ = "read ";

    static final int VALUE_BYTES = 1000;

    private static final int BATCH = 100;

    /** Odd, so that multiples of it go over all numbers below a power of two, in an order like chance's. */
    private static final int STRIDE = 0x9E3779B1;

    private LargeLoad() {}

    /** Takes the directory of the store, and the power of two that is the number of entries. */
    public static void main(String[] words) {
        int count = 1 << Integer.parseInt(words[1]);
        try (Store store = MiniLsm.open(Path.of(words[0]), Options.defaults())) {
            write(store, count);
            read(store, count);
            System.out.println("heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
            System.out.println(READ + count);
        } catch (Throwable e) {
            WriterTask.fail("large load", e);
        }
    }

    private static void write(Store store, int count) throws IOException {
        WriteBatch batch = new WriteBatch();
        for (int i = 0; i < count; i++) {
            int number = number(i, count);
            batch.put(key(number), value(number));
            if ((i + 1) % BATCH == 0 || i == count - 1) {
                store.write(batch, Durability.OS);
                batch = new WriteBatch();
            }
        }
    }

    private static void read(Store store, int count) throws IOException {
        try (Cursor cursor = store.cursor(Range.all())) {
            for (int number = 0; number < count; number++) {
                require(cursor.next() && Arrays.equals(key(number), cursor.key()), "scan", number);
                require(Arrays.equals(value(number), cursor.value()), "scan", number);
            }
            require(!cursor.next(), "scan", count);
        }
        for (int i = 0; i < count; i += BATCH) {
            int number = number(i, count);
            require(Arrays.equals(value(number), store.get(key(number))), "get", number);
        }
    }

    private static void require(boolean right, String operation, int number) {
        if (!right) {
            throw new AssertionError(operation + ": entry " + number + " is missing or not as written");
        }
    }

    private static int number(int i, int count) {
        return i * STRIDE & count - 1;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** Bytes that do not compress. */
    private static byte[] value(int number) {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(number).nextBytes(value);
        return value;
    }
}
