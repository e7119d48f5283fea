package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minilsm.api.StorePoisonedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
    private static final int FOLLOWERS = 6;

    private final CountDownLatch forcing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger forces = new AtomicInteger();
    private final AtomicLong appended = new AtomicLong(1);
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void whoCameDuringAForceSharesTheNextOne() throws Exception {
        GroupCommit group = new GroupCommit(this::forceOnceReleased, 0);
        List<CompletableFuture<Throwable>> outcomes = start(group);
        goOn.countDown();
        for (CompletableFuture<Throwable> outcome : outcomes) {
            assertNull(outcome.get());
        }
        assertEquals(2, forces.get());
        assertEquals(1 + FOLLOWERS, group.durableSequence());
    }

    @Test
    void allWhoWaitAreToldOfAFailedForce() throws Exception {
        GroupCommit group = new GroupCommit(
                () -> {
                    forceOnceReleased();
                    throw new StorePoisonedException("force failed", new IOException("I/O error"));
                },
                0);
        List<CompletableFuture<Throwable>> outcomes = start(group);
        goOn.countDown();
        for (CompletableFuture<Throwable> outcome : outcomes) {
            assertInstanceOf(StorePoisonedException.class, outcome.get());
        }
        assertEquals(0, group.durableSequence());
    }

    private long forceOnceReleased() throws IOException {
        long covered = appended.get();
        forces.incrementAndGet();
        forcing.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return covered;
    }

    /** Starts a leader, whose force waits, and followers that wait for it. */
    private List<CompletableFuture<Throwable>> start(GroupCommit group) throws InterruptedException {
        List<CompletableFuture<Throwable>> outcomes = new ArrayList<>();
        outcomes.add(await(group, 1));
        forcing.await();
        for (int i = 0; i < FOLLOWERS; i++) {
            outcomes.add(await(group, appended.incrementAndGet()));
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        return outcomes;
    }

    private CompletableFuture<Throwable> await(GroupCommit group, long sequence) {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                group.await(sequence);
                outcome.complete(null);
            } catch (Throwable e) {
                outcome.complete(e);
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return outcome;
    }
}
