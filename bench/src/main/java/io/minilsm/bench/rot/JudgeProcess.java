package io.minilsm.bench.rot;

import io.minilsm.bench.rot.RotTally.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that opens damaged stores, one after the other; another one takes its place when it dies or hangs. For one
 * thread.
 */
final class JudgeProcess implements AutoCloseable {
    private static final long HANG_SECONDS = 60;

    private final RotEngine engine;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "rot-answers");
        thread.setDaemon(true);
        return thread;
    });
    private Process process;
    private Writer questions;
    private BufferedReader answers;

    JudgeProcess(RotEngine engine) {
        this.engine = engine;
    }

    Judge.Verdict judge(Path directory) throws IOException, InterruptedException {
        if (process == null) {
            start();
        }
        String answer;
        try {
            questions.write(directory + "\n");
            questions.flush();
            answer = reader.submit(answers::readLine).get(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            end();
            return new Judge.Verdict(Outcome.HANG, "no answer in " + HANG_SECONDS + " s");
        } catch (ExecutionException | IOException e) {
            answer = null;
        }
        if (answer == null) {
            end();
            return new Judge.Verdict(Outcome.CRASH, "the process died");
        }
        String[] parts = answer.split(" ", 2);
        return new Judge.Verdict(Outcome.valueOf(parts[0]), parts.length > 1 ? parts[1] : "");
    }

    @Override
    public void close() throws InterruptedException {
        end();
        reader.shutdownNow();
    }

    /** Returns the command line of a process of this program. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                RotChild.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private void start() throws IOException {
        process = new ProcessBuilder(command("judge", engine.label()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void end() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
            process = null;
        }
    }
}
