package io.minilsm.crash;

import io.minilsm.api.Cursor;
import io.minilsm.api.KeySpace;
import io.minilsm.api.Range;
import io.minilsm.crash.Step.Change;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;

/** Reads at random, compares with what the history says, and remembers the answers as a digest. For one thread. */
final class Reader {
    private final SplittableRandom random;
    private long answers;

    Reader(SplittableRandom random) {
        this.random = random;
    }

    /** Returns a digest of all answers so far. */
    long answers() {
        return answers;
    }

    /** Takes note of an answer, which must be the expected one. */
    void check(String what, boolean actual, boolean expected) {
        if (actual != expected) {
            throw new AssertionError(what + ": actual=" + actual + ", expected=" + expected);
        }
        answers = answers * 31 + (actual ? 1 : 2);
    }

    /** Walks from somewhere to somewhere in the space, some steps of it back. */
    void scan(KeySpace space, History history, Workload workload) throws IOException {
        byte[] from = workload.key();
        byte[] to = workload.key();
        boolean ordered = Arrays.compareUnsigned(from, to) < 0;
        Range range = ordered ? Range.of(from, to) : Range.atLeast(from);
        NavigableMap<byte[], Change> entries = history.contents().space(space.name()).tailMap(from, true);
        entries = ordered ? entries.headMap(to, false) : entries;
        Map.Entry<byte[], Change> at = null;
        try (Cursor cursor = space.cursor(range)) {
            for (int i = 0; i <= entries.size() + 1; i++) {
                boolean forwards = random.nextInt(4) != 0;
                boolean more = forwards ? cursor.next() : cursor.prev();
                if (at == null) {
                    at = forwards ? entries.firstEntry() : entries.lastEntry();
                } else {
                    at = forwards ? entries.higherEntry(at.getKey()) : entries.lowerEntry(at.getKey());
                }
                check("cursor stands on an entry", more, at != null);
                if (at != null) {
                    check("key and value are the same", holds(cursor, at.getValue()), true);
                    answers = answers * 31 + at.getValue().hash();
                }
            }
        }
        byte[] key = workload.key();
        Change present = history.contents().space(space.name()).get(key);
        byte[] value = space.get(key);
        check("get gives the value", Arrays.equals(value, present == null ? null : present.value()), true);
    }

    private static boolean holds(Cursor cursor, Change expected) {
        return Arrays.equals(cursor.key(), expected.key()) && Arrays.equals(cursor.value(), expected.value());
    }
}
