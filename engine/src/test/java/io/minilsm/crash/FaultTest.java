package io.minilsm.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.api.Durability;
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
    private static final int ACTIONS = 60;
    private static final List<Kind> KINDS = List.of(
            Kind.CREATE,
            Kind.OPEN,
            Kind.READ,
            Kind.WRITE,
            Kind.FORCE,
            Kind.RENAME,
            Kind.LINK,
            Kind.DELETE,
            Kind.LIST,
            Kind.SYNC_DIRECTORY);

    /** How a chosen operation fails. */
    private enum Way {
        IO_ERROR(Failure.IO_ERROR, 0),
        NO_SPACE(Failure.NO_SPACE, 0),
        SHORT_WRITE(Failure.NO_SPACE, 100);

        private final Failure failure;
        private final int writtenBytes;

        Way(Failure failure, int writtenBytes) {
            this.failure = failure;
            this.writtenBytes = writtenBytes;
        }

        Fault fault(Kind kind, long nth, boolean forever) {
            Fault fault = Fault.on(kind).nth(nth).with(failure).afterWriting(writtenBytes);
            return forever ? fault.forever() : fault;
        }
    }

    @Test
    void everyOperationMayFailOnce() throws Exception {
        sweep(false, false);
    }

    @Test
    void everyOperationMayFailFromThenOn() throws Exception {
        sweep(true, false);
    }

    @Test
    void everyOperationOfARecoveryMayFailOnce() throws Exception {
        sweep(false, true);
    }

    @Test
    void everyOperationOfARecoveryMayFailFromThenOn() throws Exception {
        sweep(true, true);
    }

    /** All of the first operations of each kind, where the store is made; in short runs then in larger steps. */
    private static void sweep(boolean forever, boolean inRecovery) throws Exception {
        long seed = TestScale.seed();
        int failed = 0;
        for (Kind kind : KINDS) {
            for (Way way : kind == Kind.WRITE ? Way.values() : new Way[] {Way.IO_ERROR, Way.NO_SPACE}) {
                boolean struck = true;
                for (long nth = 1; struck; nth += nth < 6 ? 1 : TestScale.pick((int) nth, 1)) {
                    Setup setup = Setup.values()[failed % Setup.values().length];
                    FaultRun run = new FaultRun(seed + nth, setup);
                    try {
                        run.run(way.fault(kind, nth, forever), inRecovery);
                    } catch (AssertionError | IOException | RuntimeException e) {
                        throw new AssertionError(
                                kind + " number " + nth + " fails with " + way + (forever ? " for ever" : "")
                                        + (inRecovery ? " in recovery" : "") + ", setup=" + setup + " (" + run.struck
                                        + ", last action done: " + run.lastAction + "), " + TestScale.rerun(seed),
                                e);
                    }
                    struck = run.faults.injectedCount() > 0;
                    failed += struck ? 1 : 0;
                }
            }
        }
        assertTrue(failed > 50, "too few faults: " + failed);
    }

    /** One store with one fault. */
    private static final class FaultRun {
        private final Setup setup;
        private final SplittableRandom random;
        private History history = new History();
        private CrashVfs disk;
        private FaultVfs faults;
        private String boot = "boot";
        private String lastAction = "open";
        private String struck = "";

        FaultRun(long seed, Setup setup) {
            this.setup = setup;
            random = new SplittableRandom(seed);
            use(new CrashVfs(setup.mapping()));
        }

        private void use(CrashVfs other) {
            disk = other;
            faults = new FaultVfs(disk);
            faults.onFault(operation -> {
                disk.forceFailed(operation);
                struck = operation.toString();
            });
        }

        void run(Fault fault, boolean inRecovery) throws IOException {
            if (inRecovery) {
                crashFirst();
            }
            faults.inject(fault);
            try (Session session = new Session(faults, boot, HOME, setup, history, random.split())) {
                boolean opened = actUntilFailure(session);
                faults.heal();
                if (opened && session.store() != null) { // Null if opening it once more failed.
                    checkReads(session);
                    closeAfterFailure(session);
                }
            }
            judge(disk.kill(), boot, history.durable());
            CrashMode mode = CrashMode.all().get(random.nextInt(CrashMode.all().size()));
            judge(disk.crash(random.nextLong(), mode), "boot after the fault", history.durable());
        }

        /** Leaves a disk on which a power cut or a kill has struck a store that was written to. */
        private void crashFirst() throws IOException {
            CrashVfs[] left = new CrashVfs[1];
            boolean kill = random.nextBoolean();
            CrashMode mode = CrashMode.all().get(random.nextInt(CrashMode.all().size()));
            try (Session session = new Session(disk, boot, HOME, setup, history, random.split())) {
                session.open();
                for (int i = 0; i < ACTIONS / 2; i++) {
                    session.act();
                }
                for (int i = 0; i < 4; i++) {
                    session.write(Durability.OS);
                }
                left[0] = kill ? disk.kill() : disk.crash(random.nextLong(), mode);
            }
            boot = kill ? boot : "boot after the crash";
            use(left[0]);
            int floor = kill ? history.handedOver() : history.durable();
            history = history.cutAt(judge(disk.kill(), boot, floor));
        }

        /** Returns whether the store was opened. */
        private boolean actUntilFailure(Session session) throws IOException {
            try {
                session.open();
                history.acknowledge(Durability.SYNC);
            } catch (CorruptionException e) {
                throw new AssertionError("an error of the device was taken for damage", e);
            } catch (IOException e) {
                requireFault("open", e);
                return false;
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
            return true;
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

        private int judge(CrashVfs copy, String bootId, int floor) throws IOException {
            try (Session again = new Session(copy, bootId, HOME, setup, history, random.split())) {
                again.open();
                return Judge.stepOf(again.store(), history, floor, history.sent());
            }
        }
    }
}
