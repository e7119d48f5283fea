package io.minilsm.races;

import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.api.Snapshot;
import io.minilsm.races.Calls.Commit;
import io.minilsm.races.Calls.Mark;
import io.minilsm.races.Calls.Refusal;
import io.minilsm.races.Calls.Sync;
import io.minilsm.races.Calls.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Threads that write batches, with and without conditions, and read snapshots, cursors and several keys at once, while
 * another one flushes and compacts, and the record of it. For one run.
 */
final class BatchRun {
    private static final int THREADS = 8;
    private static final int KEYS = 24;

    private final Target target;
    private final List<Calls> recorded = new ArrayList<>();

    BatchRun(Target target) {
        this.target = target;
    }

    /** Runs for that long; returns what was done. */
    Calls run(long seed, long millis) throws InterruptedException {
        Crowd crowd = new Crowd(seed, millis);
        for (int thread = 0; thread < THREADS; thread++) {
            Recorder recorder = new Recorder(thread);
            recorded.add(recorder.calls);
            crowd.add(recorder::step);
        }
        crowd.add(random -> {
            if (random.nextInt(3) == 0) {
                target.store().compact(Range.all());
            } else {
                target.store().flush();
            }
        });
        crowd.run();
        return Calls.together(recorded);
    }

    /** One thread's part. */
    private final class Recorder {
        private final int thread;
        private final Calls calls = new Calls();
        private long written;

        Recorder(int thread) {
            this.thread = thread;
        }

        void step(Random random) throws IOException {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> write(random);
                case 3, 4 -> update(random);
                case 5 -> readSome(random);
                case 6, 7 -> scan(random);
                case 8 -> readSnapshot(random);
                default -> askOrSync(random);
            }
        }

        private void write(Random random) throws IOException {
            Map<Integer, Long> changes = changes(random);
            boolean synced = random.nextInt(20) == 0;
            Durability durability = synced ? Durability.SYNC : Durability.values()[random.nextInt(2)];
            long invoked = System.nanoTime();
            long sequence = target.write(changes, durability);
            long returned = System.nanoTime();
            calls.commits().add(new Commit(sequence, changes, List.of(), 0, invoked, returned));
            if (synced) {
                long durable = target.durableSequence();
                require(durable >= sequence, "synced write is not durable: sequence=" + sequence + ", " + durable);
                calls.syncs().add(new Sync(durable, invoked, System.nanoTime()));
            }
        }

        /** Reads keys at a snapshot and writes them again if nobody else has. */
        private void update(Random random) throws IOException {
            Map<Integer, Long> changes = changes(random);
            List<Integer> keys = new ArrayList<>(changes.keySet());
            keys.add(random.nextInt(KEYS));
            try (Snapshot snapshot = takeSnapshot()) {
                readAt(snapshot, keys);
                long invoked = System.nanoTime();
                long sequence = target.writeIfUnchanged(changes, keys, snapshot.sequence(), Durability.OS);
                long returned = System.nanoTime();
                if (sequence < 0) {
                    calls.refusals().add(new Refusal(keys, snapshot.sequence(), invoked, returned));
                } else {
                    calls.commits()
                            .add(new Commit(sequence, changes, keys, snapshot.sequence(), invoked, returned));
                }
            }
        }

        private void readSome(Random random) throws IOException {
            List<Integer> keys = new ArrayList<>(changes(random).keySet());
            long invoked = System.nanoTime();
            List<Long> values = target.multiGet(keys);
            long returned = System.nanoTime();
            Map<Integer, Long> seen = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                seen.put(keys.get(i), values.get(i));
            }
            calls.views().add(new View(seen, -1, true, invoked, returned));
        }

        private void scan(Random random) throws IOException {
            int from = random.nextInt(KEYS);
            int to = from + 1 + random.nextInt(KEYS - from);
            boolean forward = random.nextBoolean();
            long invoked = System.nanoTime();
            Map<Integer, Long> seen = target.scan(from, to, forward, null);
            calls.views().add(new View(whole(seen, from, to), -1, true, invoked, System.nanoTime()));
        }

        private void readSnapshot(Random random) throws IOException {
            try (Snapshot snapshot = takeSnapshot()) {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    readAt(snapshot, List.of(random.nextInt(KEYS), random.nextInt(KEYS)));
                    long invoked = System.nanoTime();
                    Map<Integer, Long> seen = target.scan(0, KEYS, random.nextBoolean(), snapshot);
                    calls.views()
                            .add(new View(
                                    whole(seen, 0, KEYS), snapshot.sequence(), false, invoked, System.nanoTime()));
                }
            }
        }

        private Snapshot takeSnapshot() {
            long invoked = System.nanoTime();
            Snapshot snapshot = target.snapshot();
            calls.views().add(new View(Map.of(), snapshot.sequence(), true, invoked, System.nanoTime()));
            return snapshot;
        }

        private void readAt(Snapshot snapshot, List<Integer> keys) throws IOException {
            for (int key : keys) {
                long invoked = System.nanoTime();
                long value = target.get(key, snapshot);
                calls.views()
                        .add(new View(Map.of(key, value), snapshot.sequence(), false, invoked, System.nanoTime()));
            }
        }

        private void askOrSync(Random random) throws IOException {
            long invoked = System.nanoTime();
            if (random.nextInt(4) > 0) {
                calls.marks().add(new Mark(target.durableSequence(), invoked, System.nanoTime()));
                return;
            }
            target.sync();
            calls.syncs().add(new Sync(target.durableSequence(), invoked, System.nanoTime()));
        }

        private Map<Integer, Long> changes(Random random) {
            Map<Integer, Long> changes = new HashMap<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                long value = random.nextInt(4) == 0 ? Operation.ABSENT : (long) (thread + 1) << 40 | ++written;
                changes.put(random.nextInt(KEYS), value);
            }
            return changes;
        }
    }

    private static Map<Integer, Long> whole(Map<Integer, Long> found, int from, int to) {
        Map<Integer, Long> whole = new HashMap<>(found);
        Target.keys(from, to).forEach(key -> whole.putIfAbsent(key, Operation.ABSENT));
        return whole;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
