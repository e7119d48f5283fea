package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of different threads, one behind the other: none leaves anything behind that keeps the next one out. */
@Timeout(60)
class WalThreadsTest {
    private static final long PATIENCE_SECONDS = 5;

    private final FaultVfs disk = new FaultVfs(new MemoryVfs());
    private final LogBed bed = new LogBed(disk, Path.of("/store"));
    private final List<ExecutorService> threads =
            List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
    private int calls;

    @AfterEach
    void endThreads() {
        threads.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void callsOfTwoThreadsByTurns() throws Exception {
        bed.maxBytes = bed.firstBytes;
        call(bed::open);
        for (int i = 0; i < 20; i++) {
            put(500);
            call(() -> bed.writer.liveBytes());
            if (i % 3 == 0) {
                call(() -> bed.writer.force());
            } else if (i % 3 == 1) {
                run(() -> bed.writer.flush());
            }
            call(() -> bed.writer.segmentsCoveredBy(0));
            if (i % 7 == 0) {
                run(() -> bed.flush(bed.sequence - 3));
            }
        }
        run(() -> bed.writer.close());
        run(() -> bed.writer.close());
        assertTrue(bed.replay(true).cleanClose());
    }

    @Test
    void callsThatFailLetTheNextOneIn() throws Exception {
        call(bed::open);
        put(10);
        for (int i = 0; i < 2; i++) {
            assertFails(IllegalArgumentException.class, () -> {
                bed.writer.append(1, 1, new byte[1], 0, 1, 0, true);
                return null;
            });
            assertFails(IllegalArgumentException.class, () -> {
                bed.writer.release(List.of(1L));
                return null;
            });
        }
        disk.inject(Fault.on(Kind.CREATE).forever().with(Failure.NO_SPACE));
        for (int i = 0; i < 2; i++) {
            assertFails(DiskFullException.class, () -> {
                bed.put("x".repeat(8000));
                return null;
            });
        }
        disk.heal();
        put(8000);
        disk.inject(Fault.on(Kind.FORCE));
        for (int i = 0; i < 2; i++) {
            assertFails(StorePoisonedException.class, () -> bed.writer.force());
            assertFails(StorePoisonedException.class, () -> {
                bed.writer.flush();
                return null;
            });
        }
        run(() -> bed.writer.close());
        assertEquals(1, bed.poisonCalls());
    }

    @Test
    void logIsPoisonedFromOutside() throws Exception {
        call(bed::open);
        put(10);
        call(() -> bed.writer.force());
        IOException cause = new IOException("the manifest failed");
        run(() -> bed.writer.poison(cause));
        // Nothing is left to force, but what is forced later would not be known either.
        assertEquals(cause, assertFails(StorePoisonedException.class, () -> bed.writer.force()).getCause());
        assertFails(StorePoisonedException.class, () -> {
            bed.put("more");
            return null;
        });
        run(() -> bed.writer.close());
        assertFalse(bed.replay(true).cleanClose());
    }

    @Test
    void backgroundThatTakesNoTasksMakesTheCallerDoThem() throws Exception {
        bed.maxBytes = bed.firstBytes;
        bed.background = task -> {
            throw new RejectedExecutionException();
        };
        bed.open();
        for (int i = 0; i < 20; i++) {
            bed.put("x".repeat(500));
        }
        assertTrue(bed.closed.size() > 1, "full segments are reported as closed: " + bed.closed);
        bed.writer.close();
        assertEquals(20, bed.replay(true).lastSequence());
    }

    @Test
    void closeWaitsForTheMakingOfASegmentAndLeavesNoneBehind() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService background = Executors.newSingleThreadExecutor();
        LogBed slow = new LogBed(disk, Path.of("/store")) {
            @Override
            public void register(WalSegment segment) throws IOException {
                if (segment.number() == 2) {
                    making.countDown();
                    awaitQuietly(goOn);
                }
                super.register(segment);
            }
        };
        try {
            slow.background = background;
            slow.open();
            slow.put("x".repeat(3000)); // More than half: the next one is asked for.
            assertTrue(making.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            Future<?> close = threads.get(0).submit(() -> {
                slow.writer.close();
                return null;
            });
            // Whoever closes first waits; a second call does nothing, so it need not.
            while (!isClosing(slow)) {
                Thread.onSpinWait();
            }
            slow.writer.close();
            assertFalse(close.isDone());
            goOn.countDown();
            close.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            goOn.countDown();
            background.shutdown();
        }
        assertTrue(background.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of(1L, 2L), List.copyOf(slow.registered.keySet()));
        assertTrue(slow.replay(true).cleanClose());
        assertEquals(1, slow.replayed.size());
    }

    @Test
    void appendWaitsForASegmentThatAnotherThreadIsMaking() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService background = Executors.newSingleThreadExecutor();
        LogBed slow = new LogBed(disk, Path.of("/store")) {
            @Override
            public void register(WalSegment segment) throws IOException {
                if (segment.number() == 2) {
                    making.countDown();
                    awaitQuietly(goOn);
                }
                super.register(segment);
            }
        };
        try {
            slow.background = background;
            slow.open();
            slow.put("x".repeat(3000));
            assertTrue(making.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            List<Future<?>> appends = new ArrayList<>();
            for (ExecutorService thread : threads) {
                appends.add(thread.submit(() -> {
                    synchronized (appends) {
                        slow.put("y".repeat(3000));
                    }
                    return null;
                }));
            }
            goOn.countDown();
            for (Future<?> append : appends) {
                append.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            slow.writer.close();
        } finally {
            goOn.countDown();
            background.shutdown();
        }
        assertEquals(3, slow.replay(true).lastSequence());
    }

    private static boolean isClosing(LogBed bed) {
        try {
            bed.writer.flush();
            return false;
        } catch (IOException | IllegalStateException e) {
            return true;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void put(int length) throws Exception {
        run(() -> bed.put("x".repeat(length)));
    }

    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    private void run(Call call) throws Exception {
        call(() -> {
            call.run();
            return null;
        });
    }

    /** Calls in the thread whose turn it is. */
    private <T> T call(Callable<T> call) throws Exception {
        try {
            return threads.get(calls++ % 2).submit(call).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <T extends Throwable> T assertFails(Class<T> type, Callable<?> call) {
        return assertThrows(type, () -> call(call));
    }
}
