package io.minilsm.races;

import io.minilsm.races.Calls.Commit;
import io.minilsm.races.Calls.Mark;
import io.minilsm.races.Calls.Refusal;
import io.minilsm.races.Calls.Sync;
import io.minilsm.races.Calls.Timed;
import io.minilsm.races.Calls.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The one order of all batches, which their sequences tell, and the judgement of everything else by it: each view is
 * the state at one point of the order, batches whole; the points of views and batches agree with the order in which the
 * calls were made; conditions held where their batch stands; what was synced stays durable. That is strict
 * serialisability, and for each thread that it reads its own writes and never goes back. For one thread.
 */
final class CommitOrder {
    private final Calls calls;
    private final List<String> violations = new ArrayList<>();

    /** Of each key its values by the sequence of the batch that wrote them. */
    private final Map<Integer, TreeMap<Long, Long>> versions = new HashMap<>();

    /** Of each batch its first sequence by its last one. */
    private final TreeMap<Long, Long> batches = new TreeMap<>();

    private final Bound returnedBefore;
    private final List<Commit> byInvocation;
    private final long[] leastInvokedFrom;

    private CommitOrder(Calls calls) {
        this.calls = calls;
        for (Commit commit : calls.commits()) {
            commit.changes().forEach((key, value) -> versions.computeIfAbsent(key, any -> new TreeMap<>())
                    .put(commit.sequence(), value));
            batches.put(commit.sequence(), commit.first());
        }
        returnedBefore = new Bound(calls.commits(), Commit::sequence);
        byInvocation = new ArrayList<>(calls.commits());
        byInvocation.sort(Comparator.comparingLong(Commit::invoked));
        leastInvokedFrom = new long[byInvocation.size() + 1];
        leastInvokedFrom[byInvocation.size()] = Long.MAX_VALUE;
        for (int i = byInvocation.size() - 1; i >= 0; i--) {
            leastInvokedFrom[i] = Math.min(leastInvokedFrom[i + 1], byInvocation.get(i).sequence());
        }
    }

    /** Returns what is wrong, in words; empty if nothing is. */
    static List<String> violations(Calls calls) {
        CommitOrder order = new CommitOrder(calls);
        order.checkCommits();
        order.checkViews();
        order.checkDurability();
        return order.violations;
    }

    private void checkCommits() {
        List<Commit> ordered = new ArrayList<>(calls.commits());
        ordered.sort(Comparator.comparingLong(Commit::sequence));
        long last = 0;
        long latestInvocation = Long.MIN_VALUE;
        for (Commit commit : ordered) {
            require(commit.first() > last, "sequences of two batches overlap", commit);
            require(commit.returned() >= latestInvocation, "batch stands behind one that was sent later", commit);
            for (int key : commit.unchanged()) {
                require(
                        lastChange(key, commit.sequence() - 1) <= commit.since(),
                        "update lost: key=" + key + ", changed at=" + lastChange(key, commit.sequence() - 1),
                        commit);
            }
            last = commit.sequence();
            latestInvocation = Math.max(latestInvocation, commit.invoked());
        }
        for (Refusal refusal : calls.refusals()) {
            long most = lastPossible(refusal);
            require(
                    refusal.unchanged().stream().anyMatch(key -> lastChange(key, most) > refusal.since()),
                    "refused without reason",
                    refusal);
        }
    }

    /** Gives each view of a moment the earliest point that it can have. */
    private void checkViews() {
        List<View> moments = new ArrayList<>(calls.views());
        moments.removeIf(view -> !view.isMoment());
        moments.sort(Comparator.comparingLong(View::invoked));
        Past past = new Past();
        for (View view : moments) {
            long least = Math.max(returnedBefore.before(view.invoked()), past.before(view.invoked()));
            long most = lastPossible(view);
            long point = view.at() >= 0 ? view.at() : firstMatch(view.seen(), least, most);
            require(point >= least, "reads an older state than was to be seen: least=" + least, view);
            require(point <= most, "no state between the first and the last possible one is like this: least=" + least
                    + ", most=" + most, view);
            past.add(view.returned(), Math.min(point, most));
        }
        for (View view : calls.views()) {
            if (view.at() >= 0) {
                Map.Entry<Long, Long> batch = batches.higherEntry(view.at());
                require(batch == null || batch.getValue() > view.at(), "snapshot parts a batch", view);
                view.seen().forEach((key, value) ->
                        require(valueAt(key, view.at()) == value, "snapshot shows another value: key=" + key, view));
            }
        }
    }

