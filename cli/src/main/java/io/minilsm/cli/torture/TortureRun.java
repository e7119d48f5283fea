package io.minilsm.cli.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Several jobs at once, each killing writers of a store of its own, until so many were killed or one job fails. */
public final class TortureRun {
    private static final long MILLIS_PER_LOOK = 200;

    private final Settings settings;
    private final Tally tally = new Tally();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Makes a run. */
    public TortureRun(Settings settings) {
        this.settings = settings;
    }

    /**
     * What to do.
     *
     * @param directory absent, empty, or left by an earlier run
     * @param face what is written through, and by how many threads
     * @param kills how many writers to kill in all
     * @param jobs how many stores at once
     * @param seed of what is written and of when writers are to be killed
     */
    public record Settings(Path directory, Face face, long kills, int jobs, long seed) {}

    /**
     * What came out.
     *
     * @param figures what was done
     * @param nanos how long it took
     * @param violation what is wrong; null if nothing is
     * @param kept where the store that is wrong was kept; null if nothing is wrong
     */
    public record Result(Tally.Figures figures, long nanos, Violation violation, Path kept) {}

    /**
     * Runs it.
     *
     * @param progress is told now and then what was done so far
     * @throws IOException if the directory is not for this, or if the disk is full
     */
    public Result run(Consumer<Tally.Figures> progress) throws IOException, InterruptedException {
        try (TortureDirectory directory = TortureDirectory.take(settings.directory())) {
            long start = System.nanoTime();
            WriterJvm jvm =
                    WriterJvm.of(settings.face()).withArchive(settings.face(), directory.job(0));
            List<Future<Found>> jobs = new ArrayList<>();
            ExecutorService executor = Executors.newFixedThreadPool(settings.jobs());
            try {
                for (int number = 1; number <= settings.jobs(); number++) {
                    long seed = settings.seed() + number - 1;
                    Path path = directory.job(number);
                    jobs.add(executor.submit(() -> runJob(new KillJob(settings.face(), jvm, path, seed, tally), path)));
                }
                Found found = await(jobs, progress);
                Path kept = found == null ? null : directory.keep(found.job(), settings.seed());
                return new Result(
                        tally.figures(),
                        System.nanoTime() - start,
                        found == null ? null : found.violation(),
                        kept);
            } finally {
                stopped.set(true);
                executor.shutdownNow();
                executor.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
    }

    /** A violation, and the directory of its job. */
    private record Found(Violation violation, Path job) {}

    private Found runJob(KillJob job, Path path) throws IOException, InterruptedException {
        try {
            job.run(() -> !stopped.get() && begun.getAndIncrement() < settings.kills());
            return null;
        } catch (Violation e) {
            return new Found(e, path);
        } finally {
            // Reached early only where something is wrong; otherwise there is nothing left to begin.
            stopped.set(true);
        }
    }

    /** Returns the first violation, or null, when all jobs have ended. */
    private Found await(List<Future<Found>> jobs, Consumer<Tally.Figures> progress)
            throws IOException, InterruptedException {
        Found first = null;
        for (Future<Found> job : jobs) {
            Found found = null;
            boolean done = false;
            while (!done) {
                try {
                    found = job.get(MILLIS_PER_LOOK, TimeUnit.MILLISECONDS);
                    done = true;
                } catch (TimeoutException e) {
                    progress.accept(tally.figures());
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IOException disk) {
                        throw new IOException(disk.getMessage(), e);
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
            first = first == null ? found : first;
        }
        progress.accept(tally.figures());
        return first;
    }
}
