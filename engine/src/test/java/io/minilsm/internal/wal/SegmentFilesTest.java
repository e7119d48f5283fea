package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.DiskFullException;
import io.minilsm.api.StorePoisonedException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.FaultVfs;
import io.minilsm.testing.FaultVfs.Fault;
import io.minilsm.testing.FileOperation.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The files of segments: their sizes, what is kept for another use, what is left when they could not be made. */
class SegmentFilesTest {
    private static final Path DIRECTORY = Path.of("/store");

    private final FaultVfs disk = new FaultVfs(new MemoryVfs());
    private final LogBed bed = new LogBed(disk, DIRECTORY);

    @Test
    void segmentIsFilledToItsLastByte() throws IOException {
        bed.open();
        long room = LogBed.SMALLEST - WalFormat.OVERHEAD_BYTES;
        byte[] payload = payload((int) room - FrameHeader.BYTES);
        bed.writer.append(1, 1, payload, 0, payload.length,
                WalWriter.payloadChecksum(payload, 0, payload.length), true);
        bed.writer.close();
        // The trailer lies in the last bytes of the file.
        List<WalScanner.Stretch> frames = bed.scan(1);
        assertEquals(LogBed.SMALLEST, frames.get(frames.size() - 1).end());
        assertEquals("trailer", frames.get(frames.size() - 1).type());
        assertTrue(bed.replay(true).cleanClose());
        bed.closed.clear();
        assertTrue(bed.replay(true).cleanClose());
        assertEquals(1, bed.replay(true).durableSequence());
    }

    @Test
    void frameThatLeavesNoRoomForTheTrailerGoesToTheNextSegment() throws IOException {
        bed.open();
        long room = LogBed.SMALLEST - WalFormat.OVERHEAD_BYTES;
        byte[] payload = payload((int) room - FrameHeader.BYTES + 1);
        bed.writer.append(1, 1, payload, 0, payload.length,
                WalWriter.payloadChecksum(payload, 0, payload.length), true);
        bed.writer.close();
        assertEquals(2, bed.scan(2).size() - 1, "link and batch, before the trailer");
        assertEquals(1, bed.replay(true).durableSequence());
    }

    @Test
    void segmentForALargeBatchIsAsLargeAsItNeedsToBe() throws IOException {
        bed.maxBytes = 2 * LogBed.SMALLEST;
        bed.open();
        bed.put("x".repeat(700_001));
        for (WalSegment segment : bed.registered.values()) {
            assertEquals(segment.sizeBytes(), disk.size(bed.file(segment.number())), "segment=" + segment);
            assertEquals(0, segment.sizeBytes() % WalFormat.SIZE_UNIT_BYTES);
        }
        long largest = bed.registered.values().stream().mapToLong(WalSegment::sizeBytes).max().orElseThrow();
        assertTrue(largest >= 700_001 && largest < 700_001 + 3 * WalFormat.SIZE_UNIT_BYTES, "largest=" + largest);
        bed.writer.close();
        bed.replay(true);
        assertEquals(700_001, bed.replayed.get(0).length());
    }

    @Test
    void releasedFilesAreKeptForAnotherUseUpToTwo() throws IOException {
        bed.background = task -> {};
        bed.maxBytes = bed.firstBytes;
        bed.open();
        fill(8, 3000);
        bed.writer.force();
        Set<String> before = new HashSet<>(disk.list(DIRECTORY));
        List<Long> covered = bed.writer.segmentsCoveredBy(bed.sequence);
        assertTrue(covered.size() > 3, "covered=" + covered);
        bed.flush(bed.sequence);
        assertEquals(before.size() - covered.size() + 2, disk.list(DIRECTORY).size());
        bed.writer.close();
        assertEquals(bed.registered.size(), disk.list(DIRECTORY).size());
    }

    @Test
    void filesSmallerThanTheNextSegmentOrLargerThanAnyAreNotKept() throws IOException {
        bed.background = task -> {};
        bed.maxBytes = 2 * LogBed.SMALLEST;
        bed.open();
        bed.put("x".repeat(100_000));
        fill(4, 3000);
        // Segments of 8 KiB, of 100 KiB for one batch, and of 16 KiB by now.
        assertEquals(List.of(1L, 2L), bed.writer.segmentsCoveredBy(1));
        bed.flush(1);
        assertEquals(bed.registered.size(), disk.list(DIRECTORY).size(), disk.list(DIRECTORY).toString());
        bed.writer.close();
        assertEquals(4, bed.replay(true).frames());
    }

