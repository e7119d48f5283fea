package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.api.CorruptionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalReplayTest {
    private final LogBed bed = new LogBed();

    @Test
    void closedLogReplaysWhole() throws IOException {
        bed.open();
        List<String> written = putMany(1000, 50);
        bed.writer.close();
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(written, bed.replayed);
        assertTrue(outcome.cleanClose());
        assertFalse(outcome.hasTail());
        assertEquals(1000, outcome.lastSequence());
        assertEquals(1000, outcome.durableSequence());
        assertTrue(bed.registered.size() > 3, "segments=" + bed.registered);
    }

    @Test
    void killedLogReplaysWhatReachedTheSystem() throws IOException {
        bed.open();
        List<String> written = putMany(300, 50);
        bed.writer.force();
        written.addAll(putMany(10, 50));
        bed.put("in the process only", false);
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(written, bed.replayed);
        assertFalse(outcome.cleanClose());
        assertTrue(outcome.hasTail());
        assertEquals(300, outcome.durableSequence());
        assertEquals(310, outcome.lastSequence());
    }

    @Test
    void batchesThatAreFlushedAreNotReplayed() throws IOException {
        bed.open();
        List<String> written = putMany(100, 50);
        bed.writer.close();
        WalReplay.Outcome outcome = bed.replay(70, true);
        assertEquals(written.subList(70, 100), bed.replayed);
        assertEquals(30, outcome.frames());
    }

    @Test
    void tailIsWrittenAnewAndTheLogGoesOn() throws IOException {
        bed.open();
        List<String> written = putMany(300, 50);
        bed.writer.force();
        written.addAll(putMany(200, 50));
        bed.recover(true);
        written.addAll(putMany(20, 50));
        bed.recover(true);
        written.addAll(putMany(400, 50));
        bed.writer.close();
        bed.replay(true);
        assertEquals(written, bed.replayed);
        List<Long> ascending = new ArrayList<>(bed.replayedSequences);
        ascending.sort(Long::compare);
        assertEquals(ascending, bed.replayedSequences);
    }

    @Test
    void livesThatEndInOrderFollowEachOtherWithoutRecovery() throws IOException {
        List<String> written = new ArrayList<>();
        for (int life = 0; life < 4; life++) {
            bed.open();
            written.addAll(putMany(100, 60));
            bed.writer.close();
        }
        assertTrue(bed.replay(true).cleanClose());
        assertEquals(written, bed.replayed);
    }

    @Test
    void closedSegmentThatNamesSequencesItDoesNotHoldIsRefused() throws IOException {
        bed.maxBytes = bed.firstBytes;
        bed.open();
        for (int i = 0; i < 300; i++) {
            bed.put("value " + i);
        }
        bed.writer.close();
        ClosedSegment first = bed.closed.values().iterator().next();
        bed.closed.put(
                first.number(),
                new ClosedSegment(first.number(), first.endOffset(), first.lastSequence() + 1, first.checksum()));
        CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(true));
        assertTrue(e.getMessage().contains("file=" + bed.file(first.number()).getFileName()), e.getMessage());
        assertTrue(e.getMessage().contains("named=" + (first.lastSequence() + 1)), e.getMessage());
    }

    @Test
    void lifeWithoutWritesDoesNotMakeEarlierOnesLessDurable() throws IOException {
        bed.open();
        bed.put("value");
        bed.writer.close();
        bed.open();
        bed.writer.close();
        WalReplay.Outcome outcome = bed.replay(true);
        assertEquals(1, outcome.lastSequence());
        assertEquals(1, outcome.durableSequence());
        assertFalse(outcome.hasTail());
    }

    @Test
    void missingSegmentIsNamed() throws IOException {
        bed.open();
        putMany(1000, 50);
        bed.writer.close();
        for (long number : List.copyOf(bed.registered.keySet())) {
            byte[] bytes = bed.bytes(number);
            bed.vfs.delete(bed.file(number));
            CorruptionException e = assertThrows(CorruptionException.class, () -> bed.replay(true));
            assertEquals(bed.file(number).getFileName().toString(), e.file());
            bed.write(number, Arrays.copyOf(bytes, bytes.length - 1));
            e = assertThrows(CorruptionException.class, () -> bed.replay(true));
            assertEquals(bed.file(number).getFileName().toString(), e.file());
            bed.write(number, bytes);
        }
        bed.replay(true);
    }

    private List<String> putMany(int count, int length) throws IOException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = String.format("%0" + length + "d", bed.sequence + 1);
            bed.put(value);
            values.add(value);
        }
        return values;
    }
}
