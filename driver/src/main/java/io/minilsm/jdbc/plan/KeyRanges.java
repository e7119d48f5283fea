package io.minilsm.jdbc.plan;

import io.minilsm.api.Range;
import io.minilsm.api.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A set of keys as ascending ranges that neither overlap nor touch: the fewest scans that read exactly these keys.
 * Immutable.
 *
 * <p>Bounds are cut to one byte more than a key can have; that moves no key in or out. The empty key does not exist, so
 * the empty array as lower bound is the start of everything.
 */
public final class KeyRanges {
    private static final byte[] START = {};

    /** Exclusive upper bound of nothing: the smallest key there can be. */
    private static final byte[] SMALLEST = {0};

    private static final KeyRanges NONE = new KeyRanges(new byte[0][], new byte[0][]);
    private static final KeyRanges ALL = new KeyRanges(new byte[][] {START}, new byte[][] {null});

    /** Inclusive; ascending. */
    private final byte[][] from;

    /** Exclusive; null, for no end, can only be the last. */
    private final byte[][] to;

    private KeyRanges(byte[][] from, byte[][] to) {
        this.from = from;
        this.to = to;
    }

    /** Returns no keys. */
    public static KeyRanges none() {
        return NONE;
    }

    /** Returns all keys. */
    public static KeyRanges all() {
        return ALL;
    }

    /** Returns the one key. */
    public static KeyRanges only(byte[] key) {
        return key.length > WriteBatch.MAX_KEY_BYTES ? NONE : between(key, successor(key));
    }

    /** Returns the keys at or behind {@code key}. */
    public static KeyRanges atLeast(byte[] key) {
        return between(key, null);
    }

    /** Returns the keys behind {@code key}. */
    public static KeyRanges above(byte[] key) {
        return between(successor(key), null);
    }

    /** Returns the keys before {@code key}. */
    public static KeyRanges below(byte[] key) {
        return between(START, key);
    }

    /** Returns the keys at or before {@code key}. */
    public static KeyRanges atMost(byte[] key) {
        return between(START, successor(key));
    }

    /** Returns the keys that start with {@code prefix}. */
    public static KeyRanges prefix(byte[] prefix) {
        Range range = Range.prefix(prefix);
        return between(range.from() == null ? START : range.from(), range.to());
    }

    /** Returns the keys from {@code first} (inclusive) to {@code end} (exclusive, null for no end). */
    private static KeyRanges between(byte[] first, byte[] end) {
        byte[] low = cut(first);
        byte[] high = end == null ? null : cut(end);
        if (high != null && (high.length == 0 || Arrays.equals(high, SMALLEST) || compare(low, high) >= 0)) {
            return NONE;
        }
        return new KeyRanges(new byte[][] {Arrays.equals(low, SMALLEST) ? START : low}, new byte[][] {high});
    }

    private static byte[] successor(byte[] key) {
        return Arrays.copyOf(cut(key), Math.min(key.length, WriteBatch.MAX_KEY_BYTES) + 1);
    }

    private static byte[] cut(byte[] bound) {
        if (bound.length <= WriteBatch.MAX_KEY_BYTES) {
            return bound;
        }
        byte[] shorter = Arrays.copyOf(bound, WriteBatch.MAX_KEY_BYTES + 1);
        shorter[WriteBatch.MAX_KEY_BYTES] = 0;
        return shorter;
    }

    /** Returns the keys that are in one of the sets. Cost: sorting all ranges once. */
    public static KeyRanges union(List<KeyRanges> sets) {
        if (sets.size() == 1) {
            return sets.get(0);
        }
        List<byte[][]> pairs = new ArrayList<>();
        for (KeyRanges set : sets) {
            for (int i = 0; i < set.from.length; i++) {
                pairs.add(new byte[][] {set.from[i], set.to[i]});
            }
        }
        pairs.sort(Comparator.comparing(pair -> pair[0], Arrays::compareUnsigned));
        List<byte[][]> merged = new ArrayList<>();
        for (byte[][] pair : pairs) {
            byte[][] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && (last[1] == null || compare(pair[0], last[1]) <= 0)) {
                if (last[1] != null && (pair[1] == null || compare(pair[1], last[1]) > 0)) {
                    last[1] = pair[1];
                }
            } else {
                merged.add(pair);
            }
        }
        return ofPairs(merged);
    }

    /** Returns the keys that are in all of the sets: what is not in the union of what is not in each. */
    public static KeyRanges intersection(List<KeyRanges> sets) {
        if (sets.size() == 1) {
            return sets.get(0);
        }
        List<KeyRanges> complements = new ArrayList<>(sets.size());
        for (KeyRanges set : sets) {
            complements.add(set.complement());
        }
        return union(complements).complement();
    }

    /** Returns the keys that are not in this set. */
    public KeyRanges complement() {
        List<byte[][]> gaps = new ArrayList<>();
        byte[] start = START;
        for (int i = 0; i < from.length; i++) {
            if (from[i].length > 0) {
                gaps.add(new byte[][] {start, from[i]});
            }
            start = to[i];
        }
        if (start != null) {
            gaps.add(new byte[][] {start, null});
        }
        return ofPairs(gaps);
    }

    private static KeyRanges ofPairs(List<byte[][]> pairs) {
        byte[][] from = new byte[pairs.size()][];
        byte[][] to = new byte[pairs.size()][];
        for (int i = 0; i < from.length; i++) {
            from[i] = pairs.get(i)[0];
            to[i] = pairs.get(i)[1];
        }
        return new KeyRanges(from, to);
    }

    /** Returns the number of ranges. */
    public int count() {
        return from.length;
    }

    /** Returns whether there is no key in this set. */
    public boolean isEmpty() {
        return from.length == 0;
    }

    /** Returns whether the range of that index is one key. */
    public boolean isPoint(int index) {
        byte[] low = from[index];
        byte[] high = to[index];
        return low.length > 0
                && high != null
                && high.length == low.length + 1
                && high[low.length] == 0
                && Arrays.equals(low, 0, low.length, high, 0, low.length);
    }

    /** Returns the first key of the range of that index; not a copy. */
    public byte[] first(int index) {
        return from[index];
    }

    /** Returns the range of that index. */
    public Range range(int index) {
        return new Range(from[index].length == 0 ? null : from[index], to[index]);
    }

    /** Returns the range from the first key to the last; the set must not be empty. */
    public Range hull() {
        return new Range(from[0].length == 0 ? null : from[0], to[to.length - 1]);
    }

    /** Returns whether the key is in this set. */
    public boolean contains(byte[] key) {
        int low = 0;
        int high = from.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(from[middle], key) > 0) {
                high = middle - 1;
            } else if (to[middle] != null && compare(key, to[middle]) >= 0) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    private static int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    @Override
    public String toString() {
        return shown("K", SqlValues::shown);
    }

    /** Returns the first ranges in words; {@code keyShown} makes a text of a bound. */
    public String shown(String column, Function<byte[], String> keyShown) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < from.length && i < 8; i++) {
            shown.append(i == 0 ? "" : ", ");
            if (isPoint(i)) {
                shown.append(column).append(" = ").append(keyShown.apply(from[i]));
            } else {
                shown.append('[').append(from[i].length == 0 ? "start" : keyShown.apply(from[i]));
                shown.append(", ").append(to[i] == null ? "end" : keyShown.apply(to[i])).append(')');
            }
        }
        return shown + (from.length > 8 ? ", ... (" + from.length + " ranges)" : "");
    }
}
