package io.minilsm.it.fuzz;

import static io.minilsm.it.fuzz.FuzzEntry.require;

import io.minilsm.api.CorruptionException;
import io.minilsm.internal.codec.MalformedException;
import io.minilsm.internal.format.FileName;
import io.minilsm.internal.key.EntryKind;
import io.minilsm.internal.wal.BatchReader;
import io.minilsm.internal.wal.SurvivingFrames;
import io.minilsm.internal.wal.WalReplay;
import io.minilsm.internal.wal.WalReplay.ExpectedSegment;
import io.minilsm.internal.wal.WalScanner;
import io.minilsm.internal.wal.WalSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Targets of the log. */
final class LogTargets {
    private static final int REPAIR = 1;
    private static final int SAME_BOOT = 2;
    private static final int TWO_SEGMENTS = 4;
    private static final int FIRST_CLOSED = 8;
    private static final int LINKED = 16;
    private static final int ALL_CLOSED = 32;

    private LogTargets() {}

    /** Input: switches, mask of frames left unrepaired, place of the cut between two segments, frames. */
    static void replay(FuzzInput input) throws Exception {
        int switches = input.next();
        int mask = (switches & REPAIR) != 0 ? input.next() : 0xFF;
        List<LogRepair> segments = new ArrayList<>();
        if ((switches & TWO_SEGMENTS) != 0) {
            segments.add(new LogRepair(3, input.take(input.nextShort())).repair(mask, null));
        }
        LogRepair before = segments.isEmpty() || (switches & LINKED) == 0 ? null : segments.get(0);
        segments.add(new LogRepair(5, input.rest()).repair(mask, before));
        FuzzDisk disk = new FuzzDisk();
        List<ExpectedSegment> expected = new ArrayList<>();
        for (LogRepair segment : segments) {
            disk.put(FileName.wal(segment.number()), segment.file);
            boolean isLast = expected.size() == segments.size() - 1;
            boolean closed = (switches & (isLast ? ALL_CLOSED : FIRST_CLOSED)) != 0;
            expected.add(new ExpectedSegment(
                    new WalSegment(segment.number(), segment.nonce(), segment.file.length),
                    closed ? segment.closed() : null));
        }
        scan(disk, segments);
        judge(disk, expected, (switches & SAME_BOOT) != 0);
    }

    private static void scan(FuzzDisk disk, List<LogRepair> segments) throws IOException, MalformedException {
        for (LogRepair segment : segments) {
            try (WalScanner scanner = WalScanner.open(disk.vfs, FuzzDisk.DIRECTORY, segment.number())) {
                long end = LogRepair.FIRST_FRAME;
                for (WalScanner.Stretch at = scanner.next(); at != null; at = scanner.next()) {
                    require(at.offset() == end && at.end() > end, "stretches leave gaps or overlap: " + at);
                    require(at.end() <= segment.file.length, "stretch beyond the file: " + at);
                    end = at.end();
                }
            }
        }
    }

    private static void judge(FuzzDisk disk, List<ExpectedSegment> expected, boolean sameBoot) throws IOException {
        Sequences replayed = new Sequences();
        try {
            WalReplay.Outcome outcome = WalReplay.replay(
                    disk.vfs, FuzzDisk.DIRECTORY, FuzzDisk.STORE, expected, 0, sameBoot, replayed::take);
            require(outcome.durableSequence() <= outcome.lastSequence(), "durable beyond the end: " + outcome);
            require(outcome.lastSequence() >= replayed.last, "end before the last batch: " + outcome);
            require(outcome.frames() == replayed.batches, "batches not counted: " + outcome);
            Sequences tail = new Sequences();
            WalReplay.replayTail(disk.vfs, FuzzDisk.DIRECTORY, FuzzDisk.STORE, expected, outcome, 0, tail::take);
            require(tail.last == 0 || tail.last == replayed.last, "tail ends elsewhere: " + outcome);
            require(!outcome.hasTail() || tail.batches > 0, "tail without batches: " + outcome);
        } catch (CorruptionException refusal) {
            require(refusal.getMessage().contains("file="), "damage without a file: " + refusal);
            // The handler must see each sequence once, in order: that is what salvage writes anew.
            Sequences survived = new Sequences();
            List<SurvivingFrames.Lost> lost = new ArrayList<>();
            SurvivingFrames.read(
                    disk.vfs, FuzzDisk.DIRECTORY, FuzzDisk.STORE, expected, 0, refusal, survived::take, lost::add);
            require(!lost.isEmpty(), "refused, and nothing lost: " + refusal);
        }
    }

    /** Takes batches and checks that they are in order and hold what they say. */
    private static final class Sequences {
        private long last;
        private long batches;

        void take(long first, int count, byte[] payload, int offset, int length) {
            require(first > last, "sequences out of order: actual=" + first + ", before=" + last);
            require(count >= 1, "empty batch");
            last = first + count - 1;
            batches++;
            try {
                BatchReader.check(payload, offset, length, count);
            } catch (MalformedException e) {
                throw new AssertionError("handed over a batch that does not hold", e);
            }
        }
    }

    /** Input: number of entries, batch. */
    static void batch(FuzzInput input) {
        int count = input.next();
        byte[] payload = input.rest();
        try {
            BatchReader.check(payload, 0, payload.length, count);
        } catch (MalformedException e) {
            require(e.position() >= 0 && e.position() <= payload.length, "position outside: " + e);
            return;
        }
        BatchReader reader = new BatchReader(payload, 0, payload.length);
        int end = 0;
        int entries = 0;
        try {
            for (; reader.next(); entries++) {
                require(reader.keyOffset() > end && reader.keyLength() > 0, "key outside its entry");
                require(reader.valueOffset() >= reader.keyOffset() + reader.keyLength(), "value before its key");
                require(reader.kind() == EntryKind.PUT || reader.valueLength() == 0, "value of a delete");
                end = reader.valueOffset() + reader.valueLength();
                require(end <= payload.length, "value outside the batch");
            }
        } catch (MalformedException e) {
            throw new AssertionError("checked batch does not hold", e);
        }
        require(end == payload.length && entries == count, "batch not read to its end");
    }
}
