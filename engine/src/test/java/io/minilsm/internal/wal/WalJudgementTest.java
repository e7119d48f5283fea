package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs whose checksums all hold, and what is made of what they say. */
class WalJudgementTest {
    private final LogBed bed = new LogBed();

    @Test
    void logIsReplayedUpToItsLastFrame() throws IOException {
        begin(1).data(1, "a").data(2, "b").markHere().control(FrameType.MARK, 2).putInto(bed);
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(List.of("a", "b"), bed.replayed);
        assertEquals(2, outcome.frames());
        assertEquals(2, outcome.durableSequence());
        assertEquals(List.of(), outcome.notes());
        assertFalse(outcome.cleanClose());
        assertEquals(List.of(), outcome.superseded());
    }

    @Test
    void logWithoutAMarkHasNothingDurable() throws IOException {
        begin(1).data(1, "a").putInto(bed);
        WalReplay.Outcome outcome = bed.replay(true);
        assertNull(outcome.durable());
        assertEquals(0, outcome.durableSequence());
        assertEquals(List.of(1L), outcome.superseded());
        assertTrue(outcome.hasTail());
    }

    @Test
    void linkIsTheFirstFrameAndNoOther() throws IOException {
        new ForgedSegment(1).data(1, "a").putInto(bed);
        assertRefused("out of place", 1, 4096);
        ForgedSegment twice = begin(1);
        long second = twice.position;
        twice.link(Link.NONE, 0).putInto(bed);
        assertRefused("out of place", 1, second);
    }

    @Test
    void frameThatCallsWhatLiesBehindItDurableIsRefused() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.mark(1, at + 8).control(FrameType.MARK, 1).putInto(bed);
        assertRefused("marks what lies behind", 1, at);
        begin(1).data(1, "a").mark(2, 4096).control(FrameType.MARK, 1).putInto(bed);
        assertRefused("marks what lies behind", 1, at);
        begin(1).data(1, "a").mark(1, at).control(FrameType.MARK, 1).putInto(bed);
        assertEquals(1, bed.replay(true).durableSequence());
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void sequencesGrowFromFrameToFrame(long next) throws IOException {
        ForgedSegment segment = begin(1).data(5, "a");
        long at = segment.position;
        segment.data(next, "b").putInto(bed);
        assertRefused("sequences out of order", 1, at);
    }

    @Test
    void batchWithAnotherNumberOfEntriesIsRefusedAtItsPlaceUnlessItIsFlushed() throws IOException {
        byte[] payload = {1, 0, 1, 'k', 1, 'v'};
        ForgedSegment segment = begin(1);
        long at = segment.position;
        segment.frame(FrameType.DATA, 1, 2, payload).putInto(bed);
        assertRefused("batch malformed", 1, at + FrameHeader.BYTES + payload.length);
        assertEquals(2, bed.replay(2, true).lastSequence());
        assertEquals(List.of(), bed.replayed);
    }

