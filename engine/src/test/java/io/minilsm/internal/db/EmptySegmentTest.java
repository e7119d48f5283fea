package io.minilsm.internal.db;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Compression;
import io.minilsm.api.Durability;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.testing.CrashVfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A life's first segment may stay without entries: its first batch may be too large for it. */
class EmptySegmentTest {
    private static final Path DIR = Path.of("/store");
    private static final Options OPTIONS = Options.defaults()
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10)
            .withCompression(Compression.NONE)
            .withDurability(Durability.OS);

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Keeps tasks until they are asked for. */
    private final class Later extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }

        @Override
        public void shutdown() {
            waiting.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @Test
    void flushOfSomeRecoveredEntriesKeepsAnEmptySegmentThatTheNextOneFollows() throws IOException {
        CrashVfs vfs = killedWithMoreThanAMemtable();
        List<CrashVfs> kills = new ArrayList<>();
        Environment world = TestWorld.inOneThread(vfs);
        Environment held = new Environment(
                vfs, world.nanoTime(), world.currentMillis(), name -> worker(world, name), world.random(), "", false);
        try (Store store = LsmStore.open(held, DIR, OPTIONS)) {
            store.put(key(100), new byte[200_000]);
            vfs.beforeEach(operation -> kills.add(vfs.kill()));
            waiting.remove().run();
            vfs.beforeEach(operation -> {});
        }
        assertTrue(kills.size() > 5, "operations of a flush: " + kills.size());
        for (CrashVfs killed : kills) {
            try (Store store = LsmStore.open(TestWorld.inOneThread(killed), DIR, OPTIONS)) {
                assertArrayEquals(new byte[200_000], store.get(key(100)));
                for (int i = 0; i < 40; i++) {
                    assertArrayEquals(new byte[3000], store.get(key(i)), "key " + i);
                }
            }
        }
    }

    private ExecutorService worker(Environment world, String name) {
        return name.contains("flush") ? new Later() : world.workers().apply(name);
    }

    private static CrashVfs killedWithMoreThanAMemtable() throws IOException {
        CrashVfs vfs = new CrashVfs();
        // Synced, so that the recovery leaves the log where it is and begins an empty segment.
        Options large = OPTIONS.withMemtableBytes(1 << 20)
                .withWalSegmentBytes(1 << 20)
                .withDurability(Durability.SYNC);
        try (Store store = LsmStore.open(TestWorld.inOneThread(vfs), DIR, large)) {
            for (int i = 0; i < 40; i++) {
                store.put(key(i), new byte[3000]);
            }
            return vfs.kill();
        }
    }

    private static byte[] key(int i) {
        return ("key" + i).getBytes(StandardCharsets.US_ASCII);
    }
}
