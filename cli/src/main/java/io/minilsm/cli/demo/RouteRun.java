package io.minilsm.cli.demo;

import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** Runs the route over a message file until all its messages are durable. For one thread. */
public final class RouteRun {
    /** Time between two looks at the count. */
    private static final long LOOK_MILLIS = 50;

    /** Time without any new durable message after which the run is given up. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final CommandIo io;
    private final Path file;
    private final Path store;
    private final int threads;

    /**
     * What a run did.
     *
     * @param messages messages in the file
     * @param durable messages whose storage was acknowledged as durable
     * @param nanos time from the start of the route to the last acknowledgement
     */
    public record Result(long messages, long durable, long nanos) {}

    /** Makes a run of a gzip-packed file of JSON lines into a store, with so many threads at the sink. */
    public RouteRun(CommandIo io, Path file, Path store, int threads) {
        this.io = io;
        this.file = file.toAbsolutePath().normalize();
        this.store = store.toAbsolutePath().normalize();
        this.threads = threads;
    }

    /** Returns the route in words. */
    public String describe() {
        return file.getFileName() + " -> split by line -> " + threads + " threads -> " + DemoRoute.sink(store);
    }

    /** Runs the route and stops it; the store is closed when this returns. */
    public Result run() throws Exception {
        long messages = count();
        DemoRoute route = new DemoRoute(file, store, threads);
        try (CamelContext context = new DefaultCamelContext()) {
            context.addRoutes(route);
            context.start();
            long start = System.nanoTime();
            await(route, messages);
            return new Result(messages, route.durable(), System.nanoTime() - start);
        }
    }

    /** Returns the number of messages in the file. */
    private long count() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().count();
        }
    }

    private void await(DemoRoute route, long messages) throws Exception {
        long changed = System.nanoTime();
        long seen = 0;
        try (Progress progress = Progress.start(io, "durable", messages, "messages", 1, System::nanoTime)) {
            while (route.durable() < messages) {
                if (route.failure() != null) {
                    throw route.failure();
                }
                long now = route.durable();
                if (now != seen) {
                    seen = now;
                    changed = System.nanoTime();
                } else if (System.nanoTime() - changed > PATIENCE_NANOS) {
                    throw new IOException("no message became durable for a minute: durable=" + now + ", messages="
                            + messages + ", store=" + store);
                }
                progress.at(now, () -> Figures.count(now) + " of " + Figures.count(messages) + " messages durable");
                Thread.sleep(LOOK_MILLIS);
            }
            progress.at(messages, () -> Figures.count(messages) + " messages durable");
        }
    }
}
