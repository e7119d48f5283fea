package io.minilsm.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AckThreadsTest {
    private static final int TASKS = 5000;
    private static final int SECONDS = 30;

    private DefaultCamelContext context;
    private AckThreads threads;

    @BeforeEach
    void start() {
        context = new DefaultCamelContext();
        context.start();
        threads = new AckThreads(context.getExecutorServiceManager(), this, 2);
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @Test
    void moreTasksThanThreadsWaitRatherThanRunInTheCaller() throws Exception {
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            threads.execute(() -> {
                ran.add(Thread.currentThread());
                if (Thread.currentThread().getName().contains("MiniLsmAck")) {
                    awaitQuietly(begin);
                }
                done.countDown();
            });
        }
        begin.countDown();
        assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
        assertFalse(ran.contains(Thread.currentThread()));
        assertEquals(2, ran.size());
    }

    @Test
    void taskAfterTheEndRunsInAThreadOfItsOwn() throws Exception {
        threads.close();
        Set<Thread> ran = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(() -> {
            ran.add(Thread.currentThread());
            done.countDown();
        });
        assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
        assertFalse(ran.contains(Thread.currentThread()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
