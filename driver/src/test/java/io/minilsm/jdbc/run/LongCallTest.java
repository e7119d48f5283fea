package io.minilsm.jdbc.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LongCallTest {
    private final AtomicLong clock = new AtomicLong();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean done = new AtomicBoolean();

    private void work() throws IOException {
        try {
            begun.countDown();
            assertTrue(end.await(20, TimeUnit.SECONDS));
            done.set(true);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aCancelledCallerLeavesWhileTheCallGoesOn() throws Exception {
        Execution execution = new Execution(0, clock::get);
        Thread canceller = new Thread(() -> {
            try {
                begun.await();
                execution.cancel();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        canceller.start();
        SQLException thrown = assertThrows(SQLException.class, () -> LongCall.run("test", this::work, execution));
        assertEquals("57014", thrown.getSQLState());
        assertTrue(!done.get());
        end.countDown();
        canceller.join();
    }

    @Test
    void aCallerTimesOut() throws Exception {
        Execution execution = new Execution(1_000_000_000L, () -> clock.addAndGet(300_000_000L));
        execution.enter();
        assertThrows(SQLTimeoutException.class, () -> LongCall.run("test", this::work, execution));
        end.countDown();
    }

    @Test
    void anInterruptNeitherEndsTheCallNorGetsLost() throws Exception {
        end.countDown();
        Thread.currentThread().interrupt();
        LongCall.run("test", this::work, new Execution(0, clock::get));
        assertTrue(Thread.interrupted());
        assertTrue(done.get());
    }

    @Test
    void whatTheCallThrowsComesThrough() {
        IOException thrown = assertThrows(
                IOException.class,
                () -> LongCall.run("test", () -> {
                    throw new IOException("disk");
                }, new Execution(0, clock::get)));
        assertEquals("disk", thrown.getMessage());
        assertThrows(
                IllegalStateException.class,
                () -> LongCall.run("test", () -> {
                    throw new IllegalStateException();
                }, new Execution(0, clock::get)));
    }
}
