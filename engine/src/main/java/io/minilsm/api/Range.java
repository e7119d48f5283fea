package io.minilsm.api;

import java.util.Arrays;
import java.util.Objects;

/**
 * A range of keys in unsigned byte order: from {@code from} (inclusive) to {@code to} (exclusive). A null bound is
 * open. Immutable, as long as the caller leaves the arrays alone.
 *
 * @param from the first key of the range, or null for the first key there is
 * @param to the first key behind the range, or null for no end
 */
public record Range(byte[] from, byte[] to) {
    private static final Range ALL = new Range(null, null);

    /** Returns the range of all keys. */
    public static Range all() {
        return ALL;
    }

    /** Returns the range {@code [from, to)}; null bounds are open. */
    public static Range of(byte[] from, byte[] to) {
        return new Range(from, to);
    }

    /** Returns the range of {@code key} and everything behind it. */
    public static Range atLeast(byte[] key) {
        return new Range(Objects.requireNonNull(key, "key"), null);
    }

    /** Returns the range of the one key. */
    public static Range only(byte[] key) {
        return new Range(key, Arrays.copyOf(key, key.length + 1));
    }

    /** Returns the range of the keys that start with {@code prefix}; an empty prefix is all keys. */
    public static Range prefix(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xFF) {
            last--;
        }
        if (last < 0) {
            return new Range(prefix.length == 0 ? null : prefix, null);
        }
        byte[] end = Arrays.copyOf(prefix, last + 1);
        end[last]++;
        return new Range(prefix, end);
    }

    /** Returns whether the key lies in this range. */
    public boolean contains(byte[] key) {
        return (from == null || Arrays.compareUnsigned(key, from) >= 0)
                && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    /** Returns whether no key can lie in this range. */
    public boolean isEmpty() {
        return from != null && to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Range range && Arrays.equals(from, range.from) && Arrays.equals(to, range.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }
}