    @Test
    void frameThatNamesSequencesNobodyHasIsRefused() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.control(FrameType.MARK, 3).putInto(bed);
        CorruptionException e = assertRefused("names sequences that it does not hold", 1, at);
        assertTrue(e.getMessage().contains("actual=1, named=3"), e.getMessage());
        assertThrows(CorruptionException.class, () -> bed.replay(2, true));
        assertEquals(3, bed.replay(3, true).lastSequence());
    }

    @Test
    void segmentGoesOnWhereTheNextOneSaysThatItEnds() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").putInto(bed);
        new ForgedSegment(2).linkTo(first, 1).data(2, "b").putInto(bed);
        bed.replay(true);
        assertEquals(List.of("a", "b"), bed.replayed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void segmentThatHoldsMoreThanTheNextOneSaysIsRefused(boolean sameBoot) throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        ForgedSegment second = new ForgedSegment(2).linkTo(first, 1).data(3, "c").putInto(bed);
        first.data(2, "b").putInto(bed);
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(sameBoot));
        assertTrue(e.getMessage().contains("ends behind the end that the next one names"), e.getMessage());
        assertEquals(first.position, e.offset());
        // The same end, and other frames before it.
        ForgedSegment other = new ForgedSegment(2)
                .link(new Link(1, first.position, first.checksum + 1), 2)
                .data(3, "c")
                .putInto(bed);
        assertEquals(second.position, other.position);
        e = assertThrows(CorruptionException.class, () -> bed.replay(sameBoot));
        assertTrue(e.getMessage().contains("ends behind the end that the next one names"), e.getMessage());
    }

    @Test
    void segmentThatHoldsLessThanTheNextOneSaysLostItWithThePower() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        long end = first.position;
        first.data(2, "b");
        new ForgedSegment(2).linkTo(first, 2).data(3, "c").putInto(bed);
        first.damage(end + 41).putInto(bed);
        WalReplay.Outcome outcome = bed.replay(false);
        assertEquals(List.of("a"), bed.replayed);
        assertEquals(List.of(1L, 2L), outcome.superseded());
        assertEquals(
                List.of("unsynced writes were lost in part with the power, all behind the first loss are discarded:"
                        + " file=000001.wal, offset=" + end + ", last sequence=1, discarded up to sequence=3"),
                outcome.notes());
        CorruptionException e = assertRefused("damaged before valid ones", 1, end);
        assertTrue(e.getMessage().contains("next valid=000002.wal:4096, sequences from=2 to=2,"), e.getMessage());
    }

    @Test
    void tornWriteAtTheEndIsToldAndAnEndWithoutOneIsNot() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long end = segment.position;
        segment.data(2, "b").damage(end + 41).putInto(bed);
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(
                List.of("torn write at the log's end is ignored: file=000001.wal, offset=" + end + ", last sequence=1"),
                outcome.notes());
    }

    @Test
    void damagedFrameBeforeAMarkNamesWhatIsLost() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long end = segment.position;
        segment.data(2, "b").data(3, "c").markHere();
        long durable = segment.position;
        segment.control(FrameType.MARK, 3).damage(end + 41).putInto(bed);
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(false));
        assertEquals(end, e.offset());
        assertTrue(e.getMessage().contains("durable up to=000001.wal:" + durable + ", sequences from=2 to=2"),
                e.getMessage());
    }

    /** No frame behind the damage holds; that a header says what is durable is enough. */
    @Test
    void markOfAHeaderCountsWithoutItsPayload() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long end = segment.position;
        segment.data(2, "b").markHere();
        long next = segment.position;
        segment.data(3, "c").damage(end + 41).damage(next + 41).putInto(bed);
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(false));
        assertEquals(end, e.offset());
        assertTrue(e.getMessage().contains("sequences from=2 to=2"), e.getMessage());
    }

    @Test
    void markThatIsNotTheEndOfAFrameIsRefused() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a");
        long at = segment.position;
        segment.mark(1, at - 8).control(FrameType.MARK, 1).putInto(bed);
        assertRefused("durable mark not at the end of a frame", 1, 4160);
    }

    @Test
    void lastMarkCountsAndMarksOfOlderSegmentsDoNot() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").markHere().data(2, "b").putInto(bed);
        ForgedSegment second = new ForgedSegment(2).mark(1, first.position).linkTo(first, 2).data(3, "c");
        second.markHere();
        long durable = second.position;
        second.control(FrameType.MARK, 3).mark(1, first.position).data(4, "d").putInto(bed);
        ClosedSegment end = bed.replay(true).durable();
        assertEquals(2, end.number());
        assertEquals(durable, end.endOffset());
        assertEquals(3, end.lastSequence());
    }

    @Test
    void missingSegmentNamesTheSequencesThatItMayHaveHeld() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").data(2, "b");
        first.putClosedInto(bed, 2);
        ForgedSegment second = new ForgedSegment(2).linkTo(first, 2).data(3, "c").data(4, "d");
        second.putClosedInto(bed, 4);
        ForgedSegment third = new ForgedSegment(3).linkTo(second, 4).data(5, "e").putInto(bed);
        assertEquals(5, bed.replay(true).lastSequence());
        bed.vfs.delete(bed.file(2));
        assertTrue(assertRefused("log segment missing", 2, -1).getMessage().contains("sequences from=3 to=4"));
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(3, true));
        assertTrue(e.getMessage().contains("sequences from=4 to=4"), e.getMessage());
        bed.write(2, second.file);
        bed.vfs.delete(bed.file(3));
        assertTrue(assertRefused("log segment missing", 3, -1).getMessage().endsWith("sequences from=5"));
        bed.write(3, third.file);
        bed.vfs.delete(bed.file(1));
        assertTrue(assertRefused("log segment missing", 1, -1).getMessage().contains("sequences from=1 to=2"));
    }

    @Test
    void filesAreLookedForBeforeAnythingIsReplayed() throws IOException {
        ForgedSegment first = begin(1).data(1, "a");
        first.putClosedInto(bed, 1);
        new ForgedSegment(2).linkTo(first, 1).putInto(bed);
        bed.vfs.delete(bed.file(2));
        assertRefused("log segment missing", 2, -1);
        assertEquals(List.of(), bed.replayed);
    }

    @Test
    void segmentsAreGivenInTheOrderOfTheirNumbers() throws IOException {
        begin(1).putInto(bed);
        begin(2).putInto(bed);
        List<WalReplay.ExpectedSegment> expected = bed.expected();
        for (List<WalReplay.ExpectedSegment> wrong : List.of(
                List.of(expected.get(1), expected.get(0)), List.of(expected.get(0), expected.get(0)))) {
            assertThrows(IllegalArgumentException.class, () -> WalReplay.replay(
                    bed.vfs, bed.directory, LogBed.STORE, wrong, 0, true, (first, count, bytes, offset, length) -> {}));
        }
    }

    /** The disk was full when the log was closed, so the manifest has no record of its end; and one file is unused. */
    @Test
    void nextLifeIsFoundBehindATrailerThatIsNotRecordedAndAnUnusedSegment() throws IOException {
        begin(1).data(1, "a").markHere().control(FrameType.TRAILER, 1).putInto(bed);
        new ForgedSegment(2).putInto(bed);
        begin(3).data(2, "b").putInto(bed);
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(List.of("a", "b"), bed.replayed);
        assertFalse(outcome.cleanClose());
        assertEquals(List.of(), outcome.notes());
    }

    @Test
    void nextLifeDoesNotBeginBehindALogThatWasNotClosed() throws IOException {
        ForgedSegment first = begin(1).data(1, "a").putInto(bed);
        begin(2).data(2, "b").putInto(bed);
        assertRefused("damaged before valid ones", 1, first.position);
        assertEquals(1, bed.replay(false).lastSequence());
    }

    @Test
    void trailerEndsTheLogWhetherItsEndIsRecordedOrNot() throws IOException {
        ForgedSegment segment = begin(1).data(1, "a").markHere().control(FrameType.TRAILER, 1);
        segment.putInto(bed);
        assertTrue(bed.replay(true).cleanClose());
        bed.closed.put(1L, new ClosedSegment(1, segment.position - 40, 1, chainWithoutTrailer()));
        WalReplay.Outcome outcome = bed.replay(true);
        assertTrue(outcome.cleanClose());
        assertEquals(1, outcome.durableSequence());
        assertFalse(outcome.hasTail());
    }

    private static int chainWithoutTrailer() {
        return begin(1).data(1, "a").checksum;
    }

    private static ForgedSegment begin(long number) {
        return new ForgedSegment(number).link(Link.NONE, 0);
    }

    private CorruptionException assertRefused(String what, long number, long offset) {
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(true));
        assertTrue(e.getMessage().contains(what), e.getMessage());
        assertEquals(bed.file(number).getFileName().toString(), e.file(), e.getMessage());
        assertEquals(offset, e.offset(), e.getMessage());
        return e;
    }
}
