package io.minilsm.internal.db;

import static io.minilsm.internal.db.StoreConcurrencyTest.SMALL;
import static io.minilsm.internal.db.StoreConcurrencyTest.bytes;
import static io.minilsm.internal.db.StoreConcurrencyTest.onHeap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Snapshot;
import io.minilsm.api.Store;
import io.minilsm.api.StoreClosedException;
import io.minilsm.api.WriteHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that could go on for long, and waits that nobody would end, when the store is closed. */
@Timeout(60)
class LongCallsTest {
    private static final Path HEAP = Path.of("/long-calls");

    @Test
    void closingEndsABulkLoadThatWouldNeverEnd() throws Exception {
        Environment environment = onHeap();
        Store store = LsmStore.open(environment, HEAP, SMALL);
        CountDownLatch loading = new CountDownLatch(100);
        Iterator<Map.Entry<byte[], byte[]>> endless = IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> {
                    loading.countDown();
                    return Map.entry(bytes(String.format("key%09d", number)), new byte[1000]);
                })
                .iterator();
        CompletableFuture<Long> load = call(() -> store.bulkLoad(endless));
        loading.await();
        store.close();
        assertClosed(load);
        try (Store again = LsmStore.open(environment, HEAP, SMALL)) {
            assertNull(again.get(bytes("key000000000")));
            assertEquals(0, again.stats().tableBytes(), "what the load had written is not of the store");
        }
        assertTrue(
                environment.vfs().list(HEAP).stream().noneMatch(name -> name.endsWith(".sst")),
                "tables of the load are left");
    }

    @Test
    void closingASnapshotLaterIsNoError() throws Exception {
        Store store = LsmStore.open(onHeap(), HEAP, SMALL);
        Snapshot snapshot = store.snapshot();
        store.close();
        snapshot.close();
    }

    @Test
    void whoWaitsForABackgroundJobThatWasStoppedIsTold() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Background job = new Background("job", () -> false, worker, Timing.system(), new Poison(HEAP), () -> {});
            CountDownLatch waiting = new CountDownLatch(3);
            CompletableFuture<Long> waiter = call(() -> {
                job.await(() -> {
                    waiting.countDown();
                    return false;
                });
                return 0L;
            });
            waiting.await();
            job.stop();
            assertClosed(waiter);
        } finally {
            worker.shutdown();
        }
    }

    @Test
    void backgroundJobThatDiesOfItsListenerDoesNotHoldUpClosing() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch told = new CountDownLatch(1);
            Background job = new Background("job", () -> false, worker, Timing.system(), new Poison(HEAP), () -> {
                told.countDown();
                throw new IllegalStateException("listener is broken");
            });
            job.request();
            told.await();
            job.stop();
        } finally {
            worker.shutdown();
        }
    }

    @Test
    void workerThatWorksInTheCallersThreadCompletesEachWrite() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            worker.execute(() -> awaitUninterruptibly(free));
            AsyncCommits commits = new AsyncCommits(new GroupCommit(() -> 1000, 0), worker);
            for (int i = 1; i < 10; i++) {
                WriteHandle handle = commits.add(i, Runnable::run);
                assertTrue(handle.completion().toCompletableFuture().isDone(), "write=" + i);
            }
        } finally {
            free.countDown();
            worker.shutdown();
        }
    }

    @Test
    void workerThatRefusesLosesNoWrite() throws Exception {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        AsyncCommits commits = new AsyncCommits(new GroupCommit(() -> 1000, 0), ended);
        assertEquals(7, commits.add(7, Runnable::run).completion().toCompletableFuture().get());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.onSpinWait(); // Only the latch counts.
            }
        }
    }

    private interface Call {
        long run() throws IOException;
    }

    private static CompletableFuture<Long> call(Call call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.run();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "long-call").start());
    }

    private static void assertClosed(CompletableFuture<Long> call) {
        ExecutionException failure = assertThrows(ExecutionException.class, call::get);
        assertEquals(StoreClosedException.class, failure.getCause().getClass());
    }
}
