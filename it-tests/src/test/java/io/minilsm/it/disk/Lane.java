package io.minilsm.it.disk;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the store must hold of one lane's keys. For one thread. */
final class Lane {
    private static final int SHOWN_DIFFERENCES = 8;

    private final int number;
    private final long seed;
    private SortedMap<String, String> entries = new TreeMap<>();
    private long step;
    private long lastPossibleStep;

    /** Makes a lane of an empty store. */
    Lane(int number, long seed) {
        this.number = number;
        this.seed = seed;
    }

    /** Returns the last step that the store holds, as found at the last check. */
    long step() {
        return step;
    }

    /**
     * Returns the last step that the store may hold, as found at the last check: a step that changes nothing, such as
     * the delete of what is not there, leaves no trace.
     */
    long lastPossibleStep() {
        return lastPossibleStep;
    }

    /**
     * Finds the step up to which the store holds this lane after its writer has ended: from the floor to what was sent.
     *
     * @param round the round of the writer
     * @param actual what the store holds of the lane's keys
     * @param floor the last step that must be there
     * @param sent the last step that may be there
     * @throws AssertionError if the store holds what the lane held after none of these steps
     */
    void advance(int round, SortedMap<String, String> actual, long floor, long sent) {
        Plan plan = new Plan(seed, round, number);
        SortedMap<String, String> expected = new TreeMap<>(entries);
        long last = Math.max(sent, step);
        long found = -1;
        for (long at = step; ; at++) {
            if (at >= floor && expected.equals(actual)) {
                found = found < 0 ? at : found;
                lastPossibleStep = at;
            }
            if (at == last) {
                break;
            }
            apply(expected, plan.changes(at + 1));
        }
        if (found >= 0) {
            entries = new TreeMap<>(actual);
            step = found;
            return;
        }
        throw new AssertionError("lane " + number + " holds none of its steps " + Math.max(floor, step) + ".." + last
                + " whole; after the last one " + difference(actual, expected));
    }

    /** What survives of all lanes together is a prefix of the store's one order of writes. */
    static void requirePrefix(List<Lane> lanes, List<AckLog.Read> logs) {
        long lastKept = 0;
        long firstLost = Long.MAX_VALUE;
        for (int lane = 0; lane < lanes.size(); lane++) {
            for (AckLog.Acknowledged ack : logs.get(lane).acknowledged()) {
                if (ack.step() <= lanes.get(lane).step()) {
                    lastKept = Math.max(lastKept, ack.sequence());
                } else if (ack.step() > lanes.get(lane).lastPossibleStep()) {
                    firstLost = Math.min(firstLost, ack.sequence());
                }
            }
        }
        if (lastKept > firstLost) {
            throw new AssertionError("a hole in the order of writes: sequence " + firstLost + " is lost, sequence "
                    + lastKept + " is there");
        }
    }

    private void apply(Map<String, String> target, List<Plan.Change> changes) {
        for (Plan.Change change : changes) {
            if (change.value() != null) {
                target.put(change.key(), change.value());
            } else {
                target.remove(change.key());
            }
        }
    }

    private static String difference(Map<String, String> actual, Map<String, String> expected) {
        TreeMap<String, String> keys = new TreeMap<>(actual);
        keys.putAll(expected);
        StringBuilder text = new StringBuilder("these keys differ, among others:");
        int shown = 0;
        for (String key : keys.keySet()) {
            String have = head(actual.get(key));
            String want = head(expected.get(key));
            if (!have.equals(want) && ++shown <= SHOWN_DIFFERENCES) {
                text.append("\n  ").append(key).append(": actual=").append(have).append(", expected=").append(want);
            }
        }
        return text.toString();
    }

    private static String head(String value) {
        return value == null ? "none" : value.substring(0, value.indexOf(':') + 1) + value.length();
    }
}
