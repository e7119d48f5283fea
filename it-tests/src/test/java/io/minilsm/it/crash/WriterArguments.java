package io.minilsm.it.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a writer process is told.
 *
 * @param store directory of the store
 * @param logs directory of the acknowledgement logs, one file for each lane
 * @param seed of the whole test
 * @param round how many writers were killed before
 * @param done by lane, the last step that the store holds already
 */
record WriterArguments(Path store, Path logs, long seed, int round, List<Long> done) {
    static WriterArguments parse(String[] words) {
        List<Long> done = Arrays.stream(words[4].split(",")).map(Long::valueOf).toList();
        return new WriterArguments(
                Path.of(words[0]), Path.of(words[1]), Long.parseLong(words[2]), Integer.parseInt(words[3]), done);
    }

    List<String> toWords() {
        return List.of(
                store.toString(),
                logs.toString(),
                Long.toString(seed),
                Integer.toString(round),
                done.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    Path log(int lane) {
        return logs.resolve("lane" + lane + ".log");
    }

    /** A lane's write of one step; returns its sequence, 0 if unknown. */
    @FunctionalInterface
    interface LaneWriter {
        long write(long step, List<PlannedSteps.Change> changes) throws Exception;
    }

    /** Makes what writes the steps of a lane. */
    @FunctionalInterface
    interface LaneWriters {
        LaneWriter of(int lane) throws Exception;
    }

    /** Writes all lanes, each in a thread, until the process is killed or one fails. */
    void writeForEver(LaneWriters writers) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int lane = 0; lane < done.size(); lane++) {
            int number = lane;
            LaneWriter writer = writers.of(lane);
            threads.add(new Thread(() -> writeLane(number, writer), "lane-" + lane));
        }
        threads.forEach(Thread::start);
        System.out.println(WriterProcess.WRITING);
        // Ends with the process that started this one, should that die first.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(3);
    }

    private void writeLane(int lane, LaneWriter writer) {
        PlannedSteps plan = new PlannedSteps(seed, round, lane);
        try (AckLog log = new AckLog(log(lane))) {
            for (long step = done.get(lane) + 1; ; step++) {
                log.sent(step);
                long sequence = writer.write(step, plan.changes(step));
                log.acknowledged(step, sequence);
            }
        } catch (Throwable e) {
            fail("lane " + lane, e);
        }
    }

    /** Says why and ends the process: a writer that fails is a failed test. */
    static void fail(String where, Throwable failure) {
        System.err.println(where + ": " + failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            System.err.println(cause);
            Arrays.stream(cause.getStackTrace()).limit(25).forEach(frame -> System.err.println("    at " + frame));
        }
        Runtime.getRuntime().halt(2);
    }
}
