package io.minilsm.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.Cursor;
import io.minilsm.api.Durability;
import io.minilsm.api.NotAStoreException;
import io.minilsm.api.Options;
import io.minilsm.api.Range;
import io.minilsm.api.Store;
import io.minilsm.crash.QuietLog;
import io.minilsm.internal.db.Environment;
import io.minilsm.internal.db.LsmStore;
import io.minilsm.internal.vfs.Vfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checkpoint, restore and salvage that fail or lose power at every operation on files: what is left in the target is a
 * whole copy or none at all, and never harms the store that it was made of.
 */
@Timeout(120)
@ExtendWith(QuietLog.class)
class UnfinishedCopyTest {
    private static final Path FROM = Path.of("/store").toAbsolutePath();
    private static final Path TO = Path.of("/copy").toAbsolutePath();
    private static final Path LEFT_FROM = Path.of("/left/store").toAbsolutePath();
    private static final Path LEFT_TO = Path.of("/left/copy").toAbsolutePath();
    private static final int KEYS = 120;
    private static final Options OPTIONS = Options.defaults()
            .withMemoryBudgetBytes(4 << 20)
            .withMemtableBytes(64 << 10)
            .withWalSegmentBytes(64 << 10);

    private static final List<Kind> KINDS = List.of(
            Kind.CREATE,
            Kind.OPEN,
            Kind.READ,
            Kind.WRITE,
            Kind.FORCE,
            Kind.RENAME,
            Kind.DELETE,
            Kind.LIST,
            Kind.CREATE_DIRECTORIES,
            Kind.SYNC_DIRECTORY);

    private final long seed = TestScale.seed();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** A way to make a copy; the store is open for the first, and closed for the others. */
    enum Way {
        CHECKPOINT {
            @Override
            void copy(Vfs vfs, Store open) throws IOException {
                open.checkpoint(TO);
            }
        },
        RESTORE {
            @Override
            void copy(Vfs vfs, Store open) throws IOException {
                Restore.run(world(vfs), FROM, TO);
            }
        },
        SALVAGE {
            @Override
            void copy(Vfs vfs, Store open) throws IOException {
                Salvage.run(world(vfs), FROM, TO, false);
            }
        };

