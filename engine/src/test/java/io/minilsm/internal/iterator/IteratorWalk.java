package io.minilsm.internal.iterator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Moves an iterator at random and compares it with what a sorted list says. */
public final class IteratorWalk {
    private IteratorWalk() {}

    /** Returns distinct entries in order; few keys, so that they have several versions. */
    public static List<Entry> entries(Random random, int count, int keys) {
        TreeSet<Entry> entries = new TreeSet<>();
        for (int sequence = 1; sequence <= count; sequence++) {
            byte[] key = key(random, keys);
            boolean delete = random.nextInt(5) == 0;
            byte[] value = delete ? new byte[0] : ("v" + sequence).getBytes(StandardCharsets.ISO_8859_1);
            entries.add(new Entry(key, Tag.of(sequence, delete ? EntryKind.DELETE : EntryKind.PUT), value));
        }
        return List.copyOf(entries);
    }

    /** Returns a key; one in eight is short, the others share a prefix longer than eight bytes. */
    public static byte[] key(Random random, int keys) {
        int number = random.nextInt(keys);
        String key = number % 8 == 0 ? "\0" + (char) number : "\0common/prefix/" + number;
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Makes that many random moves. */
    public static void check(InternalIterator iterator, List<Entry> model, Random random, int moves, int keys)
            throws IOException {
        int at = -1;
        for (int move = 0; move < moves; move++) {
            int choice = at < 0 ? random.nextInt(3) : random.nextInt(40);
            if (choice == 0) {
                iterator.seekToFirst();
                at = model.isEmpty() ? -1 : 0;
            } else if (choice == 1) {
                iterator.seekToLast();
                at = model.size() - 1;
            } else if (choice == 2) {
                Entry sought = new Entry(key(random, keys), seekTag(random, model.size()), new byte[0]);
                byte[] shifted = new byte[sought.key().length + 3];
                System.arraycopy(sought.key(), 0, shifted, 3, sought.key().length);
                iterator.seek(shifted, 3, sought.key().length, sought.tag());
                at = firstAtOrBehind(model, sought);
            } else if (choice < 22) {
                iterator.next();
                at = at + 1 == model.size() ? -1 : at + 1;
            } else {
                iterator.prev();
                at--;
            }
            expect(iterator, at < 0 ? null : model.get(at));
        }
    }

    private static long seekTag(Random random, int sequences) {
        return random.nextBoolean() ? Tag.NEWEST : Tag.seekAt(random.nextInt(sequences + 1));
    }

    private static int firstAtOrBehind(List<Entry> model, Entry sought) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).compareTo(sought) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** Checks that the iterator stands on the entry, or on none if it is null. */
    public static void expect(InternalIterator iterator, Entry entry) {
        assertEquals(entry != null, iterator.isValid(), () -> "valid; expected entry=" + entry);
        if (entry == null) {
            return;
        }
        assertArrayEquals(entry.key(), key(iterator));
        assertEquals(entry.tag(), iterator.tag());
        assertArrayEquals(entry.value(), value(iterator));
    }

    /** Returns a copy of the key the iterator stands on. */
    public static byte[] key(InternalIterator iterator) {
        int from = iterator.keyOffset();
        return Arrays.copyOfRange(iterator.keyArray(), from, from + iterator.keyLength());
    }

    /** Returns a copy of the value the iterator stands on. */
    public static byte[] value(InternalIterator iterator) {
        int from = iterator.valueOffset();
        return Arrays.copyOfRange(iterator.valueArray(), from, from + iterator.valueLength());
    }
}
