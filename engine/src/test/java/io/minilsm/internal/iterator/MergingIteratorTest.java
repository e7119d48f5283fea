package io.minilsm.internal.iterator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergingIteratorTest {
    @Test
    void anyMovesGiveWhatASortedListGives() throws IOException {
        for (long seed = 1; seed <= 200; seed++) {
            walk(seed);
        }
    }

    private static void walk(long seed) throws IOException {
        Random random = new Random(seed);
        int children = random.nextInt(9);
        int keys = 1 + random.nextInt(60);
        List<Entry> all = children == 0 ? List.of() : IteratorWalk.entries(random, random.nextInt(150), keys);
        List<List<Entry>> parts = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            parts.add(new ArrayList<>());
        }
        all.forEach(entry -> parts.get(random.nextInt(children)).add(entry));
        List<InternalIterator> iterators = new ArrayList<>();
        parts.forEach(part -> iterators.add(new ModelIterator(part)));
        try (InternalIterator merged = MergingIterator.of(iterators)) {
            try {
                IteratorWalk.check(merged, all, random, 400, keys);
            } catch (AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    @Test
    void childBehindWhichNothingIsLeftComesBackWhenTheDirectionChanges() throws IOException {
        Entry a = entry("a", 3);
        Entry b = entry("b", 2);
        Entry c = entry("c", 1);
        InternalIterator merged = merge(new ModelIterator(List.of(a)), new ModelIterator(List.of(b, c)));
        merged.seekToLast();
        IteratorWalk.expect(merged, c);
        merged.prev();
        merged.prev();
        IteratorWalk.expect(merged, a);
        merged.next();
        IteratorWalk.expect(merged, b);
        merged.prev();
        IteratorWalk.expect(merged, a);
        merged.prev();
        IteratorWalk.expect(merged, null);
    }

    @Test
    void sameInternalKeyInTwoChildrenDoesNoHarm() throws IOException {
        Entry a = entry("a", 1);
        Entry b = entry("b", 2);
        InternalIterator merged = merge(new ModelIterator(List.of(a, b)), new ModelIterator(List.of(a, b)));
        merged.seekToFirst();
        int count = 0;
        for (; merged.isValid(); merged.next()) {
            IteratorWalk.expect(merged, count < 2 ? a : b);
            count++;
        }
        assertEquals(4, count);
    }

    @Test
    void sameInternalKeyInTwoChildrenIsNotRepeatedWhenTheDirectionChangesOnIt() throws IOException {
        Entry a = entry("a", 1);
        Entry b = entry("b", 2);
        InternalIterator merged = merge(new ModelIterator(List.of(a, b)), new ModelIterator(List.of(a, b)));
        merged.seekToLast();
        merged.prev();
        merged.prev();
        IteratorWalk.expect(merged, a);
        merged.next();
        IteratorWalk.expect(merged, b);
    }

    @Test
    void failedMoveLeavesTheIteratorOnNoEntry() throws IOException {
        ModelIterator failing = new ModelIterator(List.of(entry("a", 1), entry("b", 2)));
        InternalIterator merged = merge(failing, new ModelIterator(List.of(entry("c", 3))));
        merged.seekToFirst();
        IOException failure = new IOException("read");
        failing.failWith(failure);
        assertSame(failure, assertThrows(IOException.class, merged::next));
        assertFalse(merged.isValid());
    }

    @Test
    void closeClosesEveryChildThoughOneFails() {
        ModelIterator first = new ModelIterator(List.of());
        ModelIterator second = new ModelIterator(List.of());
        ModelIterator third = new ModelIterator(List.of());
        IOException one = new IOException("one");
        IOException two = new IOException("two");
        first.failWith(one);
        second.failWith(two);
        InternalIterator merged = merge(first, second, third);
        assertSame(one, assertThrows(IOException.class, merged::close));
        assertArrayEquals(new Throwable[] {two}, one.getSuppressed());
        assertTrue(first.isClosed() && second.isClosed() && third.isClosed());
    }

    @Test
    void onlyChildIsReturnedItself() {
        ModelIterator only = new ModelIterator(List.of());
        assertSame(only, MergingIterator.of(List.of(only)));
    }

    private static InternalIterator merge(InternalIterator... children) {
        return MergingIterator.of(List.of(children));
    }

    private static Entry entry(String key, long sequence) {
        return new Entry(key.getBytes(), Tag.of(sequence, EntryKind.PUT), new byte[] {1});
    }
}
