package io.minilsm.crash;

import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.Timing;
import io.minilsm.internal.vfs.Vfs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A world with a clock of its own and one thread, which does the work of all workers of a store: when, and in which
 * order, is drawn from a seed. So what a store does on it depends on the seed and its user alone.
 *
 * <p>Work runs where a user's call waits for it, and in {@link #pass} between the calls. In the latter case no call is
 * under way, so a user may do something in the middle of it, as another thread would. For one thread, one open store.
 */
final class Simulation implements Timing {
    /** Waits in a row in which nothing was left to do: nothing will ever come. With a look each tenth of a second. */
    private static final int VAIN_WAITS = 1000;

    /** Who waits for a flush may hold what a compaction needs; none who waits holds what a flush needs. */
    private static final String WORKER_TO_WAIT_FOR = "minilsm-flush";

    /** Now and then background work falls behind for up to so many passes, so that memtables and segments pile up. */
    private static final int LAZY_PASSES = 60;

    private static final int LAZY_ONE_IN = 25;
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random;
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::nanos).thenComparingLong(Timer::number));
    private long nanos;
    private long timersMade;
    private int vainWaits;
    private int lazyPasses;
    private boolean inPass;

    private record Timer(long nanos, long number, Runnable task, Executor executor) {}

    Simulation(SplittableRandom random) {
        this.random = random;
    }

    /** Returns the world of a store on that file system. */
    Environment environment(Vfs vfs, String bootId) {
        return new Environment(
                vfs,
                () -> nanos,
                () -> nanos / MILLI,
                Worker::new,
                this,
                random.split()::nextLong,
                bootId,
                false);
    }

    /** Lets some time go by, and has some of the work done that is due; none, some or all. */
    void pass() {
        elapse(random.nextInt(40) == 0 ? 3_000 * MILLI : random.nextLong(30 * MILLI));
        if (lazyPasses == 0 && random.nextInt(LAZY_ONE_IN) == 0) {
            lazyPasses = random.nextInt(LAZY_PASSES);
        }
        lazyPasses = Math.max(0, lazyPasses - 1);
        while (lazyPasses == 0 && random.nextInt(3) != 0 && !idleWorkers().isEmpty()) {
            List<Worker> idle = idleWorkers();
            inPass = true;
            try {
                idle.get(random.nextInt(idle.size())).runNext();
            } finally {
                inPass = false;
            }
        }
    }

    /** Returns whether background work is under way while no call of a user is. */
    boolean isInPass() {
        return inPass;
    }

    /** Says that a user's call begins, or has ended, in the middle of background work. */
    void besideBackground(boolean begins) {
        inPass = !begins;
    }

    @Override
    public boolean await(Condition changed, long millis) {
        List<Worker> idle = idleWorkers();
        if (idle.isEmpty()) {
            elapse(millis * MILLI);
            vainWaits++;
            if (vainWaits > VAIN_WAITS) {
                throw new AssertionError("hang: a call waits, and nothing is left to do");
            }
            return false;
        }
        vainWaits = 0;
        Worker next = idle.get(random.nextInt(idle.size()));
        for (Worker worker : idle) {
            next = worker.name.equals(WORKER_TO_WAIT_FOR) ? worker : next;
        }
        next.runNext();
        return false;
    }

    @Override
    public boolean rest(Object blocker, long howLong) {
        elapse(howLong);
        return false;
    }

    @Override
    public void runLater(Runnable task, Executor executor, long millis) {
        timers.add(new Timer(nanos + millis * MILLI, timersMade++, task, executor));
    }

    private void elapse(long howLong) {
        nanos += howLong;
        while (!timers.isEmpty() && timers.peek().nanos <= nanos) {
            Timer timer = timers.poll();
            try {
                timer.executor.execute(timer.task);
            } catch (RejectedExecutionException e) {
                vainWaits = 0; // The store has been closed meanwhile: the task is forgotten.
            }
        }
    }

    private List<Worker> idleWorkers() {
        List<Worker> idle = new ArrayList<>();
        for (Worker worker : workers) {
            if (!worker.running && !worker.tasks.isEmpty()) {
                idle.add(worker);
            }
        }
        return idle;
    }

    /** Runs its tasks in order, one at a time, when it is told to. */
    private final class Worker extends AbstractExecutorService {
        private final String name;
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private boolean running;
        private boolean shutDown;

        Worker(String name) {
            this.name = name;
            workers.add(this);
        }

        void runNext() {
            running = true;
            try {
                tasks.remove().run();
            } finally {
                running = false;
            }
        }

        @Override
        public void execute(Runnable task) {
            if (shutDown) {
                throw new RejectedExecutionException("worker was shut down: name=" + name);
            }
            tasks.add(task);
        }

        @Override
        public void shutdown() {
            shutDown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            List<Runnable> left = List.copyOf(tasks);
            tasks.clear();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown && tasks.isEmpty() && !running;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            while (!tasks.isEmpty() && !running) {
                runNext();
            }
            if (isTerminated()) {
                workers.remove(this);
            }
            return isTerminated();
        }
    }
}
