package io.minilsm.internal.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.minilsm.internal.wal.WalSegment;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A power cut before every operation on the disk, and a failure of every operation. */
class ManifestCrashTest {
    private static final RollPolicy ROLLS = new RollPolicy(1500, 2);
    private static final int STEPS = 60;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    // What a recovery may find: the state before, or after, the edit of the moment.
    private Set<String> allowed;
    private long lastNumber;
    private long lastSequence;
    private int cuts;

    @Test
    void powerCutBeforeAnyOperationLeavesTheStateBeforeOrAfterTheEdit() throws IOException {
        CrashVfs disk = newDisk();
        VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, ROLLS);
        allowed = Set.of(Edits.describe(versions.state()));
        disk.beforeEach(operation -> {
            if (operation.kind().isDurable()) {
                for (CrashMode mode : CrashMode.all()) {
                    check(disk.crash(random.nextLong(), mode), operation, mode);
                }
            }
        });
        for (int step = 0; step < STEPS; step++) {
            step(versions);
            if (random.nextInt(20) == 0) {
                versions.close();
                versions = VersionSet.recover(disk, Edits.DIR, ROLLS);
            }
        }
        versions.close();
        assertTrue(cuts > 1000, "cuts=" + cuts);
    }

    @Test
    void powerCutInARecoveryLeavesTheSameState() throws IOException {
        CrashVfs disk = newDisk();
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, ROLLS)) {
            for (int step = 0; step < 20; step++) {
                step(versions);
            }
        }
        for (int crash = 0; crash < 20; crash++) {
            CrashVfs left = disk.crash(random.nextLong(), CrashMode.all().get(crash % CrashMode.all().size()));
            left.beforeEach(operation -> {
                if (operation.kind().isDurable()) {
                    for (CrashMode mode : CrashMode.all()) {
                        check(left.crash(random.nextLong(), mode), operation, mode);
                    }
                }
            });
            VersionSet.recover(left, Edits.DIR, ROLLS).close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"WRITE", "FORCE", "CREATE", "SYNC_DIRECTORY"})
    void everyFailureOfTheDiskPoisonsForGood(Kind kind) throws IOException {
        boolean injected = true;
        for (int nth = 1; injected; nth++) {
            lastNumber = 0;
            lastSequence = 0;
            CrashVfs disk = newDisk();
            FaultVfs faulty = new FaultVfs(disk);
            faulty.onFault(disk::forceFailed);
            VersionSet versions = VersionSet.create(faulty, Edits.DIR, Edits.STORE, ROLLS);
            allowed = Set.of(Edits.describe(versions.state()));
            faulty.inject(Fault.on(kind).nth(nth).afterWriting(random.nextInt(600)));
            injected = runUntilFailure(versions);
            assertEquals(injected ? 1 : 0, faulty.injectedCount(), "seed=" + seed);
            if (injected) {
                assertPoisoned(versions, disk);
            }
            versions.close();
            check(disk.kill(), null, null);
            for (CrashMode mode : CrashMode.all()) {
                check(disk.crash(random.nextLong(), mode), null, mode);
            }
        }
    }

    @Test
    void failedRecoveryCanBeTriedAgain() throws IOException {
        CrashVfs disk = newDisk();
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, ROLLS)) {
            for (int step = 0; step < 10; step++) {
                step(versions);
            }
        }
        for (Kind kind : List.of(Kind.OPEN, Kind.READ, Kind.LIST, Kind.CREATE, Kind.WRITE, Kind.FORCE)) {
            boolean injected = true;
            for (int nth = 1; injected; nth++) {
                CrashVfs copy = disk.kill();
                FaultVfs faulty = new FaultVfs(copy);
                faulty.onFault(copy::forceFailed);
                faulty.inject(Fault.on(kind).nth(nth));
                try (VersionSet versions = VersionSet.recover(faulty, Edits.DIR, ROLLS)) {
                    assertTrue(allowed.contains(Edits.describe(versions.state())));
                } catch (IOException e) {
                    assertEquals(1, faulty.injectedCount(), "only the fault fails it, seed=" + seed);
                }
                injected = faulty.injectedCount() > 0;
                check(copy, null, null);
            }
        }
    }

    @Test
    void powerCutInARecoveryFromAKilledRecoveryLeavesTheSameState() throws IOException {
        CrashVfs disk = newDisk();
        try (VersionSet versions = VersionSet.create(disk, Edits.DIR, Edits.STORE, ROLLS)) {
            step(versions);
        }
        List<CrashVfs> killed = new ArrayList<>();
        CrashVfs first = disk.kill();
        first.beforeEach(operation -> killed.add(first.kill()));
        VersionSet.recover(first, Edits.DIR, ROLLS).close();
        for (CrashVfs left : killed) {
            left.beforeEach(operation -> {
                for (int crash = 0; operation.kind().isDurable() && crash < 24; crash++) {
                    CrashMode mode = CrashMode.all().get(crash % CrashMode.all().size());
                    check(left.crash(random.nextLong(), mode), operation, mode);
                }
            });
            VersionSet.recover(left, Edits.DIR, ROLLS).close();
        }
    }

    private static CrashVfs newDisk() {
        CrashVfs disk = new CrashVfs();
        disk.createDirectories(Edits.DIR);
        return disk;
    }

    private boolean runUntilFailure(VersionSet versions) {
        try {
            for (int step = 0; step < STEPS; step++) {
                step(versions);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void step(VersionSet versions) throws IOException {
        if (random.nextInt(8) == 0) {
            long next = Math.max(lastSequence, versions.firstSequenceAfterOpen()) + random.nextInt(1 << 25);
            versions.ensureReservedSequence(next);
            lastSequence = next;
        }
        if (random.nextInt(8) == 0) {
            for (int i = 0; i < 300; i++) {
                lastNumber = Math.max(lastNumber, versions.newFileNumber());
            }
        }
        VersionEdit edit = Edits.random(random, versions);
        lastNumber = Math.max(lastNumber, versions.state().nextFileNumber() - 1);
        String before = Edits.describe(versions.state());
        String after = Edits.describe(StateTransition.apply(versions.state(), edit));
        allowed = Set.of(before, after.equals(before) ? "" : after);
        versions.apply(edit);
        allowed = Set.of(after);
    }

    private void check(CrashVfs disk, FileOperation operation, CrashMode mode) {
        cuts++;
        disk.beforeEach(ignored -> {});
        String where = "seed=" + seed + ", before=" + operation + ", mode=" + mode;
        try (VersionSet versions = VersionSet.recover(disk, Edits.DIR)) {
            assertTrue(allowed.contains(Edits.describe(versions.state())), where);
            assertTrue(versions.reservedFileNumberAtOpen() > lastNumber, where);
            assertTrue(versions.firstSequenceAfterOpen() > lastSequence, where);
        } catch (IOException e) {
            fail(where, e);
        }
    }

    private void assertPoisoned(VersionSet versions, CrashVfs disk) throws IOException {
        disk.beforeEach(operation -> {
            throw new IllegalStateException("the disk is used after a failure: " + operation);
        });
        VersionEdit edit = VersionEdit.builder(EditType.NEW_MEMTABLE)
                .newWal(new WalSegment(lastNumber, 1, 4096))
                .build();
        IOException e = assertThrows(IOException.class, () -> versions.apply(edit));
        assertTrue(e.getCause().getCause() instanceof IOException, "cause kept");
        assertThrows(IOException.class, versions::newFileNumber);
        assertThrows(
                IOException.class, () -> versions.ensureReservedSequence(lastSequence + 4 * VersionSet.SEQUENCE_SPAN));
        disk.beforeEach(operation -> {});
    }
}
