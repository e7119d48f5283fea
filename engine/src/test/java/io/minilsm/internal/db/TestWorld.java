package io.minilsm.internal.db;

import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CallersThread;
import java.util.SplittableRandom;

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
                name -> new CallersThread(),
                world.random(),
                world.bootId(),
                false);
    }

    private static long next(SplittableRandom random) {
        synchronized (random) {
            return random.nextLong();
        }
    }
}
