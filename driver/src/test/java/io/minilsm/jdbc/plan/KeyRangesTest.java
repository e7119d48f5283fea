package io.minilsm.jdbc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyRangesTest {
    private static byte[] key(int... bytes) {
        byte[] key = new byte[bytes.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) bytes[i];
        }
        return key;
    }

    @Test
    void oneKeyIsAPoint() {
        KeyRanges only = KeyRanges.only(key(1, 2));
        assertTrue(only.isPoint(0));
        assertTrue(only.contains(key(1, 2)));
        assertFalse(only.contains(key(1, 2, 0)));
        assertFalse(KeyRanges.prefix(key(1, 2)).isPoint(0));
    }

    @Test
    void neighboursMergeIntoOneRange() {
        KeyRanges both = KeyRanges.union(List.of(KeyRanges.only(key(1)), KeyRanges.above(key(1))));
        assertEquals(1, both.count());
        assertTrue(KeyRanges.union(List.of(KeyRanges.atMost(key(5)), KeyRanges.above(key(5))))
                .complement()
                .isEmpty());
        assertNull(KeyRanges.all().range(0).from());
    }

    @Test
    void prefixOfHighestBytesHasNoEnd() {
        KeyRanges range = KeyRanges.prefix(key(0xFF, 0xFF));
        assertNull(range.range(0).to());
        assertTrue(range.contains(key(0xFF, 0xFF, 0xFF)));
        assertFalse(range.contains(key(0xFF, 0xFE)));
    }

    @Test
    void emptyKeyBoundsAreEverythingOrNothing() {
        byte[] empty = {};
        assertTrue(KeyRanges.only(empty).isEmpty());
        assertTrue(KeyRanges.below(empty).isEmpty());
        assertTrue(KeyRanges.atMost(empty).isEmpty());
        assertEquals(KeyRanges.all().toString(), KeyRanges.atLeast(empty).toString());
        assertEquals(KeyRanges.all().toString(), KeyRanges.above(empty).toString());
        assertTrue(KeyRanges.below(key(0)).isEmpty());
    }

    @Test
    void boundsLongerThanAnyKeyAreCutWithoutMovingAKey() {
        byte[] bound = new byte[1 << 20];
        Arrays.fill(bound, (byte) 7);
        byte[] longest = Arrays.copyOf(bound, 64 << 10);
        byte[] higher = longest.clone();
        higher[higher.length - 1]++;
        assertTrue(KeyRanges.below(bound).contains(longest));
        assertFalse(KeyRanges.atLeast(bound).contains(longest));
        assertTrue(KeyRanges.atLeast(bound).contains(higher));
        assertFalse(KeyRanges.below(bound).contains(higher));
        assertTrue(KeyRanges.only(bound).isEmpty());
        assertTrue(KeyRanges.below(bound).range(0).to().length <= (64 << 10) + 1);
    }

    @Test
    void setAlgebraHoldsForRandomSets() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            KeyRanges a = random(random, 4);
            KeyRanges b = random(random, 4);
            KeyRanges union = KeyRanges.union(List.of(a, b));
            KeyRanges intersection = KeyRanges.intersection(List.of(a, b));
            KeyRanges complement = a.complement();
            for (int i = 0; i < 40; i++) {
                byte[] key = randomKey(random);
                String where = "seed=" + seed + ", round=" + round + ", key=" + Arrays.toString(key);
                assertEquals(a.contains(key) || b.contains(key), union.contains(key), where);
                assertEquals(a.contains(key) && b.contains(key), intersection.contains(key), where);
                assertEquals(!a.contains(key), complement.contains(key), where);
            }
            for (int i = 1; i < union.count(); i++) {
                assertTrue(Arrays.compareUnsigned(union.range(i - 1).to(), union.first(i)) < 0, "seed=" + seed);
            }
        }
    }

    private static KeyRanges random(Random random, int depth) {
        byte[] key = randomKey(random);
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> KeyRanges.only(key);
            case 1 -> KeyRanges.atLeast(key);
            case 2 -> KeyRanges.above(key);
            case 3 -> KeyRanges.below(key);
            case 4 -> KeyRanges.atMost(key);
            case 5 -> KeyRanges.prefix(key);
            case 6 -> random.nextBoolean() ? KeyRanges.all() : KeyRanges.none();
            default -> {
                List<KeyRanges> parts = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    parts.add(random(random, depth - 1));
                }
                yield random.nextBoolean() ? KeyRanges.union(parts) : KeyRanges.intersection(parts);
            }
        };
    }

    private static byte[] randomKey(Random random) {
        byte[] key = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) new int[] {0, 1, 2, 0xFE, 0xFF}[random.nextInt(5)];
        }
        return key;
    }
}
