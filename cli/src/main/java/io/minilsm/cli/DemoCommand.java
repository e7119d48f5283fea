package io.minilsm.cli;

import io.minilsm.cli.demo.DemoQueries;
import io.minilsm.cli.demo.RouteRun;
import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The whole path on real input: a Camel route into a store, then JDBC. */
@Command(
        name = "demo",
        description = "Runs a Camel route over the shipped messages into a store, each message durable before it is"
                + " acknowledged, then queries the store through JDBC.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String DATA_SET = "clock-changes.jsonl.gz";
    private static final int MAX_THREADS = 256;

    @ParentCommand
    private MiniLsmCommand root;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The store (default: ${DEFAULT-VALUE}); used again if it is there.")
    private Path directory = Path.of("minilsm-demo");

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "A gzip-packed file of JSON lines, each with a text or number \"id\"; without it the shipped"
                    + " one.")
    private Path data;

    @Option(names = "--threads", paramLabel = "N", description = "Threads at the sink (default: ${DEFAULT-VALUE}).")
    private int threads = 16;

    @Override
    public Integer call() throws Exception {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "threads out of range: actual=" + threads + ", expected=1.." + MAX_THREADS);
        }
        Path file = data == null ? shipped() : data;
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        CommandIo io = root.io();
        RouteRun route = new RouteRun(io, file, directory, threads);
        if (!root.isJson()) {
            io.printLine("Camel route: " + route.describe());
            io.flush();
        }
        RouteRun.Result run = route.run();
        try (Connection connection = DriverManager.getConnection(SqlCommand.url(directory))) {
            long rows = DemoQueries.count(connection);
            if (root.isJson()) {
                writeJson(run, rows);
            } else {
                report(run, rows);
                new DemoQueries(io).run(connection);
                sayWhatNext();
            }
            return holdsAll(run, rows) ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** Says it if acknowledged messages are missing: the shipped ones have ids of their own, others may share some. */
    private boolean holdsAll(RouteRun.Result run, long rows) {
        if (data != null || rows >= run.durable()) {
            return true;
        }
        root.io().err().println("minilsm: acknowledged messages are missing: actual=" + rows + " rows, expected="
                + run.durable() + ", directory=" + directory);
        return false;
    }

    private void report(RouteRun.Result run, long rows) {
        CommandIo io = root.io();
        io.printLine(Figures.count(run.durable()) + " of " + Figures.count(run.messages())
                + " messages acknowledged as durable in " + Figures.time(run.nanos()) + ": "
                + Figures.count(Figures.perSecond(run.durable(), run.nanos())) + " messages/s");
        io.printLine("The route is stopped and the store closed. Opened again through JDBC, it holds "
                + Figures.count(rows) + " rows.");
        io.printLine("");
    }

    private void writeJson(RouteRun.Result run, long rows) throws Exception {
        new JsonLines(root.io().out())
                .write(JsonLines.object()
                        .put("directory", directory.toString())
                        .put("messages", run.messages())
                        .put("durable", run.durable())
                        .put("nanos", run.nanos())
                        .put("messagesPerSecond", Figures.perSecond(run.durable(), run.nanos()))
                        .put("rows", rows));
    }

    private void sayWhatNext() {
        CommandIo io = root.io();
        String command = System.getProperty("minilsm.command", "minilsm");
        String store = directory.toString().matches("[\\w./-]+") ? directory.toString() : "'" + directory + "'";
        io.printLine("The store lies in " + directory.toAbsolutePath().normalize() + ". Try next:");
        io.printLine("  " + command + " sql " + store + " \"SELECT V FROM KV WHERE K LIKE 'Asia/Tokyo/%'\"");
        io.printLine("  " + command + " scan " + store + " --prefix Africa/Cairo/19 --limit 5");
        io.printLine("  " + command + " shell " + store);
        io.printLine("  " + command + " stats " + store);
        io.printLine("  " + command + " verify " + store);
    }

    /** Returns the shipped data set: in the directory that the start script names, else in the working directory's. */
    private static Path shipped() {
        return Path.of(System.getProperty("minilsm.home", "."), "data", DATA_SET);
    }
}