    @Test
    void segmentOfAnotherLifeIsDeletedAndMayBeGoneAlready() throws IOException {
        bed.open();
        bed.put("a");
        bed.writer.close();
        bed.registered.clear();
        bed.closed.clear();
        bed.open();
        assertTrue(disk.exists(bed.file(1)));
        bed.writer.release(List.of(1L));
        assertFalse(disk.exists(bed.file(1)));
        bed.writer.release(List.of(1L));
        bed.writer.close();
    }

    @Test
    void fileThatCannotBeDeletedIsToldAndTheOthersGo() throws IOException {
        bed.background = task -> {};
        bed.maxBytes = bed.firstBytes;
        bed.open();
        fill(8, 3000);
        bed.writer.force();
        int before = disk.list(DIRECTORY).size();
        List<Long> covered = bed.writer.segmentsCoveredBy(bed.sequence);
        disk.inject(Fault.on(Kind.DELETE));
        assertThrows(IOException.class, () -> bed.flush(bed.sequence));
        assertEquals(before - covered.size() + 2 + 1, disk.list(DIRECTORY).size());
        disk.heal();
        disk.inject(Fault.on(Kind.DELETE));
        assertThrows(IOException.class, () -> bed.writer.close());
        // The other of the two that were kept for another use is gone.
        assertEquals(bed.registered.size() + 2, disk.list(DIRECTORY).size());
        assertTrue(bed.replay(true).cleanClose());
    }

    @Test
    void manifestWithoutSpaceLeavesNoFileAndTheLogGoesOnLater() throws IOException {
        boolean[] full = new boolean[1];
        LogBed log = new LogBed(disk, DIRECTORY) {
            @Override
            public synchronized void register(WalSegment segment) throws IOException {
                if (full[0]) {
                    throw new DiskFullException("no space for an edit", null);
                }
                super.register(segment);
            }
        };
        log.open();
        log.put("x".repeat(1500));
        full[0] = true;
        assertThrows(DiskFullException.class, () -> log.put("y".repeat(3000)));
        assertEquals(List.of("000001.wal"), disk.list(DIRECTORY));
        full[0] = false;
        log.put("y".repeat(3000));
        log.writer.close();
        assertEquals(0, log.poisonCalls());
        assertEquals(2, log.replay(true).lastSequence());
    }

    @Test
    void segmentsThatNobodyReportedAreReportedWhenTheLogIsClosed() throws IOException {
        List<Long> reported = new ArrayList<>();
        LogBed log = new LogBed(disk, DIRECTORY) {
            @Override
            public synchronized void closed(ClosedSegment segment) throws IOException {
                reported.add(segment.number());
                super.closed(segment);
            }
        };
        log.background = task -> {};
        log.maxBytes = log.firstBytes;
        log.open();
        fill(log, 4, 3000);
        assertEquals(List.of(), reported);
        log.writer.close();
        assertEquals(List.copyOf(log.registered.keySet()), reported);
        assertEquals(4, log.replay(true).durableSequence());
    }

    @Test
    void segmentsAreReportedOnceEach() throws IOException {
        List<Long> reported = new ArrayList<>();
        boolean[] full = {true};
        LogBed log = new LogBed(disk, DIRECTORY) {
            @Override
            public synchronized void closed(ClosedSegment segment) throws IOException {
                if (full[0]) {
                    full[0] = false;
                    throw new DiskFullException("no space for an edit", null);
                }
                reported.add(segment.number());
                super.closed(segment);
            }
        };
        log.maxBytes = log.firstBytes;
        log.open();
        fill(log, 6, 3000);
        // The first time there was no space, so it was reported with the second segment.
        assertEquals(List.of(1L, 2L), reported.subList(0, 2));
        log.writer.close();
        assertEquals(List.copyOf(new HashSet<>(reported)), reported);
        assertEquals(log.closed.keySet(), Set.copyOf(reported));
        assertEquals(0, log.poisonCalls());
        assertEquals(6, log.replay(true).durableSequence());
    }

