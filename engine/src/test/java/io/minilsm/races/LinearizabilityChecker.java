package io.minilsm.races;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Says whether there is an order of the operations on one key that each of them agrees with, and in which none comes
 * behind one that was invoked after it had returned. For one thread, once.
 *
 * <p>The search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memory of what was
 * tried ("Testing for Linearizability", 2017): invocations and returns are a list in the order of time; an operation
 * that may come next is taken out of the list, and a return that is met means that its operation should have been taken
 * before. A set of operations taken, with the value behind them, is tried once. It is remembered as 64 random bits per
 * operation, combined: two sets that look alike by accident are not to be feared.
 */
final class LinearizabilityChecker {
    private final List<Operation> operations;
    private final long[] bits;
    private final Set<Long> tried = new HashSet<>();

    // The list: entry 2n is the invocation of operation n, 2n + 1 its return, and the last one is the head.
    private final int[] before;
    private final int[] behind;
    private final int head;

    private LinearizabilityChecker(List<Operation> operations) {
        this.operations = operations;
        SplittableRandom random = new SplittableRandom(operations.size());
        bits = random.longs(operations.size()).toArray();
        head = 2 * operations.size();
        before = new int[head + 1];
        behind = new int[head + 1];
        List<Integer> entries = new ArrayList<>();
        for (int entry = 0; entry < head; entry++) {
            entries.add(entry);
        }
        // At the same moment, invocations come first: then the operations overlap, and both orders are allowed.
        entries.sort(Comparator.<Integer>comparingLong(this::time).thenComparingInt(entry -> entry & 1));
        int last = head;
        for (int entry : entries) {
            link(last, entry);
            last = entry;
        }
        link(last, head);
    }

    /** Judges each key's operations by themselves; returns what is wrong with the first key that is not explained. */
    static Optional<String> check(List<Operation> history) {
        Map<Integer, List<Operation>> byKey = new HashMap<>();
        history.forEach(operation ->
                byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation));
        return byKey.values().stream()
                .map(operations -> new LinearizabilityChecker(operations).search())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> search() {
        int[] taken = new int[operations.size()];
        long[] valuesBefore = new long[operations.size()];
        int depth = 0;
        int deepest = 0;
        String stuck = "";
        long value = Operation.ABSENT;
        long set = 0;
        int entry = behind[head];
        while (behind[head] != head) {
            boolean isInvocation = (entry & 1) == 0;
            int index = entry >> 1;
            if (isInvocation && isNew(index, value, set)) {
                valuesBefore[depth] = value;
                taken[depth++] = index;
                value = operations.get(index).apply(value);
                set ^= bits[index];
                lift(index);
                entry = behind[head];
            } else if (isInvocation) {
                entry = behind[entry];
            } else {
                if (depth >= deepest) {
                    deepest = depth;
                    stuck = "value=" + value + ", operation=" + operations.get(index);
                }
                if (depth == 0) {
                    return Optional.of("no order explains the operations: count=" + operations.size()
                            + ", longest order=" + deepest + ", then " + stuck);
                }
                int undone = taken[--depth];
                value = valuesBefore[depth];
                set ^= bits[undone];
                putBack(undone);
                entry = behind[2 * undone];
            }
        }
        return Optional.empty();
    }

    private boolean isNew(int index, long value, long set) {
        Operation operation = operations.get(index);
        if (!operation.isLegal(value)) {
            return false;
        }
        long after = operation.apply(value) * 0x9E3779B97F4A7C15L;
        return tried.add(set ^ bits[index] ^ Long.rotateLeft(after, 31) * 0xBF58476D1CE4E5B9L);
    }

    private long time(int entry) {
        Operation operation = operations.get(entry >> 1);
        return (entry & 1) == 0 ? operation.invoked() : operation.returned();
    }

    private void link(int first, int second) {
        behind[first] = second;
        before[second] = first;
    }

    private void lift(int index) {
        for (int entry = 2 * index; entry <= 2 * index + 1; entry++) {
            link(before[entry], behind[entry]);
        }
    }

    /** The reverse of the last lift: the entries still know their neighbours. */
    private void putBack(int index) {
        for (int entry = 2 * index + 1; entry >= 2 * index; entry--) {
            behind[before[entry]] = entry;
            before[behind[entry]] = entry;
        }
    }
}
