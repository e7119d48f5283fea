package io.minilsm.bench.rot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is in each store that is damaged: entries that follow from their number. Stateless. */
final class KnownEntries {
    static final int COUNT = 1500;

    private static final int PER_STEP = 20;
    private static final int VALUE_BYTES = 100;

    private KnownEntries() {}

    /** An entry. */
    record Entry(byte[] key, byte[] value) {}

    static Entry entry(int i) {
        // Not in the order of writing, and values that compress to a half.
        byte[] key = String.format("key%08x", Integer.reverse(i)).getBytes(StandardCharsets.US_ASCII);
        byte[] value = new byte[VALUE_BYTES];
        SplittableRandom random = new SplittableRandom(i);
        for (int at = 0; at < value.length; at++) {
            value[at] = (byte) (at % 2 == 0 ? random.nextInt(256) : 'v');
        }
        return new Entry(key, value);
    }

    /** Writes everything; the last third stays where writes go first. */
    static void writeTo(RotStore store) throws Exception {
        for (int from = 0; from < COUNT; from += PER_STEP) {
            List<Entry> step = new ArrayList<>();
            for (int i = from; i < Math.min(COUNT, from + PER_STEP); i++) {
                step.add(entry(i));
            }
            store.write(step);
            if (from == COUNT / 3 / PER_STEP * PER_STEP || from == 2 * COUNT / 3 / PER_STEP * PER_STEP) {
                store.settle();
            }
        }
    }
}
