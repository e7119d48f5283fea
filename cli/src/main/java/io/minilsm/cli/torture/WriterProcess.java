package io.minilsm.cli.torture;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A JVM that writes to a store until it is killed. For one thread. */
final class WriterProcess implements Closeable {
    /** A writer that prints nothing for so long hangs; one that a busy machine gives no processor may need minutes. */
    private static final long PATIENCE_SECONDS = 900;

    private static final long LOOK_NANOS = 700_000;

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    WriterProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Waits until the writer prints the line. */
    void awaitLine(String line) throws IOException, Violation {
        Thread watchdog = new Thread(this::killWhenSilent, "torture-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        boolean printed;
        try {
            printed = printsLine(line);
        } finally {
            watchdog.interrupt();
        }
        if (!printed) {
            throw failure("ended, or was silent for " + PATIENCE_SECONDS + " s, before it printed '" + line + "'");
        }
    }

    /**
     * Lets the writer run for so long, or less if it has done enough, then kills it; fails if it had ended by itself.
     *
     * @param enough is asked about every millisecond
     * @param lineIfAny a line that it may print
     * @return whether it had printed that line
     */
    boolean killAfter(long nanos, BooleanSupplier enough, String lineIfAny)
            throws IOException, InterruptedException, Violation {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !enough.getAsBoolean(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
        }
        boolean alive = process.isAlive();
        // Through the handle: the process itself would close the pipe, and what was printed last would be lost.
        process.toHandle().destroyForcibly();
        int code = process.waitFor();
        if (!alive || code == WriterTask.FAILED || code == WriterTask.DISK_FULL) {
            throw failure("ended by itself, exit code " + code);
        }
        return printsLine(lineIfAny);
    }

    private boolean printsLine(String line) throws IOException {
        for (String printed; (printed = output.readLine()) != null; ) {
            if (printed.equals(line)) {
                return true;
            }
        }
        return false;
    }

    private Violation failure(String what) throws IOException {
        close();
        String said = Files.readString(errors);
        if (process.exitValue() == WriterTask.DISK_FULL) {
            throw new IOException("the disk is full: " + said.lines().findFirst().orElse(""));
        }
        return new Violation(Violation.Kind.WRITER, what + ":\n" + said);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        output.close();
        process.getOutputStream().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void killWhenSilent() {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
