package io.minilsm.cli.torture;

import io.minilsm.api.DiskFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a writer process is told, and how it goes about it: it says that it opens the store, opens it, and writes the
 * lanes' steps, each in a thread, until it is killed. Immutable.
 *
 * @param store directory of the store
 * @param logs directory of the acknowledgement logs, one file for each lane
 * @param plan what to write
 * @param variant which of the writer's ways to use the store
 * @param steps how many steps each lane writes; 0 for without end
 * @param done by lane, the last step that the store holds already
 */
public record WriterTask(Path store, Path logs, Plan plan, int variant, long steps, List<Long> done) {
    /** What a writer prints before it opens the store. */
    static final String OPENING = "opening";

    /** What a writer prints when the store is open. */
    static final String OPENED = "opened";

    /** Exit code of a writer whose write failed. */
    static final int FAILED = 70;

    /** Exit code of a writer that met a full disk, which is nobody's fault. */
    static final int DISK_FULL = 71;

    /** Exit code of a writer whose parent has died. */
    private static final int ORPHANED = 72;

    private static final int SHOWN_FRAMES = 25;

    /** Returns the task of these words, and says that the store is now being opened. */
    public static WriterTask begin(String[] words) {
        WriterTask task = parse(words);
        System.out.println(OPENING);
        return task;
    }

    static WriterTask parse(String[] words) {
        Plan plan = new Plan(
                Long.parseLong(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Boolean.parseBoolean(words[5]));
        return new WriterTask(
                Path.of(words[0]),
                Path.of(words[1]),
                plan,
                Integer.parseInt(words[6]),
                Long.parseLong(words[7]),
                Arrays.stream(words[8].split(",")).map(Long::valueOf).toList());
    }

    List<String> toWords() {
        return List.of(
                store.toString(),
                logs.toString(),
                Long.toString(plan.seed()),
                Integer.toString(plan.round()),
                Integer.toString(plan.spaces()),
                Boolean.toString(plan.deletes()),
                Integer.toString(variant),
                Long.toString(steps),
                done.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    Path log(int lane) {
        return log(logs, lane);
    }

    static Path log(Path logs, int lane) {
        return logs.resolve("lane" + lane + ".log");
    }

    /**
     * The store's answer to a write.
     *
     * @param sequence place in the store's order of writes; 0 if unknown
     * @param survivesKill whether what was written must be there after the process was killed
     */
    public record Ack(long sequence, boolean survivesKill) {
        /** The answer of a face that does not tell the sequence, to a write that survives. */
        public static final Ack DURABLE = new Ack(0, true);
    }

    /** Writes one step of a lane as one atomic write. */
    @FunctionalInterface
    public interface LaneWriter {
        /** Returns the acknowledgement. */
        Ack write(long step, List<Plan.Change> changes) throws Exception;
    }

    /** Makes what writes the steps of a lane. */
    @FunctionalInterface
    public interface LaneWriters {
        /** Returns the writer of that lane, for one thread. */
        LaneWriter of(int lane) throws Exception;
    }

    /** Says that the store is open, and writes until the process is killed, a write fails or the steps are done. */
    public void write(LaneWriters writers) throws Exception {
        System.out.println(OPENED);
        List<Thread> threads = new ArrayList<>();
        for (int lane = 0; lane < done.size(); lane++) {
            int number = lane;
            LaneWriter writer = writers.of(lane);
            threads.add(new Thread(() -> writeLane(number, writer), "lane-" + lane));
        }
        threads.forEach(Thread::start);
        if (steps > 0) {
            for (Thread thread : threads) {
                thread.join();
            }
        } else {
            endWithParent();
        }
    }

    /** The parent holds the other end of standard input as long as it lives. */
    private static void endWithParent() throws IOException {
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private void writeLane(int lane, LaneWriter writer) {
        long first = done.get(lane) + 1;
        try (AckLog log = new AckLog(log(lane))) {
            for (long step = first; steps == 0 || step < first + steps; step++) {
                log.sent(step);
                log.acknowledged(step, writer.write(step, plan.changes(lane, step)));
            }
        } catch (Throwable e) {
            fail("lane " + lane, e);
        }
    }

    /** Says why and ends the process. */
    static void fail(String where, Throwable failure) {
        System.err.println(where + ": " + failure);
        boolean diskFull = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            System.err.println(cause);
            Arrays.stream(cause.getStackTrace()).limit(SHOWN_FRAMES).forEach(at -> System.err.println("    at " + at));
            diskFull |= isDiskFull(cause);
        }
        Runtime.getRuntime().halt(diskFull ? DISK_FULL : FAILED);
    }

    static boolean isDiskFull(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof DiskFullException || message.contains("No space left on device");
    }
}
