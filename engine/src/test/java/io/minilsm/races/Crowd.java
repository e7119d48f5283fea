package io.minilsm.races;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that start together and repeat a step until a time is up or one of them fails. For one thread, once. */
final class Crowd {
    private static final long JOIN_MILLIS = 60_000;

    private final long seed;
    private final long millis;
    private final List<Step> steps = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long endNanos;

    Crowd(long seed, long millis) {
        this.seed = seed;
        this.millis = millis;
    }

    /** Does one thing. */
    @FunctionalInterface
    interface Step {
        void run(Random random) throws Exception;
    }

    /** Adds a thread. */
    void add(Step step) {
        steps.add(step);
    }

    /** Runs all threads to their end. */
    void run() throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(steps.size(), () -> endNanos = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(millis));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Random random = new Random(seed * 31 + i);
            threads.add(new Thread(() -> repeat(step, random, start), "crowd-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(JOIN_MILLIS + millis);
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " hangs at " + List.of(thread.getStackTrace()));
            }
        }
        if (failure.get() != null) {
            throw new AssertionError("a call failed: " + failure.get(), failure.get());
        }
    }

    private void repeat(Step step, Random random, CyclicBarrier start) {
        try {
            start.await();
            while (failure.get() == null && System.nanoTime() - endNanos < 0) {
                step.run(random);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
