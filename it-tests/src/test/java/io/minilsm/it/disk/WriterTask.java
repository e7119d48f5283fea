package io.minilsm.it.disk;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a child process is told. Immutable.
 *
 * @param store directory of the store
 * @param logs directory of the acknowledgement logs, one file for each lane
 * @param seed of the whole test
 * @param round how many writers there were before
 * @param done by lane, the last step that the store holds already
 */
record WriterTask(Path store, Path logs, long seed, int round, List<Long> done) {
    static WriterTask parse(String[] words) {
        List<Long> done = Arrays.stream(words[4].split(",")).map(Long::valueOf).toList();
        return new WriterTask(
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
