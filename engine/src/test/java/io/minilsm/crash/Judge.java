package io.minilsm.crash;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what a store holds with a history: it must be what the history says after some step between the floor and
 * the ceiling, whole and by every way of reading. Stateless.
 */
final class Judge {
    private static final int SHOWN_DIFFERENCES = 8;

    private Judge() {}

    /**
     * Returns the step up to which the store holds the history.
     *
     * @param floor everything up to this step must be there
     * @param ceiling nothing behind this step may be there
     * @throws AssertionError if the store holds something else; says what
     */
    static int stepOf(Store store, History history, int floor, int ceiling) throws IOException {
        Contents actual = Contents.of(store);
        int step = history.stepOf(actual.digest(), floor, ceiling);
        if (step < 0) {
            throw new AssertionError(verdict(actual, history, floor, ceiling));
        }
        checkOtherReads(store, actual);
        return step;
    }

    /** What is read backwards and by key must be what was read forwards. */
    private static void checkOtherReads(Store store, Contents forwards) throws IOException {
        Contents backwards = new Contents();
        readBackwards(store, backwards);
        for (String name : store.keySpaceNames()) {
            readBackwards(store.keySpace(name), backwards);
        }
        if (backwards.digest() != forwards.digest()) {
            throw new AssertionError("backwards differs from forwards:\n"
                    + String.join("\n", backwards.differences(forwards, SHOWN_DIFFERENCES)));
        }
        for (Map.Entry<String, TreeMap<byte[], byte[]>> entries : forwards.spaces().entrySet()) {
            KeySpace space = entries.getKey().isEmpty() ? store : store.keySpace(entries.getKey());
            for (Map.Entry<byte[], byte[]> entry : entries.getValue().entrySet()) {
                byte[] value = space.get(entry.getKey());
                if (!Arrays.equals(value, entry.getValue())) {
                    throw new AssertionError("get differs from scan: key=" + Contents.text(entry.getKey())
                            + ", actual=" + Contents.describe(value)
                            + ", expected=" + Contents.describe(entry.getValue()));
                }
            }
        }
    }

    private static void readBackwards(KeySpace space, Contents contents) throws IOException {
        try (Cursor cursor = space.cursor(Range.all())) {
            while (cursor.prev()) {
                contents.put(space.name(), cursor.key(), cursor.value());
            }
        }
    }

    private static String verdict(Contents actual, History history, int floor, int ceiling) {
        int elsewhere = history.stepOf(actual.digest(), 0, history.sent());
        if (elsewhere >= 0) {
            return (elsewhere < floor ? "durable writes are lost" : "what was cut off came back")
                    + ": store holds step " + elsewhere + ", expected=" + floor + ".." + ceiling;
        }
        int closest = floor;
        List<String> least = null;
        for (int step = floor; step <= ceiling; step++) {
            List<String> lines = actual.differences(history.contentsAfter(step), 1000);
            if (least == null || lines.size() < least.size()) {
                least = lines;
                closest = step;
            }
        }
        List<String> shown = new ArrayList<>(least.subList(0, Math.min(least.size(), SHOWN_DIFFERENCES)));
        return "contents of no step (hole, torn batch, or a deleted key that came back): expected=" + floor + ".."
                + ceiling + ", closest is step " + closest + ", from which " + least.size() + " keys differ:\n"
                + String.join("\n", shown);
    }
}
