package io.minilsm.rot;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.rot.History.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;

/** Reads everything from a store in three ways, and compares. For one use. */
final class Reading {
    private final Store store;
    private final Content read = new Content();
    private IOException error;
    private String broken;

    Reading(Store store) {
        this.store = store;
    }

    /** Returns what a walk forward found, up to the first error. */
    Content content() {
        return read;
    }

    /** Returns the first error; null if there was none. */
    IOException error() {
        return error;
    }

    /** Returns how the store contradicted the expected content; null if it did not. */
    String broken() {
        return broken;
    }

    /** Walks forward over all key spaces. */
    void forward(Iterable<String> spaces) {
        for (String name : spaces) {
            try {
                if (!name.isEmpty() && !store.keySpaceNames().contains(name)) {
                    continue;
                }
                try (Cursor cursor = space(name).cursor(Range.all())) {
                    while (cursor.next()) {
                        read.space(name).put(cursor.key(), cursor.value());
                    }
                }
            } catch (IOException e) {
                note(e);
            }
        }
    }

    /** Holds the walk forward, then one backward and a get of each key, against the content. */
    void compare(Content expected, Content everWritten) {
        for (String name : everWritten.keySet()) {
            NavigableMap<byte[], byte[]> wanted = expected.space(name);
            boolean whole = error == null;
            if (whole ? !sameEntries(read.space(name), wanted) : !isBeginning(read.space(name), wanted)) {
                broken(name, "forward walk: read=" + read.space(name).size() + ", expected=" + wanted.size());
            }
            boolean there = name.isEmpty() || store.keySpaceNames().contains(name);
            if (there) {
                backward(name, wanted);
                gets(name, wanted, everWritten.space(name));
            } else if (!wanted.isEmpty()) {
                broken(name, "key space missing");
            }
        }
    }

    private void backward(String name, NavigableMap<byte[], byte[]> wanted) {
        Content back = new Content();
        try (Cursor cursor = space(name).cursor(Range.all())) {
            while (cursor.prev()) {
                back.space(name).put(cursor.key(), cursor.value());
            }
            if (!sameEntries(back.space(name), wanted)) {
                broken(name, "backward walk: read=" + back.space(name).size() + ", expected=" + wanted.size());
            }
        } catch (IOException e) {
            note(e);
            if (!isBeginning(back.space(name).descendingMap(), wanted.descendingMap())) {
                broken(name, "backward walk before an error: read=" + back.space(name).size());
            }
        }
    }

    private void gets(String name, Map<byte[], byte[]> wanted, Map<byte[], byte[]> everWritten) {
        for (byte[] key : everWritten.keySet()) {
            try {
                byte[] value = space(name).get(key);
                if (!Arrays.equals(value, wanted.get(key))) {
                    broken(name, "get: key=" + new String(key) + ", found=" + (value != null) + ", expected="
                            + wanted.containsKey(key));
                }
            } catch (IOException e) {
                note(e);
            }
        }
    }

    private KeySpace space(String name) throws IOException {
        return name.isEmpty() ? store : store.keySpace(name);
    }

    private void note(IOException e) {
        error = error == null ? e : error;
    }

    private void broken(String name, String how) {
        broken = broken == null ? "space='" + name + "', " + how : broken;
    }

    private static boolean sameEntries(Map<byte[], byte[]> read, Map<byte[], byte[]> wanted) {
        return read.size() == wanted.size() && isBeginning(read, wanted);
    }

    private static boolean isBeginning(Map<byte[], byte[]> read, Map<byte[], byte[]> wanted) {
        Iterator<Map.Entry<byte[], byte[]>> expected = wanted.entrySet().iterator();
        for (Map.Entry<byte[], byte[]> entry : read.entrySet()) {
            if (!expected.hasNext()) {
                return false;
            }
            Map.Entry<byte[], byte[]> next = expected.next();
            if (!Arrays.equals(entry.getKey(), next.getKey()) || !Arrays.equals(entry.getValue(), next.getValue())) {
                return false;
            }
        }
        return true;
    }
}