        abstract void copy(Vfs vfs, Store open) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void operationThatFailsLeavesNoHalfCopy(Way way) throws Exception {
        int failed = 0;
        for (Kind kind : KINDS) {
            for (int nth = 1; ; nth += nth < 6 ? 1 : TestScale.pick(3, 1)) {
                CrashVfs disk = new CrashVfs();
                FaultVfs faults = new FaultVfs(disk);
                Failure how = random.nextBoolean() ? Failure.IO_ERROR : Failure.NO_SPACE;
                Fault fault = Fault.on(kind).nth(nth).with(how);
                String what = way + ", " + kind + " number " + nth + " fails with " + how + ", "
                        + TestScale.rerun(seed);
                boolean done = run(way, disk, faults, () -> faults.inject(fault), faults::heal);
                if (faults.injectedCount() == 0) {
                    assertTrue(done, what);
                    break;
                }
                failed++;
                judge(disk.kill(), what);
            }
        }
        assertTrue(failed > 20, "too few faults: " + failed);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void powerCutAtAnyOperationLeavesNoHalfCopy(Way way) throws Exception {
        CrashVfs disk = new CrashVfs();
        AtomicInteger cuts = new AtomicInteger();
        AtomicInteger wholes = new AtomicInteger();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        List<CrashMode> modes = CrashMode.all();
        Runnable begin = () -> disk.beforeEach(operation -> {
            int cut = cuts.getAndIncrement();
            CrashVfs left = disk.crash(seed + cut, modes.get(cut % modes.size()));
            String what = way + ", power cut before operation " + cut + " (" + operation + "), "
                    + TestScale.rerun(seed);
            try {
                // The log's own thread comes here as well, and both would open the store of one path.
                synchronized (cuts) {
                    wholes.addAndGet(judge(left, what) ? 1 : 0);
                }
            } catch (Throwable e) {
                wrong.compareAndSet(null, new AssertionError(what, e));
            }
        });
        assertTrue(run(way, disk, disk, begin, () -> disk.beforeEach(operation -> {})));
        if (wrong.get() != null) {
            throw new AssertionError(wrong.get());
        }
        assertTrue(cuts.get() > 30, "too few cuts: " + cuts);
        assertTrue(wholes.get() < cuts.get(), "no cut came before the end");
        assertTrue(judge(disk.crash(seed, CrashMode.all().get(0)), "after the copy"), "the copy is not durable");
    }

    /** Makes the store, and the copy with the fault; returns whether the copy was made. */
    private static boolean run(Way way, CrashVfs disk, Vfs vfs, Runnable begin, Runnable end) throws IOException {
        try (Store store = LsmStore.open(world(vfs), FROM, OPTIONS)) {
            write(store);
            if (way == Way.CHECKPOINT) {
                return copy(way, vfs, store, begin, end);
            }
        } catch (IOException e) {
            // A fault in the source's own flush poisons it; closing says so.
            assertEquals(Way.CHECKPOINT, way);
            return false;
        }
        return copy(way, vfs, null, begin, end);
    }

    private static boolean copy(Way way, Vfs vfs, Store store, Runnable begin, Runnable end) {
        begin.run();
        try {
            way.copy(vfs, store);
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            end.run();
        }
    }

    /** Returns whether the copy is there and whole; fails if it is there and not whole, or the source is harmed. */
    private static boolean judge(CrashVfs left, String what) throws IOException {
        // Under other names, since the store under its own may be open in this process.
        CrashVfs disk = left.relocate(FROM, LEFT_FROM).relocate(TO, LEFT_TO);
        CrashVfs second = disk.kill();
        boolean whole = false;
        for (boolean readOnly : new boolean[] {true, false}) {
            Options options = OPTIONS.withCreateIfMissing(false);
            try (Store copy = readOnly
                    ? LsmStore.openReadOnly(world(disk), LEFT_TO, OPTIONS)
                    : LsmStore.open(world(disk), LEFT_TO, options)) {
                assertEquals(expected(), contents(copy), what);
                whole = true;
            } catch (NotAStoreException e) {
                assertTrue(!whole, what);
            }
        }
        if (whole) {
            requireClean(Verify.run(world(second), LEFT_TO), what);
        } else {
            assertThrows(NotAStoreException.class, () -> Verify.run(world(second), LEFT_TO), what);
        }
        try (Store source = LsmStore.open(world(disk), LEFT_FROM, OPTIONS)) {
            assertEquals(expected(), contents(source), what);
        }
        requireClean(Verify.run(world(disk), LEFT_FROM), what);
        return whole;
    }

    private static void requireClean(VerifyReport report, String what) {
        assertTrue(report.isClean(), () -> what + ": " + report);
    }

    private static void write(Store store) throws IOException {
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), key(i));
            if (i == KEYS / 2) {
                store.flush();
            }
        }
        store.keySpace("other").put(key(1), key(2), Durability.SYNC);
    }

    private static Map<String, String> expected() {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < KEYS; i++) {
            all.put(new String(key(i), UTF_8), new String(key(i), UTF_8));
        }
        all.put("other", new String(key(2), UTF_8));
        return all;
    }

    private static Map<String, String> contents(Store store) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Cursor cursor = store.cursor(Range.all())) {
            while (cursor.next()) {
                all.put(new String(cursor.key(), UTF_8), new String(cursor.value(), UTF_8));
            }
        }
        all.put("other", new String(store.keySpace("other").get(key(1)), UTF_8));
        return all;
    }

    private static Environment world(Vfs vfs) {
        Environment system = Environment.system();
        return new Environment(
                vfs, system.nanoTime(), system.currentMillis(), system.workers(), new SplittableRandom(7)::nextLong,
                "boot", false);
    }

    private static byte[] key(int i) {
        return String.format("key%05d", i).getBytes(UTF_8);
    }
}
