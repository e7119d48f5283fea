package io.minilsm.it.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Threads that work until the time is over or one of them fails. */
final class Crew {
    private final BooleanSupplier hasTime;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Crew(BooleanSupplier hasTime) {
        this.hasTime = hasTime;
    }

    /** What one of them does. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    void add(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
        threads.add(thread);
        thread.start();
    }

    boolean goesOn() {
        return failure.get() == null && hasTime.getAsBoolean();
    }

    /** Waits so long, or until the work is over. */
    synchronized void rest(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (goesOn() && System.nanoTime() - end < 0) {
            wait(100);
        }
    }

    /** Waits for all; fails as the first that failed. */
    void finish() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