    @Test
    void repeatedNoncesAreNotUsedForAFileThatIsUsedAgain() throws IOException {
        bed.vfs.createDirectories(DIRECTORY);
        SegmentMaker maker = new SegmentMaker(disk, DIRECTORY, LogBed.STORE, bed, () -> 7);
        Segment first = maker.make(LogBed.SMALLEST, false);
        maker.retire(first, true);
        IOException e = assertThrows(IOException.class, () -> maker.make(LogBed.SMALLEST, false));
        assertTrue(e.getMessage().contains("source of nonces repeats itself"), e.getMessage());
        assertEquals(List.of(), disk.list(DIRECTORY));
    }

    @Test
    void fileThatIsTooSmallForTheNextUseIsDeleted() throws IOException {
        bed.vfs.createDirectories(DIRECTORY);
        long[] nonce = new long[1];
        SegmentMaker maker = new SegmentMaker(disk, DIRECTORY, LogBed.STORE, bed, () -> ++nonce[0]);
        maker.retire(maker.make(LogBed.SMALLEST, false), true);
        Segment larger = maker.make(2 * LogBed.SMALLEST, false);
        assertEquals(List.of(larger.fileName()), disk.list(DIRECTORY));
        maker.retire(larger, true);
        Segment smaller = maker.make(LogBed.SMALLEST, false);
        assertEquals(2 * LogBed.SMALLEST, smaller.use().sizeBytes());
        maker.retire(smaller, false);
        assertEquals(List.of(), disk.list(DIRECTORY));
    }

    /** A mapping saves a system call for an append that nobody waits for; one that is forced gains nothing. */
    @Test
    void segmentsAreMappedWhileMostAppendsAreNotForced() throws IOException {
        assertTrue(mappings(0) > 0);
        assertTrue(mappings(20) > 0);
        assertEquals(0, mappings(1));
    }

    private static int mappings(int appendsOfAForce) throws IOException {
        CrashVfs mapping = new CrashVfs(true);
        int[] maps = new int[1];
        mapping.beforeEach(operation -> maps[0] += operation.kind() == Kind.MAP ? 1 : 0);
        LogBed log = new LogBed(mapping, DIRECTORY).open();
        for (int i = 1; i <= 200; i++) {
            log.put("x".repeat(300));
            if (appendsOfAForce > 0 && i % appendsOfAForce == 0) {
                log.writer.force();
            }
        }
        log.writer.close();
        assertEquals(200, log.replay(true).lastSequence());
        return maps[0];
    }

    @Test
    void sizesOutOfRangeAreRefused() throws IOException {
        for (long[] sizes : new long[][] {{4096, 8192}, {16384, 8192}, {8192, 1L << 31}}) {
            bed.firstBytes = sizes[0];
            bed.maxBytes = sizes[1];
            assertThrows(IllegalArgumentException.class, bed::open);
        }
        bed.firstBytes = WalFormat.segmentBytesFor(0);
        bed.maxBytes = Integer.MAX_VALUE;
        bed.open();
        assertEquals(List.of("000001.wal"), disk.list(DIRECTORY));
    }

    @Test
    void writerThatIsNotOpenHoldsNothingAndTakesNothing() throws IOException {
        disk.inject(Fault.on(Kind.CREATE));
        assertThrows(StorePoisonedException.class, bed::open);
        assertEquals(0, bed.writer.liveBytes());
        assertThrows(StorePoisonedException.class, () -> bed.put("a"));
        assertEquals(1, bed.poisonCalls());
    }

    private static byte[] payload(int length) {
        int valueLength = length - 3 - 1 - 2;
        byte[] payload = new byte[length];
        payload[0] = 1; // put
        payload[2] = 1; // a key of one byte
        payload[3] = 'k';
        payload[4] = (byte) (valueLength & 0x7F | 0x80);
        payload[5] = (byte) (valueLength >>> 7);
        return payload;
    }

    private void fill(int batches, int length) throws IOException {
        fill(bed, batches, length);
    }

    private static void fill(LogBed log, int batches, int length) throws IOException {
        for (int i = 0; i < batches; i++) {
            log.put("x".repeat(length));
        }
    }
}
