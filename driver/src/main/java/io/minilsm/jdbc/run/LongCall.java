package io.minilsm.jdbc.run;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call of the engine that takes seconds and cannot be stopped, in a thread of its own, so that the caller can be
 * cancelled, time out, and keep its interrupt flag. When it leaves early the call goes on to its end, or until the
 * store is closed; the thread ends with it.
 */
final class LongCall {
    /** Of the 50 ms within which a cancelled statement ends; the clock is looked at every fourth time. */
    private static final long LOOK_MILLIS = 5;

    private LongCall() {}

    /** What is called. */
    interface Body {
        void run() throws IOException;
    }

    static void run(String name, Body body, Execution execution) throws SQLException, IOException {
        FutureTask<Void> call = new FutureTask<>(() -> {
            body.run();
            return null;
        });
        Thread thread = new Thread(call, "minilsm-" + name);
        thread.setDaemon(true);
        // The caller's loader must not be held, should it leave and be unloaded before the call ends.
        thread.setContextClassLoader(LongCall.class.getClassLoader());
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                execution.check();
                try {
                    call.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    continue;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            } else if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
