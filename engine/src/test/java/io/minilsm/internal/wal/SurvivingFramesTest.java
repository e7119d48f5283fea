package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.key.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a refused log still says, and which sequences may be missing. */
class SurvivingFramesTest {
    private final LogBed bed = new LogBed();
    private final List<Long> survived = new ArrayList<>();
    private final List<SurvivingFrames.Lost> lost = new ArrayList<>();

    @Test
    void damagedFrameBetweenTwoCostsTheSequencesBetweenThem() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b");
        long end = segment.position;
        segment.data(3, "c").damage(at + 41).putInto(bed);
        read();
        assertEquals(List.of(1L, 3L), survived);
        assertLost("log frame checksum mismatch", 1, at, end - at, 2, 2);
    }

    @Test
    void stretchWithoutHeadersBetweenTwoFramesIsOneLoss() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b").data(3, "c");
        long end = segment.position;
        segment.data(4, "d");
        Arrays.fill(segment.file, (int) at, (int) end, (byte) 0);
        segment.putInto(bed);
        read();
        assertEquals(List.of(1L, 4L), survived);
        assertLost("log frames damaged", 1, at, end - at, 2, 3);
    }

    @Test
    void damagedMarkBetweenNeighboursCostsNothing() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.control(FrameType.MARK, 1).data(2, "b").damage(at).putInto(bed);
        read();
        assertEquals(List.of(1L, 2L), survived);
        assertLost("log frames damaged", 1, at, 40, 2, 1);
        assertTrue(lost.get(0).isHarmless());
    }

    @Test
    void lossAtTheEndOfAClosedSegmentEndsWithItsLastSequence() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b").data(3, "c");
        long end = segment.position;
        segment.putClosedInto(bed, 3);
        Arrays.fill(segment.file, (int) at, (int) end, (byte) 0);
        bed.write(1, segment.file);
        read();
        assertEquals(List.of(1L), survived);
        assertLost("log frames damaged before the segment's end", 1, at, end - at, 2, 3);
    }

    @Test
    void framesBehindTheEndOfAClosedSegmentAreNotItsOwn() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        segment.putClosedInto(bed, 1);
        segment.data(2, "b");
        bed.write(1, segment.file);
        read();
        assertEquals(List.of(1L), survived);
    }

    @Test
    void missingSegmentMayHaveHeldWhatLiesBetweenItsNeighbours() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").putInto(bed);
        ForgedSegment second = new ForgedSegment(2).linkTo(first, 1).data(2, "b").data(3, "c").putInto(bed);
        new ForgedSegment(3).linkTo(second, 3).data(4, "d").putInto(bed);
        bed.vfs.delete(bed.file(2));
        read();
        assertEquals(List.of(1L, 4L), survived);
        assertLost("log segment missing", 2, CorruptionException.WHOLE_FILE, 0, 2, 3);
    }

    @Test
    void missingLastSegmentMayHaveHeldAnything() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").putInto(bed);
        new ForgedSegment(2).linkTo(first, 1).putInto(bed);
        bed.vfs.delete(bed.file(2));
        read();
        assertLost("log segment missing", 2, CorruptionException.WHOLE_FILE, 0, 2, Tag.MAX_SEQUENCE);
    }

    @Test
    void headerOfTheFileCostsNothing() throws IOException {
        begin(1).data(1, "a").damage(20).putInto(bed);
        read();
        assertEquals(List.of(1L), survived);
        assertLost("log segment header damaged", 1, 0, 64, 0, -1);
        assertTrue(lost.get(0).isHarmless());
    }

    @Test
    void segmentCutShortNamesWhatIsMissing() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a").putInto(bed);
        bed.write(1, Arrays.copyOf(segment.file, (int) segment.position + 8));
        read();
        assertEquals(List.of(1L), survived);
        assertLost("log segment cut short", 1, segment.position + 8, LogBed.SMALLEST - segment.position - 8, 2,
                Tag.MAX_SEQUENCE);
    }

    @Test
    void closedSegmentCutBehindItsEndHasLostNothing() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        segment.putClosedInto(bed, 1);
        bed.write(1, Arrays.copyOf(segment.file, (int) segment.position));
        CorruptionException refusal = new CorruptionException("why", "000001.wal", 7, "");
        read(0, refusal);
        assertEquals(List.of(1L), survived);
        // The log was refused, so something may be missing: all that is not flushed.
        assertEquals(1, lost.size());
        assertEquals(refusal, lost.get(0).damage());
        assertEquals(1, lost.get(0).firstSequence());
        assertEquals(Tag.MAX_SEQUENCE, lost.get(0).lastSequence());
    }

    @Test
    void endThatTheNextSegmentNamesTellsOfALoss() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        long at = first.position;
        first.data(2, "b");
        long end = first.position;
        new ForgedSegment(2).linkTo(first, 2).data(3, "c").putInto(bed);
        Arrays.fill(first.file, (int) at, (int) end, (byte) 0);
        first.putInto(bed);
        read();
        assertEquals(List.of(1L, 3L), survived);
        assertLost("log frames damaged before the end that the next segment names", 1, at, end - at, 2, 2);
    }

    @Test
    void markBehindTheLastFrameThatHoldsTellsOfALoss() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b").markHere();
        long marked = segment.position;
        segment.data(3, "c");
        long end = segment.position;
        // The frame with the mark has a header that holds and a payload that does not: its mark counts.
        segment.damage(marked + 41);
        Arrays.fill(segment.file, (int) at, (int) marked, (byte) 0);
        segment.putInto(bed);
        read();
        assertEquals(List.of(1L), survived);
        assertEquals(2, lost.size(), lost.toString());
        assertEquals(at, lost.get(0).damage().offset());
        assertEquals(marked, lost.get(1).damage().offset());
        assertEquals(end - marked, lost.get(1).lengthBytes());
        assertEquals(Tag.MAX_SEQUENCE, lost.get(1).lastSequence());
    }

    @Test
    void durableMarkInALaterSegmentTellsOfALossAtTheEndOfAnEarlierOne() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        long at = first.position;
        first.data(2, "b");
        long end = first.position;
        new ForgedSegment(2).mark(1, end).link(Link.NONE, 0).data(3, "c").putInto(bed);
        Arrays.fill(first.file, (int) at, (int) end, (byte) 0);
        first.putInto(bed);
        read();
        assertEquals(List.of(1L, 3L), survived);
        assertLost("log frames damaged before their durable mark", 1, at, end - at, 4, Tag.MAX_SEQUENCE);
    }

    @Test
    void markOfTheLatestSegmentCountsWhereverItEnds() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").data(2, "b").markHere().control(FrameType.MARK, 2).putInto(bed);
        ForgedSegment second = new ForgedSegment(2).linkTo(first, 2);
        long at = second.position;
        second.data(3, "c");
        long durable = second.position;
        // The only frame that says so is of a life that has no other evidence.
        new ForgedSegment(3).mark(2, durable).link(Link.NONE, 0).mark(1, first.position).data(4, "d").putInto(bed);
        Arrays.fill(second.file, (int) at, (int) durable, (byte) 0);
        second.putInto(bed);
        read();
        assertEquals(List.of(1L, 2L, 4L), survived);
        assertLost("log frames damaged before their durable mark", 2, at, durable - at, 5, Tag.MAX_SEQUENCE);
    }

    @Test
    void flushedBatchesAreNeitherHandedOverNorLost() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.data(2, "b");
        long end = segment.position;
        segment.data(3, "c").data(4, "d").damage(at + 41).putInto(bed);
        read(3, refusal());
        assertEquals(List.of(4L), survived);
        assertLost("log frame checksum mismatch", 1, at, end - at, 4, 3);
        assertTrue(lost.get(0).isHarmless());
        survived.clear();
        lost.clear();
        read(2, refusal());
        assertEquals(List.of(3L, 4L), survived);
        assertTrue(lost.get(0).isHarmless());
    }

    @Test
    void batchThatIsNoneAndSequencesThatDoNotGrowAreLost() throws IOException {
        ForgedSegment segment = begin(1).data(5, "a");
        long repeated = segment.position;
        segment.data(5, "again");
        long malformed = segment.position;
        segment.frame(FrameType.DATA, 6, 2, new byte[] {1, 0, 1, 'k', 1, 'v'});
        long end = segment.position;
        segment.data(8, "b").putInto(bed);
        read();
        assertEquals(List.of(5L, 8L), survived);
        assertEquals(2, lost.size());
        assertEquals(repeated, lost.get(0).damage().offset());
        assertEquals(malformed - repeated, lost.get(0).lengthBytes());
        assertEquals(malformed, lost.get(1).damage().offset());
        assertEquals(end - malformed, lost.get(1).lengthBytes());
        assertEquals(6, lost.get(1).firstSequence());
        assertEquals(7, lost.get(1).lastSequence());
    }

    @Test
    void thousandsOfLossesInARowAreReportedAsAFew() throws IOException {
        ForgedSegment segment = new ForgedSegment(1, 1 << 18).link(Link.NONE, 0);
        List<Long> places = new ArrayList<>();
        for (int i = 1; i <= 1200; i++) {
            places.add(segment.position);
            segment.data(i, "v");
        }
        long end = segment.position;
        places.forEach(at -> segment.damage(at + 41));
        segment.putInto(bed);
        read();
        assertEquals(1000, lost.size());
        assertEquals(places.get(0), lost.get(0).damage().offset());
        assertEquals(end - places.get(0), lost.stream().mapToLong(SurvivingFrames.Lost::lengthBytes).sum());
        assertTrue(lost.stream().allMatch(each -> each.firstSequence() == 1));
    }

    private static ForgedSegment begin(long number) {
        return new ForgedSegment(number).link(Link.NONE, 0);
    }

    private static CorruptionException refusal() {
        return new CorruptionException("refused", "000001.wal", 0, "");
    }

    private void read() throws IOException {
        read(0, refusal());
    }

    private void read(long afterSequence, CorruptionException refusal) throws IOException {
        SurvivingFrames.read(
                bed.vfs,
                bed.directory,
                LogBed.STORE,
                bed.expected(),
                afterSequence,
                refusal,
                (first, count, payload, offset, length) -> survived.add(first),
                lost::add);
    }

    private void assertLost(String what, long number, long offset, long length, long first, long last) {
        assertEquals(1, lost.size(), lost.toString());
        SurvivingFrames.Lost only = lost.get(0);
        assertTrue(only.damage().getMessage().startsWith(what + ":"), only.toString());
        assertEquals(bed.file(number).getFileName().toString(), only.damage().file());
        assertEquals(offset, only.damage().offset());
        assertEquals(length, only.lengthBytes());
        assertEquals(first, only.firstSequence());
        assertEquals(last, only.lastSequence());
    }
}
