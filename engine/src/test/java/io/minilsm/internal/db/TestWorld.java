package io.minilsm.internal.db;

import io.minilsm.internal.vfs.Vfs;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Environments for tests: a file system of the test's choice, real threads and clocks, known random numbers. */
final class TestWorld {
    static final String BOOT = "boot-1";

    private TestWorld() {}

    /** Returns an environment over the file system whose nonces and ids are the same in each run. */
    static Environment over(Vfs vfs) {
        return over(vfs, BOOT);
    }

    /** As {@link #over(Vfs)}, in another run of the machine if the boot id is another one. */
    static Environment over(Vfs vfs, String bootId) {
        Environment system = Environment.system();
        SplittableRandom random = new SplittableRandom(1);
        return new Environment(
                vfs, system.nanoTime(), system.currentMillis(), system.workers(), () -> next(random), bootId, false);
    }

    /**
     * As {@link #over(Vfs)}, with all background work done at once by whoever asks for it: the same history makes the
     * same operations in the same order.
     */
    static Environment inOneThread(Vfs vfs) {
        Environment world = over(vfs);
        return new Environment(
                vfs,
                world.nanoTime(),
                () -> 0,
                name -> new DirectExecutor(),
                world.random(),
                world.bootId(),
                false);
    }

    private static final class DirectExecutor extends AbstractExecutorService {
        private volatile boolean shutDown;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private static long next(SplittableRandom random) {
        synchronized (random) {
            return random.nextLong();
        }
    }
}
