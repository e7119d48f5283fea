package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each operation on files fails, one at a time: the store says so, answers reads with what it should hold or not at
 * all, takes no harm, and opens again on what the disk has kept.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@ExtendWith(QuietLog.class)
class FaultTest {
    private static final Path HOME = Path.of("/store").toAbsolutePath();
    private static final int ACTIONS = 120;
    private static final List<Kind> KINDS = List.of(
            Kind.CREATE,
            Kind.OPEN,
            Kind.READ,
            Kind.WRITE,
            Kind.FORCE,
            Kind.RENAME,
            Kind.DELETE,
            Kind.LIST,
            Kind.SYNC_DIRECTORY);

    @Test
    void everyOperationMayFailOnce() throws Exception {
        sweep(false);
    }

    @Test
    void everyOperationMayFailFromThenOn() throws Exception {
        sweep(true);
    }

    private static void sweep(boolean forever) throws Exception {
        long seed = TestScale.seed();
        SplittableRandom random = new SplittableRandom(seed);
        int failed = 0;
        for (Kind kind : KINDS) {
            long nth = 1;
            while (true) {
                Failure how = random.nextBoolean() ? Failure.IO_ERROR : Failure.NO_SPACE;
                FaultRun run = new FaultRun(seed + failed);
                Fault fault = Fault.on(kind).nth(nth).with(how).afterWriting(random.nextInt(200));
                try {
                    run.run(forever ? fault.forever() : fault);
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError(
                            kind + " number " + nth + " fails with " + how + (forever ? " for ever" : "") + ", "
                                    + " (" + run.struck + ", last action done: " + run.lastAction + "), "
                                    + TestScale.rerun(seed),
                            e);
                }
                if (run.faults.injectedCount() == 0) {
                    break;
                }
                failed++;
                // All of the first ones, where the store is made; then in steps that still meet each kind of moment.
                nth += nth < 12 ? 1 : TestScale.pick((int) nth / 3, 1 + random.nextInt(3));
            }
        }
        assertTrue(failed > 50, "too few faults: " + failed);
    }

    /** One store with one fault. */
    private static final class FaultRun {
        private final CrashVfs disk = new CrashVfs();
        private final FaultVfs faults = new FaultVfs(disk);
        private final History history = new History();
        private final SplittableRandom random;
        private String lastAction = "open";
        private String struck = "";

        FaultRun(long seed) {
            random = new SplittableRandom(seed);
            faults.onFault(operation -> {
                disk.forceFailed(operation);
                struck = operation.toString();
            });
        }

        void run(Fault fault) throws IOException {
            faults.inject(fault);
            try (Session session = new Session(faults, "boot", HOME, history, random.split())) {
                boolean closed = actUntilFailure(session);
                faults.heal();
                if (!closed) {
                    checkReads(session);
                    closeAfterFailure(session);
                }
            }
            judge(disk.kill(), "boot", history.durable());
            CrashMode mode = CrashMode.all().get(random.nextInt(CrashMode.all().size()));
            judge(disk.crash(random.nextLong(), mode), "next boot", history.durable());
        }

        /** Returns whether the store never opened. */
        private boolean actUntilFailure(Session session) throws IOException {
            try {
                session.open();
            } catch (CorruptionException e) {
                throw new AssertionError("an error of the device was taken for damage", e);
            } catch (IOException e) {
                return true;
            }
            try {
                for (int i = 0; i < ACTIONS && faults.injectedCount() == 0; i++) {
                    lastAction = session.act();
                }
            } catch (CorruptionException e) {
                throw new AssertionError("an error of the device was taken for damage", e);
            } catch (IOException e) {
                requireFault("action", e);
            }
            return false;
        }

        /** Reads go on; they show everything acknowledged and nothing that was not sent. */
        private void checkReads(Session session) {
            try {
                Judge.stepOf(session.store(), history, history.handedOver(), history.sent());
            } catch (CorruptionException e) {
                throw new AssertionError("an error of the device was taken for damage", e);
            } catch (IOException | IllegalStateException e) {
                requireFault("read", e);
            }
        }

        private void requireFault(String what, Exception failure) {
            if (faults.injectedCount() == 0) {
                throw new AssertionError(what + " failed without a fault", failure);
            }
        }

        private void closeAfterFailure(Session session) {
            try {
                session.close();
            } catch (IOException e) {
                requireFault("close", e);
            }
        }

        private void judge(CrashVfs copy, String boot, int floor) throws IOException {
            try (Session again = new Session(copy, boot, HOME, history, random.split())) {
                again.open();
                Judge.stepOf(again.store(), history, floor, history.sent());
            }
        }
    }
}
