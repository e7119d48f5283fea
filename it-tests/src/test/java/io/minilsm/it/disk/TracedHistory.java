package io.minilsm.it.disk;

import io.minilsm.testing.TestScale;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link ShortHistory} under strace, which makes one of its system calls fail or kills it there. Stateless. */
final class TracedHistory {
    /** The system calls by which the engine changes or reads files. */
    static final List<String> CALLS = List.of(
            "openat", "pwrite64", "pread64", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "mkdir", "link");

    /** A history takes a second; one that takes so long hangs. */
    private static final long PATIENCE_SECONDS = 120;

    private static final String ATTACHED = "attached";

    private TracedHistory() {}

    /**
     * How a history ended.
     *
     * @param exitCode 0 for one that ran to its end, whatever failed in it
     * @param calls the system calls of its thread as strace prints them
     * @param failures operations of the store that failed, one per line
     */
    record Outcome(int exitCode, List<String> calls, String failures) {
        boolean wasKilled() {
            return exitCode == 137;
        }

        /** Returns whether the call that was to fail was ever made. */
        boolean wasInjected() {
            return calls.stream().anyMatch(call -> call.contains("(INJECTED)"));
        }

        long count(String name) {
            return calls.stream().filter(call -> call.startsWith(name + "(")).count();
        }
    }

    /** Returns why no process can be traced here, or null if one can. */
    static String whyNot() throws InterruptedException {
        try {
            Process target = new ProcessBuilder("sleep", "60").start();
            try {
                Process strace = attach(Files.createTempFile("strace", ".txt"), "", target.pid());
                boolean attached = awaitAttached(strace);
                strace.destroyForcibly().waitFor();
                return attached ? null : "strace may not attach to a process here";
            } finally {
                target.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            return "no strace on this machine: " + e.getMessage();
        }
    }

    /**
     * Runs a history in a new directory.
     *
     * @param directory for the store, the logs and the trace
     * @param injection in strace's words, such as {@code fdatasync:error=EIO:when=3}; empty for none
     */
    static Outcome run(Path directory, String injection) throws IOException, InterruptedException {
        WriterTask arguments = arguments(directory);
        Files.createDirectories(arguments.logs());
        Path errors = arguments.logs().resolve("errors.txt");
        Path trace = arguments.logs().resolve("trace.txt");
        Process history = ChildJvm.command(List.of(), ShortHistory.class, arguments.toWords())
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader output = history.inputReader(StandardCharsets.UTF_8)) {
            String ready = output.readLine();
            if (ready == null || !ready.startsWith(ShortHistory.READY)) {
                throw new AssertionError("the history did not begin: " + Files.readString(errors));
            }
            Process strace = attach(trace, injection, Long.parseLong(ready.substring(ShortHistory.READY.length())));
            try {
                if (!awaitAttached(strace)) {
                    throw new AssertionError("strace did not attach, injection=" + injection);
                }
                history.getOutputStream().write('\n');
                history.getOutputStream().flush();
                if (!history.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the history hangs, injection=" + injection);
                }
                strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } finally {
                strace.destroyForcibly().waitFor();
            }
        } finally {
            history.destroyForcibly().waitFor();
        }
        int exitCode = history.exitValue();
        if (exitCode != 0 && exitCode != 137) {
            throw new AssertionError("exit code " + exitCode + ": " + Files.readString(errors));
        }
        Path failures = arguments.logs().resolve(ShortHistory.FAILURES);
        return new Outcome(
                exitCode, Files.readAllLines(trace), exitCode == 0 ? Files.readString(failures) : "killed");
    }

    /** Returns what a history in the directory is told. */
    static WriterTask arguments(Path directory) {
        return new WriterTask(
                directory.resolve("store"), directory.resolve("logs"), TestScale.seed(), 0, List.of(0L));
    }

    private static Process attach(Path trace, String injection, long thread) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "strace", "-y", "-s", "16", "-o", trace.toString(), "-e", "trace=" + String.join(",", CALLS)));
        if (!injection.isEmpty()) {
            command.addAll(List.of("-e", "inject=" + injection));
        }
        command.addAll(List.of("-p", Long.toString(thread)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static boolean awaitAttached(Process strace) throws IOException {
        String line = strace.inputReader(StandardCharsets.UTF_8).readLine();
        return line != null && line.contains(ATTACHED);
    }
}
