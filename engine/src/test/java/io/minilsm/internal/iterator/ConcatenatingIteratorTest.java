package io.minilsm.internal.iterator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.internal.iterator.ModelIterator.Entry;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConcatenatingIteratorTest {
    @Test
    void anyMovesGiveWhatASortedListGivesAndOneChildIsOpen() throws IOException {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int keys = 1 + random.nextInt(60);
            List<Entry> all = IteratorWalk.entries(random, random.nextInt(150), keys);
            Tables tables = new Tables(split(all, random));
            try (InternalIterator iterator = tables.iterator()) {
                IteratorWalk.check(iterator, all, random, 400, keys);
                assertTrue(tables.openCount() <= 1);
            } catch (AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
            assertEquals(0, tables.openCount(), () -> "left open");
        }
    }

    @Test
    void nothingIsOpenedBeforeTheFirstSeek() throws IOException {
        Tables tables = new Tables(List.of(List.of(entry("a", 1))));
        try (InternalIterator iterator = tables.iterator()) {
            assertFalse(iterator.isValid());
            assertEquals(0, tables.opened.size());
        }
    }

    @Test
    void seekInTheOpenChildDoesNotOpenItAgain() throws IOException {
        Tables tables = new Tables(List.of(List.of(entry("a", 1), entry("b", 2)), List.of(entry("c", 3))));
        InternalIterator iterator = tables.iterator();
        iterator.seekToFirst();
        iterator.seek("b".getBytes(), 0, 1, Tag.NEWEST);
        IteratorWalk.expect(iterator, entry("b", 2));
        assertEquals(1, tables.opened.size());
    }

    @Test
    void failureToOpenLeavesTheIteratorOnNoEntryAndMayBeTriedAgain() throws IOException {
        List<List<Entry>> parts = List.of(List.of(entry("a", 1)), List.of(entry("b", 2)));
        IOException failure = new IOException("open");
        boolean[] fails = {true};
        byte[][] largest = {"a".getBytes(), "b".getBytes()};
        InternalIterator iterator = new ConcatenatingIterator(largest, index -> {
            if (index == 1 && fails[0]) {
                throw failure;
            }
            return new ModelIterator(parts.get(index));
        });
        iterator.seekToFirst();
        assertSame(failure, assertThrows(IOException.class, iterator::next));
        assertFalse(iterator.isValid());
        fails[0] = false;
        iterator.seekToLast();
        IteratorWalk.expect(iterator, entry("b", 2));
    }

    private static List<List<Entry>> split(List<Entry> all, Random random) {
        List<List<Entry>> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean newKey = i == 0 || !Arrays.equals(all.get(i).key(), all.get(i - 1).key());
            if (parts.isEmpty() || newKey && random.nextInt(4) == 0) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(all.get(i));
        }
        return parts;
    }

    private static Entry entry(String key, long sequence) {
        return new Entry(key.getBytes(), Tag.of(sequence, EntryKind.PUT), new byte[] {1});
    }

    private static final class Tables {
        final List<List<Entry>> parts;
        final List<ModelIterator> opened = new ArrayList<>();

        Tables(List<List<Entry>> parts) {
            this.parts = parts;
        }

        InternalIterator iterator() {
            byte[][] largest = new byte[parts.size()][];
            for (int i = 0; i < largest.length; i++) {
                largest[i] = parts.get(i).get(parts.get(i).size() - 1).key();
            }
            return new ConcatenatingIterator(largest, index -> {
                opened.add(new ModelIterator(parts.get(index)));
                return opened.get(opened.size() - 1);
            });
        }

        long openCount() {
            return opened.stream().filter(iterator -> !iterator.isClosed()).count();
        }
    }
}
