package io.minilsm.internal.db;

import io.minilsm.api.WriteHandle;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * The writes that were handed in without waiting: a worker waits for their durability in their place, for all that are
 * pending at once, and completes them on the executors that came with them. Thread-safe.
 */
final class AsyncCommits {
    /** Pending writes beyond which a caller waits itself: 64k handles are some megabytes. */
    private static final int MOST_PENDING = 64 << 10;

    private final GroupCommit group;
    private final ExecutorService worker;

    // Guarded by this.
    private final ArrayDeque<Handle> pending = new ArrayDeque<>();
    private boolean scheduled;

    /** Who completes writes now; a thread only ever asks whether it is the one. */
    private volatile Thread completing;

    AsyncCommits(GroupCommit group, ExecutorService worker) {
        this.group = group;
        this.worker = worker;
    }

    /** Returns a handle that completes when the sequence is durable. */
    WriteHandle add(long sequence, Executor executor) throws IOException {
        Handle handle = new Handle(sequence, executor);
        boolean full;
        boolean starts;
        synchronized (this) {
            pending.add(handle);
            full = pending.size() > MOST_PENDING;
            starts = !scheduled;
            scheduled = true;
        }
        if (starts) {
            start();
        }
        if (full) {
            group.await(sequence);
        }
        return handle;
    }

    /** The worker may do the work in this thread, before this returns. */
    private void start() {
        try {
            worker.execute(this::work);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // The latter says too that no thread is to be had.
            work(); // Nobody else will.
        }
    }

    /** Returns a handle that completes at once. */
    static WriteHandle done(long sequence, Executor executor) {
        Handle handle = new Handle(sequence, executor);
        handle.complete(null);
        return handle;
    }

    /** Returns whether the calling thread is the worker in the middle of completing. */
    boolean isCompleting() {
        return completing == Thread.currentThread();
    }

    /** Completes what is pending, in the calling thread; called by the worker and at close. */
    void completeAll() {
        for (List<Handle> batch = take(); !batch.isEmpty(); batch = take()) {
            long last = 0;
            for (Handle handle : batch) {
                last = Math.max(last, handle.sequence);
            }
            Throwable failure = null;
            try {
                group.await(last);
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
            for (Handle handle : batch) {
                handle.complete(failure);
            }
        }
    }

    private void work() {
        completing = Thread.currentThread();
        try {
            completeAll();
        } finally {
            completing = null;
        }
    }

    private synchronized List<Handle> take() {
        List<Handle> batch = new ArrayList<>(pending);
        pending.clear();
        if (batch.isEmpty()) {
            scheduled = false;
        }
        return batch;
    }

    private static final class Handle implements WriteHandle {
        private final long sequence;
        private final Executor executor;
        private final CompletableFuture<Long> future = new CompletableFuture<>();

        Handle(long sequence, Executor executor) {
            this.sequence = sequence;
            this.executor = executor;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public CompletionStage<Long> completion() {
            return future.minimalCompletionStage();
        }

        void complete(Throwable failure) {
            Runnable completion =
                    () -> {
                        if (failure == null) {
                            future.complete(sequence);
                        } else {
                            future.completeExceptionally(failure);
                        }
                    };
            try {
                executor.execute(completion);
            } catch (RuntimeException | Error e) {
                // The caller's executor is gone or out of threads; who holds the handle must learn the outcome all the
                // same, and the other handles too.
                completion.run();
            }
        }
    }
}
