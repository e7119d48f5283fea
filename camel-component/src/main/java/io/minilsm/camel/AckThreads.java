package io.minilsm.camel;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * The threads on which exchanges go on once their write is durable. Thread-safe.
 *
 * <p>The pool has no bound of its own: what waits in it is bounded by the writes that the producers let be in flight,
 * because a producer counts a write until its exchange is taken up by one of these threads. A bounded queue would have
 * to run the route in the engine's thread, or lose the exchange, when it is full.
 */
final class AckThreads implements Executor {
    private final ExecutorServiceManager threads;
    private final ExecutorService pool;
    private final ThreadLocal<Boolean> here = new ThreadLocal<>();

    AckThreads(ExecutorServiceManager threads, Object owner, int count) {
        this.threads = threads;
        ThreadPoolProfile profile = new ThreadPoolProfile("MiniLsmAck");
        profile.setPoolSize(count);
        profile.setMaxPoolSize(count);
        // To Camel a size of 0 or less is no queue at all, and its usual policy runs what finds no thread in the
        // caller, which is the engine's thread.
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        pool = threads.newThreadPool(owner, "MiniLsmAck", profile);
    }

    /** Runs the task in one of the threads; in a thread of its own if the pool has ended meanwhile. */
    @Override
    public void execute(Runnable task) {
        Runnable marked = () -> {
            here.set(true);
            try {
                task.run();
            } finally {
                here.remove();
            }
        };
        try {
            pool.execute(marked);
        } catch (RejectedExecutionException e) {
            threads.newThread("MiniLsmLateAck", marked).start();
        }
    }

    /** Returns whether the current thread is one of these, which must not wait for another of these. */
    boolean isCurrent() {
        return here.get() != null;
    }

    /** Lets what was handed in run to its end, and ends the threads. */
    void close() {
        threads.shutdownGraceful(pool);
    }
}
