package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that do something over and over, side by side, until a time is up or one of them fails. Each has a random of
 * its own, derived from the seed. For one thread.
 */
final class Race {
    private static final long JOIN_MILLIS = 30_000;

    private final long seed;
    private final long endNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean over;

    Race(long seed, long millis) {
        this.seed = seed;
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** One step of a thread. */
    @FunctionalInterface
    interface Step {
        void run(Random random) throws Exception;
    }

    /** Starts threads that repeat the step until the race is over. */
    Race repeat(int count, Step step) {
        for (int i = 0; i < count; i++) {
            start(random -> {
                while (!isOver()) {
                    step.run(random);
                }
            });
        }
        return this;
    }

    /** Starts a thread that runs once. */
    Thread start(Step body) {
        Random random = new Random(seed + threads.size());
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run(random);
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                        over = true;
                    }
                },
                "race-" + threads.size());
        threads.add(thread);
        thread.start();
        return thread;
    }

    boolean isOver() {
        return over || System.nanoTime() - endNanos > 0;
    }

    /** Waits for all threads; fails as the first that failed, or if one hangs. */
    void finish() throws InterruptedException {
        List<String> hanging = new ArrayList<>();
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS + Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
            if (thread.isAlive()) {
                hanging.add(thread.getName() + " at " + List.of(thread.getStackTrace()));
            }
        }
        if (failure.get() != null) {
            throw new AssertionError("seed=" + seed + ": " + failure.get(), failure.get());
        }
        assertEquals(List.of(), hanging, "seed=" + seed);
    }
}
