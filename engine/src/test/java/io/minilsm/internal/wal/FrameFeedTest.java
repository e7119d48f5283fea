package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.vfs.MemoryVfs;
import io.minilsm.testing.OpenFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading a log while it is written, retained segments first. */
class FrameFeedTest {
    private final OpenFiles open = new OpenFiles();
    private final LogBed bed = new LogBed(open.over(new MemoryVfs()), Path.of("/store"));
    private FrameFeed feed;

    @AfterEach
    void nothingIsOpen() throws IOException {
        if (feed != null) {
            feed.close();
        }
        if (bed.writer != null) {
            bed.writer.close();
        }
        assertEquals(0, open.count(), "open files");
    }

    @Test
    void batchesOfALogThatIsWrittenComeInOrderOverItsSegments() throws IOException {
        bed.maxBytes = bed.firstBytes;
        bed.open();
        from(0);
        long next = 1;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 7; i++) {
                bed.put("v".repeat(200));
            }
            long forced = round % 3 == 0 ? bed.writer.force() : bed.writer.durableSequence();
            while (feed.next(forced, bed.sequence)) {
                assertEquals(next, feed.firstSequence());
                assertEquals(next, feed.lastSequence());
                assertEquals(1, feed.array()[feed.payloadOffset()], "a put");
                assertTrue(feed.payloadLength() > 200);
                next++;
            }
            assertEquals(bed.sequence + 1, next);
            assertFalse(feed.next(forced, bed.sequence));
        }
        assertTrue(bed.registered.size() > 2);
        assertEquals(140, bed.sequence);
    }

    @Test
    void batchesBehindTheBoundWaitAndThoseBeforeTheStartArePassedOver() throws IOException {
        begin(1).data(1, "a").data(2, "b").data(3, "c").data(4, "d").putInto(bed);
        from(1);
        assertEquals(List.of(2L, 3L), all(0, 3));
        assertEquals(List.of(), all(0, 3));
        assertEquals(List.of(4L), all(0, 9));
    }

    @Test
    void segmentsWhoseEntriesAreAllKnownAreNotOpened() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").data(2, "b");
        first.putClosedInto(bed, 2);
        new ForgedSegment(2).linkTo(first, 2).data(3, "c").putInto(bed);
        bed.vfs.delete(bed.file(1));
        from(2);
        assertEquals(List.of(3L), all(0, 9));
        from(1);
        assertThrows(NoSuchFileException.class, () -> all(0, 9));
    }

    @Test
    void logWithoutSegmentsHasNoBatches() throws IOException {
        bed.vfs.createDirectories(bed.directory);
        from(0);
        assertEquals(List.of(), all(0, 9));
        begin(1).data(1, "a").putInto(bed);
        assertEquals(List.of(1L), all(0, 9));
    }

    @Test
    void segmentThatIsNoPartOfTheLogAnyMoreIsLeftForTheNext() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        first.putInto(bed);
        from(0);
        assertEquals(List.of(1L), all(0, 9));
        new ForgedSegment(2).linkTo(first, 1).data(2, "b").putInto(bed);
        bed.registered.remove(1L);
        assertEquals(List.of(2L), all(0, 9));
        assertEquals(1, open.count());
    }

    @Test
    void closedSegmentEndsWhereAndAsTheManifestSays() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        long at = first.position;
        first.data(2, "b").putClosedInto(bed, 2);
        new ForgedSegment(2).linkTo(first, 2).data(3, "c").putInto(bed);
        from(0);
        assertEquals(List.of(1L, 2L, 3L), all(0, 9));
        ClosedSegment end = bed.closed.get(1L);
        bed.closed.put(1L, new ClosedSegment(1, end.endOffset(), 2, end.checksum() + 1));
        from(0);
        assertDamaged(end.endOffset(), 0, 9);
        bed.closed.put(1L, end);
        first.damage(at + 41).putInto(bed);
        from(0);
        assertDamaged(at, 0, 9);
    }

    @Test
    void segmentInUseEndsWhereTheNextOneSays() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        long at = first.position;
        first.data(2, "b").putInto(bed);
        new ForgedSegment(2).linkTo(first, 2).data(3, "c").putInto(bed);
        from(0);
        assertEquals(List.of(1L, 2L, 3L), all(0, 9));
        first.damage(at + 41).putInto(bed);
        from(0);
        CorruptionException e = assertDamaged(at, 0, 9);
        assertTrue(e.getMessage().contains("sequences from=2, expected="), e.getMessage());
    }

    @Test
    void whatWasForcedMustBeThere() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b").damage(at + 41).putInto(bed);
        from(0);
        assertEquals(List.of(1L), all(1, 9));
        assertDamaged(at, 2, 9);
        assertEquals(List.of(), all(1, 9));
    }

    @Test
    void batchesThatAreNoneAndSequencesThatDoNotGrowAreDamage() throws IOException {
        ForgedSegment segment = begin(1).data(5, "a");
        long at = segment.position;
        segment.data(5, "b").putInto(bed);
        from(0);
        assertDamaged(at, 0, 9);
        byte[] payload = {1, 0, 1, 'k', 1, 'v'};
        begin(1).data(5, "a").frame(FrameType.DATA, 6, 2, payload).putInto(bed);
        from(0);
        assertDamaged(at + FrameHeader.BYTES + payload.length, 0, 9);
        from(7);
        assertEquals(List.of(), all(0, 9), "what is passed over is not looked into");
    }

    @Test
    void fullSegmentsAreForcedNamedAndTakenOutOfTheLogsHands() throws IOException {
        bed.background = task -> {};
        bed.maxBytes = bed.firstBytes;
        bed.open();
        for (int i = 0; i < 6; i++) {
            bed.put("x".repeat(3000));
        }
        assertEquals(null, bed.writer.endOf(1), "not forced yet");
        bed.writer.forceFull();
        ClosedSegment end = bed.writer.endOf(1);
        assertEquals(1, end.number());
        assertTrue(end.lastSequence() >= 1);
        assertEquals(null, bed.writer.endOf(99));
        int before = open.count();
        bed.writer.detach(List.of(1L, 99L));
        assertEquals(before - 1, open.count());
        assertEquals(null, bed.writer.endOf(1));
        assertTrue(bed.vfs.exists(bed.file(1)), "it is history, and stays");
        bed.writer.close();
        bed.closed.put(1L, end);
        assertEquals(6, bed.replay(true).lastSequence());
    }

    private void from(long sequence) throws IOException {
        if (feed != null) {
            feed.close();
        }
        feed = new FrameFeed(bed.vfs, bed.directory, LogBed.STORE, bed::expected, sequence);
    }

    private List<Long> all(long forced, long bound) throws IOException {
        List<Long> sequences = new ArrayList<>();
        while (feed.next(forced, bound)) {
            sequences.add(feed.firstSequence());
        }
        return sequences;
    }

    private CorruptionException assertDamaged(long offset, long forced, long bound) {
        CorruptionException e = assertThrows(CorruptionException.class, () -> all(forced, bound));
        assertEquals("000001.wal", e.file());
        assertEquals(offset, e.offset(), e.getMessage());
        return e;
    }

    private static ForgedSegment begin(long number) {
        return new ForgedSegment(number).link(Link.NONE, 0);
    }
}
