package io.minilsm.cli.torture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the store must hold of one lane's keys. For one thread. */
final class Lane {
    private static final int SHOWN_DIFFERENCES = 8;

    private final int number;
    private Map<Slot, byte[]> entries = new HashMap<>();
    private long firstStep;
    private long lastStep;

    Lane(int number) {
        this.number = number;
    }

    /**
     * A key of the lane.
     *
     * @param space number of the key space
     * @param key the key
     */
    record Slot(int space, String key) {}

    /** Returns what the store held at the last check. */
    Map<Slot, byte[]> entries() {
        return entries;
    }

    /**
     * Returns the last step that the store holds, as found at the last check. If several steps leave the same entries,
     * as a delete of nothing does, it is the last of these.
     */
    long lastStep() {
        return lastStep;
    }

    /** Returns the first of the steps that leave the entries that the store holds. */
    long firstStep() {
        return firstStep;
    }

    /**
     * Finds the step up to which the store holds this lane after a writer was killed: from the floor to what was sent.
     *
     * @param plan what the writer wrote
     * @param actual what the store holds of the lane's keys; kept
     * @param log what the writer sent and was acknowledged
     * @throws Violation if the store holds what the lane held after none of these steps
     */
    void advance(Plan plan, Map<Slot, byte[]> actual, AckLog.Read log) throws Violation {
        Map<Slot, byte[]> expected = new HashMap<>(entries);
        long floor = Math.max(log.floor(), lastStep);
        long last = Math.max(log.sent(), lastStep);
        int differences = differences(expected, actual);
        long lost = -1;
        long first = -1;
        long found = -1;
        for (long at = lastStep; ; at++) {
            if (differences == 0 && at >= floor) {
                first = first < 0 ? at : first;
                found = at;
            } else if (differences == 0) {
                lost = at;
            }
            if (at == last) {
                break;
            }
            for (Plan.Change change : plan.changes(number, at + 1)) {
                differences += apply(change, expected, actual);
            }
        }
        if (found < 0) {
            throw violation(lost, floor, last, actual, expected);
        }
        entries = actual;
        firstStep = first;
        lastStep = found;
    }

    private Violation violation(
            long lost, long floor, long last, Map<Slot, byte[]> actual, Map<Slot, byte[]> expected) {
        if (lost >= 0) {
            return new Violation(
                    Violation.Kind.LOST, "lane " + number + " holds its steps up to " + lost + ", acknowledged were "
                            + floor + ", sent were " + last);
        }
        return new Violation(
                Violation.Kind.TORN, "lane " + number + " holds none of its steps " + lastStep + ".." + last
                        + " whole, acknowledged were " + floor + "; after the last one "
                        + describe(actual, expected));
    }

    /** Applies the change to what is expected, and returns by how much that changes the number of differing keys. */
    private static int apply(Plan.Change change, Map<Slot, byte[]> expected, Map<Slot, byte[]> actual) {
        Slot slot = new Slot(change.space(), change.key());
        byte[] have = actual.get(slot);
        byte[] before = change.isDelete() ? expected.remove(slot) : expected.put(slot, change.value());
        return (Arrays.equals(change.value(), have) ? 0 : 1) - (Arrays.equals(before, have) ? 0 : 1);
    }

    private static int differences(Map<Slot, byte[]> expected, Map<Slot, byte[]> actual) {
        int count = 0;
        for (Map.Entry<Slot, byte[]> entry : expected.entrySet()) {
            count += Arrays.equals(entry.getValue(), actual.get(entry.getKey())) ? 0 : 1;
        }
        for (Slot slot : actual.keySet()) {
            count += expected.containsKey(slot) ? 0 : 1;
        }
        return count;
    }

    private static String describe(Map<Slot, byte[]> actual, Map<Slot, byte[]> expected) {
        Map<Slot, byte[]> all = new HashMap<>(actual);
        all.putAll(expected);
        List<String> differing = all.keySet().stream()
                .filter(slot -> !Arrays.equals(actual.get(slot), expected.get(slot)))
                .map(slot -> slot.key() + " in space " + slot.space() + ": actual=" + head(actual.get(slot))
                        + ", expected=" + head(expected.get(slot)))
                .sorted()
                .toList();
        return differing.size() + " keys differ: "
                + String.join("; ", differing.subList(0, Math.min(SHOWN_DIFFERENCES, differing.size())));
    }

    private static String head(byte[] value) {
        if (value == null) {
            return "none";
        }
        int end = 0;
        while (end < value.length && value[end] != ':') {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.US_ASCII) + " (" + value.length + " B)";
    }
}
