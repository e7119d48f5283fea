package io.minilsm.internal.db;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StorePoisonedException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets all who wait for durability share forces. Thread-safe.
 *
 * <p>Who comes while nobody forces leads: it forces once, which covers everything appended before, wakes all whom that
 * covered, and hands the lead to the first who is still uncovered. Everybody who came during a force is thus covered by
 * the next one. A leader forces for one round only, so that none is kept from its own work; if its force fails, all who
 * wait fail with the same cause.
 *
 * <p>Waiting is not interruptible: a write that is in the log cannot be taken back. The flag is kept.
 */
final class GroupCommit {
    /** A force takes 100 us and more; a waiter looks this often before it gives its processor away. */
    private static final int SPINS = 200;

    /** Makes everything appended so far durable and says up to which sequence. */
    @FunctionalInterface
    interface Force {
        long run() throws IOException;
    }

    private final Force force;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private boolean leading;

    private volatile long durable;

    /** Makes a group; {@code durable} is the sequence up to which everything is durable already. */
    GroupCommit(Force force, long durable) {
        this.force = force;
        this.durable = durable;
    }

    long durableSequence() {
        return durable;
    }

    /** Returns once everything up to the sequence, which was appended before this call, is durable. */
    void await(long sequence) throws IOException {
        if (durable >= sequence) {
            return;
        }
        Waiter me = null;
        lock.lock();
        try {
            if (durable >= sequence) {
                return;
            }
            if (leading) {
                me = new Waiter(sequence, Thread.currentThread());
                waiting.add(me);
            } else {
                leading = true;
            }
        } finally {
            lock.unlock();
        }
        if (me == null || me.awaitTurn()) {
            lead();
        }
    }

    /** Takes note that everything up to the sequence was made durable by other means than the force. */
    void cover(long sequence) {
        lock.lock();
        try {
            durable = Math.max(durable, sequence);
        } finally {
            lock.unlock();
        }
    }

    private void lead() throws IOException {
        Throwable failure = null;
        long reached = 0;
        try {
            reached = force.run();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            handOver(reached, failure);
        }
    }

    /** Releases all whom the force covered, or all if it failed, and makes the next one leader. */
    private void handOver(long reached, Throwable failure) {
        List<Waiter> done = new ArrayList<>();
        Waiter next = null;
        lock.lock();
        try {
            durable = Math.max(durable, reached);
            for (Waiter waiter; (waiter = waiting.poll()) != null; ) {
                if (failure != null || waiter.sequence <= durable) {
                    done.add(waiter);
                } else if (next == null) {
                    next = waiter;
                } else {
                    waiting.addFirst(waiter);
                    break;
                }
            }
            leading = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake(Waiter.LEADS, null);
        }
        for (Waiter waiter : done) {
            waiter.wake(Waiter.DONE, failure);
        }
    }

    private static final class Waiter {
        private static final int WAITS = 0;
        private static final int DONE = 1;
        private static final int LEADS = 2;

        private final long sequence;
        private final Thread thread;
        private Throwable failure; // Published by state.
        private volatile int state = WAITS;

        Waiter(long sequence, Thread thread) {
            this.sequence = sequence;
            this.thread = thread;
        }

        /** Waits; returns whether to lead now, false if the sequence is durable. */
        boolean awaitTurn() throws IOException {
            for (int i = 0; i < SPINS && state == WAITS; i++) {
                Thread.onSpinWait();
            }
            boolean interrupted = false;
            while (state == WAITS) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw asOwn(failure);
            }
            return state == LEADS;
        }

        /** Returns an exception of this thread's own, of the type that callers tell apart. */
        private static IOException asOwn(Throwable failure) {
            String message = "the force that was to cover this write failed: " + failure.getMessage();
            if (failure instanceof StorePoisonedException) {
                return new StorePoisonedException(message, failure);
            }
            return failure instanceof DiskFullException
                    ? new DiskFullException(message, failure)
                    : new IOException(message, failure);
        }

        void wake(int newState, Throwable why) {
            failure = why;
            state = newState;
            LockSupport.unpark(thread);
        }
    }
}