    private void checkDurability() {
        for (Sync sync : calls.syncs()) {
            require(
                    sync.durableBehind() >= returnedBefore.before(sync.invoked()),
                    "sync does not cover what was written before: expected=" + returnedBefore.before(sync.invoked()),
                    sync);
        }
        List<Mark> marks = new ArrayList<>(calls.marks());
        calls.syncs().forEach(sync -> marks.add(new Mark(sync.durableBehind(), sync.invoked(), sync.returned())));
        marks.sort(Comparator.comparingLong(Mark::invoked));
        Past past = new Past();
        for (Mark mark : marks) {
            long least = past.before(mark.invoked());
            require(mark.durable() >= least, "durable sequence goes back: before=" + least, mark);
            require(mark.durable() <= lastPossible(mark), "durable before it was written", mark);
            past.add(mark.returned(), mark.durable());
        }
    }

    /** Returns the first point from the least on at which all keys have these values; more than the most if none. */
    private long firstMatch(Map<Integer, Long> seen, long least, long most) {
        long point = least;
        for (boolean moved = true; moved && point <= most; ) {
            moved = false;
            for (Map.Entry<Integer, Long> entry : seen.entrySet()) {
                long match = firstMatch(entry.getKey(), entry.getValue(), point, most);
                moved |= match != point;
                point = match;
            }
        }
        return point;
    }

    private long firstMatch(int key, long value, long least, long most) {
        if (valueAt(key, least) == value) {
            return least;
        }
        TreeMap<Long, Long> ofKey = versions.getOrDefault(key, new TreeMap<>());
        Map.Entry<Long, Long> version = ofKey.higherEntry(least);
        while (version != null && version.getValue() != value && version.getKey() <= most) {
            version = ofKey.higherEntry(version.getKey());
        }
        return version == null ? Long.MAX_VALUE : version.getKey();
    }

    private long valueAt(int key, long point) {
        Map.Entry<Long, Long> version =
                versions.getOrDefault(key, new TreeMap<>()).floorEntry(point);
        return version == null ? Operation.ABSENT : version.getValue();
    }

    /** Returns the last change of the key up to the point; 0 if there is none. */
    private long lastChange(int key, long point) {
        Long change = versions.getOrDefault(key, new TreeMap<>()).floorKey(point);
        return change == null ? 0 : change;
    }

    /** Returns the last point that the call may have seen: before all batches sent after its return. */
    private long lastPossible(Timed call) {
        int low = 0;
        int high = byInvocation.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byInvocation.get(middle).invoked() > call.returned()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return leastInvokedFrom[low] - 1;
    }

    private void require(boolean holds, String what, Object call) {
        if (!holds) {
            violations.add(what + ": " + call);
        }
    }

    /** The largest number that calls came to which had returned before a moment. */
    private static final class Bound {
        private final TreeMap<Long, Long> largestByReturn = new TreeMap<>();

        <T extends Timed> Bound(List<T> calls, ToLongFunction<T> number) {
            List<T> ordered = new ArrayList<>(calls);
            ordered.sort(Comparator.comparingLong(Timed::returned));
            long largest = 0;
            for (T call : ordered) {
                largest = Math.max(largest, number.applyAsLong(call));
                largestByReturn.put(call.returned(), largest);
            }
        }

        long before(long moment) {
            Map.Entry<Long, Long> entry = largestByReturn.lowerEntry(moment);
            return entry == null ? 0 : entry.getValue();
        }
    }

    /** The same for calls that are added in the order of their invocation, asked in that order too. */
    private static final class Past {
        private final PriorityQueue<long[]> underWay = new PriorityQueue<>(Comparator.comparingLong(call -> call[0]));
        private long largest;

        void add(long returned, long number) {
            underWay.add(new long[] {returned, number});
        }

        long before(long moment) {
            while (!underWay.isEmpty() && underWay.peek()[0] < moment) {
                largest = Math.max(largest, underWay.poll()[1]);
            }
            return largest;
        }
    }
}
