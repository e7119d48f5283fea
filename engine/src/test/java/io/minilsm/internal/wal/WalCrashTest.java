package io.minilsm.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minilsm.testing.CrashMode;
import io.minilsm.testing.CrashVfs;
import io.minilsm.testing.TestScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Power cuts before any operation of writing and of recovery: what survives is a prefix with all that was forced. */
class WalCrashTest {
    private static final Path DIRECTORY = Path.of("/store");

    /** A disk after a cut, what the manifest said, and what had been acknowledged as durable by then. */
    private record Cut(LogBed bed, long floor) {}

    @Test
    void powerCutsLeaveAPrefixWithAllThatWasForced() throws IOException {
        long seed = TestScale.seed();
        int judged = 0;
        for (int round = 0; round < TestScale.pick(200, 10_000); round++) {
            judged += round(new SplittableRandom(seed + round), "round=" + round + ", " + TestScale.rerun(seed));
        }
        assertTrue(judged > TestScale.pick(1_000, 50_000), "judged=" + judged);
    }

    private int round(SplittableRandom random, String message) throws IOException {
        boolean mapped = random.nextBoolean();
        CrashVfs disk = new CrashVfs(mapped);
        LogBed bed = new LogBed(disk, DIRECTORY);
        bed.firstBytes = LogBed.SMALLEST;
        bed.maxBytes = LogBed.SMALLEST << random.nextInt(3);
        Deque<Runnable> tasks = new ArrayDeque<>();
        bed.background = tasks::add;
        List<Cut> cuts = new ArrayList<>();
        disk.beforeEach(operation -> {
            if (operation.kind().isDurable() && random.nextInt(20) == 0) {
                cuts.add(cut(bed, disk, random));
            }
        });
        bed.open();
        run(bed, tasks, random);
        cuts.add(cut(bed, disk, random));
        disk.beforeEach(operation -> {});
        for (Cut cut : cuts) {
            survive(cut, bed.sequence, random, message);
        }
        return cuts.size();
    }

    private void run(LogBed bed, Deque<Runnable> tasks, SplittableRandom random) throws IOException {
        int forceEvery = 1 + random.nextInt(40);
        for (int step = random.nextInt(200); step > 0; step--) {
            bed.put(value(bed.sequence + 1), random.nextInt(4) > 0);
            if (random.nextInt(forceEvery) == 0) {
                bed.writer.force();
            }
            if (random.nextInt(30) == 0) {
                bed.flush(bed.flushed + random.nextLong(bed.sequence - bed.flushed + 1));
            }
            if (random.nextInt(5) == 0 && !tasks.isEmpty()) {
                tasks.poll().run();
            }
        }
        if (random.nextInt(4) == 0) {
            bed.writer.close();
        }
    }

    /** Judges what a cut left; then lets recovery itself be cut, which must change nothing. */
    private void survive(Cut cut, long ceiling, SplittableRandom random, String message) throws IOException {
        LogBed bed = cut.bed();
        WalReplay.Outcome outcome = bed.replay(false);
        assertPrefix(bed, cut.floor(), ceiling, message);
        List<Cut> cuts = new ArrayList<>();
        CrashVfs disk = (CrashVfs) bed.vfs;
        disk.beforeEach(operation -> {
            if (operation.kind().isDurable() && random.nextInt(10) == 0) {
                cuts.add(cut(bed, disk, random));
            }
        });
        bed.recover(false);
        cuts.add(cut(bed, disk, random));
        bed.put(value(bed.sequence + 1), true);
        bed.writer.force();
        disk.beforeEach(operation -> {});
        Cut last = cut(bed, disk, random);
        for (Cut again : cuts) {
            again.bed().replay(false);
            assertPrefix(again.bed(), outcome.durableSequence(), outcome.lastSequence() + 1, message);
        }
        last.bed().replay(false);
        assertPrefix(last.bed(), outcome.lastSequence() + 1, outcome.lastSequence() + 1, message);
    }

    private static void assertPrefix(LogBed bed, long floor, long ceiling, String message) {
        long last = bed.flushed + bed.replayed.size();
        assertTrue(last >= floor && last <= ceiling,
                () -> "survived=" + last + ", expected=" + floor + ".." + ceiling + ", " + message);
        for (int i = 0; i < bed.replayed.size(); i++) {
            assertEquals(bed.flushed + i + 1, bed.replayedSequences.get(i), message);
            assertEquals(value(bed.flushed + i + 1), bed.replayed.get(i), message);
        }
    }

    private static Cut cut(LogBed bed, CrashVfs disk, SplittableRandom random) {
        List<CrashMode> modes = CrashMode.all();
        CrashVfs left = disk.crash(random.nextLong(), modes.get(random.nextInt(modes.size())));
        long floor = bed.writer == null ? 0 : bed.writer.durableSequence();
        return new Cut(bed.copyOnto(left), floor);
    }

    private static String value(long sequence) {
        return sequence + ":" + "v".repeat((int) (sequence * 7919 % 600));
    }
}
