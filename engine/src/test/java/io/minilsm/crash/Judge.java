package io.minilsm.crash;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.crash.Step.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        List<Change> actual = new ArrayList<>();
        List<KeySpace> spaces = spacesOf(store);
        for (KeySpace space : spaces) {
            checkWays(space, actual);
        }
        int step = history.stepOf(digestOf(actual), floor, ceiling);
        if (step < 0) {
            throw new AssertionError(verdict(actual, history, floor, ceiling));
        }
        return ChangesCheck.check(store, history, step);
    }

    /** Checks that a snapshot shows what the store held after the step. */
    static void checkSnapshot(Store store, Snapshot snapshot, History history, int step) throws IOException {
        List<Change> actual = new ArrayList<>();
        for (KeySpace space : spacesOf(store)) {
            try (Cursor cursor = space.cursor(Range.all(), snapshot)) {
                while (cursor.next()) {
                    actual.add(new Change(space.name(), cursor.key(), cursor.value()));
                }
            }
        }
        if (digestOf(actual) != history.digestAfter(step)) {
            throw new AssertionError("snapshot of step " + step + ": " + verdict(actual, history, step, step));
        }
    }

    private static List<KeySpace> spacesOf(Store store) throws IOException {
        List<KeySpace> spaces = new ArrayList<>(List.of(store));
        for (String name : store.keySpaceNames()) {
            spaces.add(store.keySpace(name));
        }
        return spaces;
    }

    private static long digestOf(List<Change> entries) {
        long digest = 0;
        for (Change entry : entries) {
            digest += entry.hash();
        }
        return digest;
    }

    /** Reads the space forwards; what is read backwards and by key must be the same. */
    private static void checkWays(KeySpace space, List<Change> forwards) throws IOException {
        int first = forwards.size();
        try (Cursor cursor = space.cursor(Range.all())) {
            byte[] before = null;
            while (cursor.next()) {
                Change entry = new Change(space.name(), cursor.key(), cursor.value());
                if (before != null && Arrays.compareUnsigned(before, entry.key()) >= 0) {
                    throw new AssertionError("keys out of order: " + Contents.text(entry.key()) + " behind "
                            + Contents.text(before));
                }
                before = entry.key();
                forwards.add(entry);
            }
            int at = forwards.size();
            while (cursor.prev()) {
                at--;
                if (at < first
                        || !Arrays.equals(cursor.key(), forwards.get(at).key())
                        || !Arrays.equals(cursor.value(), forwards.get(at).value())) {
                    throw new AssertionError("backwards differs from forwards: key=" + Contents.text(cursor.key())
                            + ", value=" + Contents.describe(cursor.value()));
                }
            }
            if (at != first) {
                throw new AssertionError("backwards ends early: key=" + Contents.text(forwards.get(at).key()));
            }
        }
        for (Change entry : forwards.subList(first, forwards.size())) {
            byte[] value = space.get(entry.key());
            if (!Arrays.equals(value, entry.value())) {
                throw new AssertionError("get differs from scan: key=" + Contents.text(entry.key()) + ", actual="
                        + Contents.describe(value) + ", expected=" + Contents.describe(entry.value()));
            }
        }
    }

    private static String verdict(List<Change> entries, History history, int floor, int ceiling) {
        Contents actual = new Contents();
        actual.apply(new Step(0, entries));
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
