package io.minilsm.crash;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries of all key spaces, with a digest that changes with each entry. Not thread-safe. */
final class Contents {
    private final Map<String, TreeMap<byte[], byte[]>> spaces = new TreeMap<>();
    private long digest;

    /** Reads everything there is in the store, forwards. */
    static Contents of(Store store) throws IOException {
        Contents contents = new Contents();
        contents.readSpace(store);
        for (String name : store.keySpaceNames()) {
            contents.readSpace(store.keySpace(name));
        }
        return contents;
    }

    private void readSpace(KeySpace space) throws IOException {
        try (Cursor cursor = space.cursor(Range.all())) {
            while (cursor.next()) {
                put(space.name(), cursor.key(), cursor.value());
            }
        }
    }

    /** Returns the sum of the entries' hashes: the same for the same entries, in whatever order they came. */
    long digest() {
        return digest;
    }

    Map<String, TreeMap<byte[], byte[]>> spaces() {
        return spaces;
    }

    byte[] get(String space, byte[] key) {
        TreeMap<byte[], byte[]> entries = spaces.get(space);
        return entries == null ? null : entries.get(key);
    }

    void apply(Step step) {
        for (Step.Change change : step.changes()) {
            if (change.value() == null) {
                remove(change.space(), change.key());
            } else {
                put(change.space(), change.key(), change.value());
            }
        }
    }

    void put(String space, byte[] key, byte[] value) {
        byte[] old = spaces.computeIfAbsent(space, name -> new TreeMap<>(Arrays::compareUnsigned))
                .put(key, value);
        digest += hash(space, key, value) - (old == null ? 0 : hash(space, key, old));
    }

    private void remove(String space, byte[] key) {
        TreeMap<byte[], byte[]> entries = spaces.get(space);
        byte[] old = entries == null ? null : entries.remove(key);
        digest -= old == null ? 0 : hash(space, key, old);
    }

    /** Returns how these contents differ from others, at most so many lines. */
    List<String> differences(Contents expected, int limit) {
        List<String> lines = new ArrayList<>();
        TreeMap<String, Boolean> names = new TreeMap<>();
        spaces.keySet().forEach(name -> names.put(name, true));
        expected.spaces.keySet().forEach(name -> names.put(name, true));
        for (String name : names.keySet()) {
            TreeMap<byte[], Boolean> keys = new TreeMap<>(Arrays::compareUnsigned);
            spaces.getOrDefault(name, new TreeMap<>()).keySet().forEach(key -> keys.put(key, true));
            expected.spaces.getOrDefault(name, new TreeMap<>()).keySet().forEach(key -> keys.put(key, true));
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

    private static long hash(String space, byte[] key, byte[] value) {
        long hash = mix(space.hashCode(), key);
        return mix(hash, value);
    }

    private static long mix(long seed, byte[] bytes) {
        long hash = (seed ^ bytes.length) * 0x9E3779B97F4A7C15L;
        for (byte b : bytes) {
            hash = (hash ^ b) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return hash * 0xBF58476D1CE4E5B9L ^ hash >>> 31;
    }
}
