package io.minilsm.it.crash;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that writes to a store until it is killed. For one thread. */
final class WriterProcess implements Closeable {
    /** What a writer prints before it opens the store. */
    static final String OPENING = "opening";

    /** What a writer prints once its threads write. */
    static final String WRITING = "writing";

    /** A writer that prints nothing for so long hangs; machines under load need some seconds. */
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private WriterProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a writer; what it prints as errors goes to a file, shown when it ends by itself. */
    static WriterProcess start(Class<?> main, Path errors, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.to(errors.toFile()))
                .start();
        return new WriterProcess(process, errors);
    }

    /** Waits until the writer prints the line. */
    void awaitLine(String line) throws IOException {
        Thread watchdog = new Thread(this::killWhenSilent);
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            for (String printed; (printed = output.readLine()) != null; ) {
                if (printed.equals(line)) {
                    return;
                }
            }
        } finally {
            watchdog.interrupt();
        }
        throw new AssertionError("writer ended before it printed '" + line + "':\n" + Files.readString(errors));
    }

    /** Lets the writer run for so long, then kills it; fails if it has ended by itself. */
    void killAfter(long millis) throws IOException, InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    "writer ended by itself, exit code " + process.exitValue() + ":\n" + Files.readString(errors));
        }
        close();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        output.close();
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
