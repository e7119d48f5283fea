package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Failure;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalPoisonTest {
    private final FaultVfs disk = new FaultVfs(new MemoryVfs());
    private final LogBed bed = new LogBed(disk, Path.of("/store"));

    @Test
    void failedForcePoisonsForGood() throws IOException {
        bed.open();
        bed.put("a");
        bed.writer.force();
        disk.inject(Fault.on(Kind.FORCE));
        bed.put("b");
        StorePoisonedException e = assertThrows(StorePoisonedException.class, () -> bed.writer.force());
        assertNotNull(e.getCause());
        assertTrue(e.getMessage().contains("unknown"), e.getMessage());
        assertStaysPoisoned();
        bed.replay(true);
        assertEquals(List.of("a", "b"), bed.replayed);
        assertEquals(1, bed.replay(true).durableSequence());
    }

    @Test
    void failedAppendPoisonsForGood() throws IOException {
        bed.open();
        bed.put("a");
        disk.inject(Fault.on(Kind.WRITE).afterWriting(20));
        assertThrows(StorePoisonedException.class, () -> bed.put("b"));
        assertStaysPoisoned();
        bed.replay(true);
        assertEquals(List.of("a"), bed.replayed);
    }

    /** Such a frame is not gathered: it is written while it is appended. */
    @Test
    void failedAppendOfALargeFramePoisonsForGood() throws IOException {
        bed.maxBytes = 1 << 20;
        bed.firstBytes = 1 << 20;
        bed.open();
        bed.put("a");
        disk.inject(Fault.on(Kind.WRITE).afterWriting(20));
        assertThrows(StorePoisonedException.class, () -> bed.put("b".repeat(2 * ChannelOutput.PENDING_BYTES), false));
        assertStaysPoisoned();
        bed.replay(true);
        assertEquals(List.of("a"), bed.replayed);
    }

    @Test
    void appendThatFindsTheDiskFullInTheMiddlePoisons() throws IOException {
        bed.open();
        disk.inject(Fault.on(Kind.WRITE).with(Failure.NO_SPACE));
        assertThrows(StorePoisonedException.class, () -> bed.put("a"));
        assertStaysPoisoned();
    }

    @Test
    void failedRegistrationPoisonsAndKeepsTheFileThatTheManifestMayName() throws IOException {
        LogBed refusing = new LogBed(disk, Path.of("/store")) {
            @Override
            public synchronized void register(WalSegment segment) throws IOException {
                if (segment.number() > 1) {
                    throw new IOException("manifest: No space left on device");
                }
                super.register(segment);
            }
        };
        refusing.background = task -> {};
        refusing.open();
        assertThrows(StorePoisonedException.class, () -> fill(refusing));
        assertEquals(1, refusing.poisonCalls());
        assertEquals(List.of("000001.wal", "000002.wal"), disk.list(refusing.directory));
    }

    @Test
    void failureInTheBackgroundIsToldOnce() throws IOException {
        bed.open();
        disk.inject(Fault.on(Kind.FORCE).nth(1).forever());
        assertThrows(StorePoisonedException.class, () -> fill(bed));
        assertStaysPoisoned();
    }

    @Test
    void everyFailingOperationLeavesAPrefixThatRecovers() throws IOException {
        for (Kind kind : List.of(Kind.WRITE, Kind.FORCE, Kind.CREATE, Kind.SYNC_DIRECTORY, Kind.RENAME, Kind.OPEN)) {
            boolean struck = true;
            for (int nth = 1; struck; nth++) {
                struck = failOnce(kind, nth);
            }
        }
    }

    private boolean failOnce(Kind kind, int nth) throws IOException {
        CrashVfs inner = new CrashVfs();
        FaultVfs faulty = new FaultVfs(inner);
        faulty.onFault(inner::forceFailed);
        LogBed log = new LogBed(faulty, Path.of("/store"));
        log.maxBytes = log.firstBytes;
        faulty.inject(Fault.on(kind).nth(nth).afterWriting(100));
        long acknowledged = 0;
        try {
            log.open();
            for (int i = 0; i < 60; i++) {
                log.put("value " + i + "x".repeat(500));
                if (i % 5 == 0) {
                    acknowledged = log.writer.force();
                }
            }
            log.writer.close();
            acknowledged = log.sequence;
        } catch (StorePoisonedException e) {
            assertEquals(1, log.poisonCalls());
            assertThrows(StorePoisonedException.class, () -> log.put("more"));
        }
        LogBed again = log.copyOnto(inner.crash(nth, new CrashMode(CrashMode.Data.STRICT, CrashMode.Names.STRICT)));
        long last = again.replay(false).lastSequence();
        assertTrue(last >= acknowledged, kind + " nth=" + nth + ": last=" + last + ", acknowledged=" + acknowledged);
        again.recover(false);
        return faulty.injectedCount() > 0;
    }

    @Test
    void fullDiskRefusesTheAppendThatNeedsSpaceAndNoOther() throws IOException {
        bed.open();
        disk.inject(Fault.on(Kind.WRITE)
                .forever()
                .where(write -> !write.path().endsWith("000001.wal"))
                .with(Failure.NO_SPACE));
        bed.put("a".repeat(2500)); // more than half: the next is asked for, in vain
        bed.put("b".repeat(800)); // has room still
        disk.inject(Fault.on(Kind.CREATE).forever().with(Failure.NO_SPACE));
        assertThrows(DiskFullException.class, () -> bed.put("c".repeat(2000)));
        assertThrows(DiskFullException.class, () -> bed.put("c".repeat(2000)));
        bed.put("small");
        assertEquals(3, bed.writer.force());
        assertEquals(List.of("000001.wal"), disk.list(bed.directory));
        disk.heal();
        bed.put("d".repeat(2000));
        bed.writer.close();
        assertEquals(0, bed.poisonCalls());
        bed.replay(true);
        assertEquals(List.of("a", "b", "s", "d"), bed.replayed.stream().map(v -> v.substring(0, 1)).toList());
    }

    @Test
    void diskWithLittleSpaceGetsASmallerSegment() throws IOException {
        bed.open();
        long first = disk.size(bed.directory.resolve("000001.wal"));
        disk.inject(Fault.on(Kind.WRITE).onFiles("000002.wal").with(Failure.NO_SPACE));
        bed.put("a".repeat(3000));
        bed.put("b".repeat(1500));
        assertEquals(2, bed.writer.force());
        assertEquals(List.of("000001.wal", "000003.wal"), disk.list(bed.directory));
        assertEquals(first, disk.size(bed.directory.resolve("000003.wal")));
        bed.writer.close();
        assertEquals(0, bed.poisonCalls());
        bed.replay(true);
        assertEquals(2, bed.replayed.size());
    }

    @Test
    void fullLogClosesOnAFullDisk() throws IOException {
        bed.open();
        disk.inject(Fault.on(Kind.CREATE).forever().with(Failure.NO_SPACE));
        assertThrows(DiskFullException.class, () -> fill(bed));
        bed.writer.close();
        WalReplay.Outcome outcome = bed.replay(true);
        assertTrue(outcome.cleanClose());
        assertEquals(bed.sequence, outcome.durableSequence());
    }

    private static void fill(LogBed bed) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            bed.put("x".repeat(50));
        }
    }

    /** Not even a disk that is well again makes the writer go on, and close writes nothing. */
    private void assertStaysPoisoned() throws IOException {
        disk.heal();
        byte[] before = bed.bytes(1);
        assertThrows(StorePoisonedException.class, () -> bed.put("c"));
        assertThrows(StorePoisonedException.class, () -> bed.writer.force());
        assertThrows(StorePoisonedException.class, () -> bed.writer.flush());
        bed.writer.close();
        assertEquals(1, bed.poisonCalls());
        assertTrue(Arrays.equals(before, bed.bytes(1)));
        assertFalse(bed.replay(true).cleanClose());
    }
}
