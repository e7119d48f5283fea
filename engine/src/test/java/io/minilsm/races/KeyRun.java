package io.minilsm.races;

import io.minilsm.api.Durability;
import io.minilsm.api.Range;
import io.minilsm.races.Operation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that read and write a few single keys, while another one flushes and compacts, and the record of it. The keys
 * change as the run goes on, so that each one's history stays short enough to be judged. For one run.
 */
final class KeyRun {
    private static final int THREADS = 8;
    private static final int KEYS = 4;
    private static final int OPERATIONS_PER_EPOCH = 3000;

    private final Target target;
    private final List<List<Operation>> recorded = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();

    KeyRun(Target target) {
        this.target = target;
    }

    /** Runs for that long; returns what was done. */
    List<Operation> run(long seed, long millis) throws InterruptedException {
        Crowd crowd = new Crowd(seed, millis);
        for (int thread = 0; thread < THREADS; thread++) {
            Recorder recorder = new Recorder(thread);
            recorded.add(recorder.operations);
            crowd.add(recorder::step);
        }
        crowd.add(this::maintain);
        crowd.run();
        return recorded.stream().flatMap(List::stream).toList();
    }

    private void maintain(Random random) throws IOException {
        if (random.nextInt(4) == 0) {
            target.store().compact(Range.all());
        } else {
            target.store().flush();
        }
    }

    /** One thread's part. */
    private final class Recorder {
        private final int thread;
        private final List<Operation> operations = new ArrayList<>();
        private final long[] lastSeen = new long[KEYS];
        private int lastEpoch;
        private long written;

        Recorder(int thread) {
            this.thread = thread;
        }

        void step(Random random) throws IOException {
            int epoch = started.getAndIncrement() / OPERATIONS_PER_EPOCH;
            if (epoch != lastEpoch) {
                Arrays.fill(lastSeen, Operation.ABSENT);
                lastEpoch = epoch;
            }
            int index = random.nextInt(KEYS);
            int key = epoch * KEYS + index;
            Durability durability = Durability.values()[random.nextInt(30) == 0 ? 2 : random.nextInt(2)];
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> read(key);
                case 3 -> readAll(epoch * KEYS);
                case 4, 5 -> {
                    long value = newValue();
                    long invoked = System.nanoTime();
                    target.put(key, value, durability);
                    record(Kind.WRITE, key, 0, value, true, invoked);
                }
                case 6 -> {
                    long invoked = System.nanoTime();
                    target.delete(key, durability);
                    record(Kind.WRITE, key, 0, Operation.ABSENT, true, invoked);
                }
                default -> {
                    long expected = random.nextInt(3) == 0 ? Operation.ABSENT : lastSeen[index];
                    long value = newValue();
                    long invoked = System.nanoTime();
                    boolean succeeded = target.compareAndSet(key, expected, value, durability);
                    record(Kind.COMPARE_AND_SET, key, expected, value, succeeded, invoked);
                }
            }
        }

        private void read(int key) throws IOException {
            long invoked = System.nanoTime();
            record(Kind.READ, key, 0, target.get(key), true, invoked);
        }

        private void readAll(int from) throws IOException {
            List<Integer> keys = Target.keys(from, from + KEYS);
            long invoked = System.nanoTime();
            List<Long> values = target.multiGet(keys);
            for (int i = 0; i < KEYS; i++) {
                record(Kind.READ, keys.get(i), 0, values.get(i), true, invoked);
            }
        }

        private void record(Kind kind, int key, long expected, long value, boolean succeeded, long invoked) {
            operations.add(
                    new Operation(kind, thread, key, expected, value, succeeded, invoked, System.nanoTime()));
            if (kind != Kind.COMPARE_AND_SET || succeeded) {
                lastSeen[key % KEYS] = value;
            }
        }

        private long newValue() {
            return (long) (thread + 1) << 40 | ++written;
        }
    }
}
