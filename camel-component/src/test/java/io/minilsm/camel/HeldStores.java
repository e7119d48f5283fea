package io.minilsm.camel;

import io.minilsm.MiniLsm;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.api.WriteHandle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stores in memory whose asynchronous writes become durable, or fail, when the test says so, in a thread that stands
 * for the engine's. Thread-safe.
 */
final class HeldStores implements OpenStores.Source {
    /** Name of the thread that completes writes. */
    static final String SYNC_THREAD = "engine-sync";

    private final LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    private final AtomicInteger blockingWrites = new AtomicInteger();
    private final AtomicInteger openLeases = new AtomicInteger();

    /** Whether asynchronous writes wait to be let go. */
    volatile boolean holding = true;

    /** What the next writes fail with when they are let go; null if they do not fail. */
    volatile Throwable failure;

    /** What the next writes fail with before they are held. */
    volatile Exception refusal;

    @Override
    public StoreLease open(Path directory, Options options) throws IOException {
        Store real = MiniLsm.openInMemory(options);
        Store store = (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        blockingWrites.incrementAndGet();
                    }
                    if (method.getName().equals("writeAsync") && refusal != null) {
                        throw refusal;
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return holding && result instanceof WriteHandle handle ? hold(handle.sequence()) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        openLeases.incrementAndGet();
        return new StoreLease() {
            @Override
            public Store store() {
                return store;
            }

            @Override
            public void close() throws IOException {
                openLeases.decrementAndGet();
                real.close();
            }
        };
    }

    private WriteHandle hold(long sequence) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        held.add(() -> {
            if (failure == null) {
                future.complete(sequence);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return new WriteHandle() {
            @Override
            public long sequence() {
                return sequence;
            }

            @Override
            public CompletionStage<Long> completion() {
                return future;
            }
        };
    }

    int heldWrites() {
        return held.size();
    }

    int blockingWrites() {
        return blockingWrites.get();
    }

    int openLeases() {
        return openLeases.get();
    }

    /** Waits for a write to be held and completes it in the thread that stands for the engine's. */
    void letOneGo() throws InterruptedException {
        Runnable write = held.poll(10, TimeUnit.SECONDS);
        if (write == null) {
            throw new AssertionError("no write came within 10 s");
        }
        Thread sync = new Thread(write, SYNC_THREAD);
        sync.start();
        sync.join();
    }
}
