package io.minilsm.crash;

import io.minilsm.crash.Step.Change;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries of all key spaces, with a digest that changes with each entry. Not thread-safe. */
final class Contents {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Map<String, TreeMap<byte[], Change>> spaces = new TreeMap<>();
    private long digest;

    /** Returns the sum of the entries' hashes: the same for the same entries, in whatever order they came. */
    long digest() {
        return digest;
    }

    byte[] get(String space, byte[] key) {
        Change change = space(space).get(key);
        return change == null ? null : change.value();
    }

    /** Returns the entries of a key space, in order; not to be changed. */
    TreeMap<byte[], Change> space(String space) {
        return spaces.computeIfAbsent(space, name -> new TreeMap<>(Arrays::compareUnsigned));
    }

    void apply(Step step) {
        for (Change change : step.changes()) {
            Change old = change.value() == null
                    ? space(change.space()).remove(change.key())
                    : space(change.space()).put(change.key(), change);
            digest += change.hash() - (old == null ? 0 : old.hash());
        }
    }

    /** Returns how these contents differ from others, at most so many lines. */
    List<String> differences(Contents expected, int limit) {
        List<String> lines = new ArrayList<>();
        TreeMap<String, Boolean> names = new TreeMap<>();
        spaces.keySet().forEach(name -> names.put(name, true));
        expected.spaces.keySet().forEach(name -> names.put(name, true));
        for (String name : names.keySet()) {
            TreeMap<byte[], Boolean> keys = new TreeMap<>(Arrays::compareUnsigned);
            space(name).keySet().forEach(key -> keys.put(key, true));
            expected.space(name).keySet().forEach(key -> keys.put(key, true));
            for (byte[] key : keys.keySet()) {
                byte[] have = get(name, key);
                byte[] want = expected.get(name, key);
                if (!Arrays.equals(have, want) && lines.size() < limit) {
                    lines.add("  " + (name.isEmpty() ? "" : name + "/") + text(key) + ": actual=" + describe(have)
                            + ", expected=" + describe(want));
                }
            }
        }
        return lines;
    }

    /** Returns a value as the step that wrote it and its length. */
    static String describe(byte[] value) {
        if (value == null) {
            return "none";
        }
        return value.length < Integer.BYTES
                ? "bytes " + Arrays.toString(value)
                : "value of step " + ByteBuffer.wrap(value).getInt() + " (" + value.length + " bytes)";
    }

    static String text(byte[] key) {
        return new String(key, 0, Math.min(key.length, 40), StandardCharsets.ISO_8859_1)
                + (key.length > 40 ? "..(" + key.length + " bytes)" : "");
    }

    /** Returns a hash of an entry, that of another entry only by a chance of one in 2^64. */
    static long hash(String space, byte[] key, byte[] value) {
        return mix(mix(space.hashCode(), key), value);
    }

    private static long mix(long seed, byte[] bytes) {
        long hash = (seed ^ bytes.length) * 0x9E3779B97F4A7C15L;
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (; at < bytes.length; at++) {
            hash = (hash ^ bytes[at]) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return hash * 0xBF58476D1CE4E5B9L ^ hash >>> 31;
    }
}
