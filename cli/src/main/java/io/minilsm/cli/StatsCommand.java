package io.minilsm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.api.Store;
import io.minilsm.api.StoreStats;
import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Prints what a store consists of: files by kind, tables by level, sequences, key spaces. */
@Command(
        name = "stats",
        description = "Prints what the store consists of: files, tables by level, key spaces. Changes nothing.",
        mixinStandardHelpOptions = true)
final class StatsCommand extends StoreCommand {
    /** The files of one kind. */
    private record FileSet(int count, long bytes) {
        FileSet plus(long more) {
            return new FileSet(count + 1, bytes + more);
        }
    }

    @Override
    public Integer call() throws IOException {
        StoreStats stats;
        List<String> spaces;
        try (Store store = openToRead()) {
            stats = store.stats();
            spaces = store.keySpaceNames();
        }
        Map<String, FileSet> files = files();
        if (isJson()) {
            writeJson(stats, spaces, files);
        } else {
            print(stats, spaces, files);
        }
        return ExitCode.DONE;
    }

    private void writeJson(StoreStats stats, List<String> spaces, Map<String, FileSet> files) throws IOException {
        ObjectNode object = JsonLines.object().put("directory", directory().toString());
        files.forEach((kind, of) ->
                object.withObject("/files/" + kind).put("count", of.count()).put("bytes", of.bytes()));
        ArrayNode names = object.putArray("keySpaces");
        spaces.forEach(names::add);
        object.set("stats", JsonLines.tree(stats));
        json().write(object);
    }

    private void print(StoreStats stats, List<String> spaces, Map<String, FileSet> files) {
        CommandIo io = io();
        long bytes = files.values().stream().mapToLong(FileSet::bytes).sum();
        io.printLine("store     " + directory().toAbsolutePath().normalize());
        io.printLine("size      " + Figures.size(bytes));
        io.printLine("sequence  " + Figures.count(stats.visibleSequence()));
        io.printLine("unflushed " + Figures.size(stats.memtableBytes()) + " of memory hold what is in the log only");
        io.printLine("spaces    " + (spaces.isEmpty() ? "none but the plain keys" : String.join(", ", spaces)));
        io.printLine("");
        TextTable byKind = new TextTable(io, List.of("files", "count", "bytes"), List.of(false, true, true));
        files.forEach((kind, of) ->
                byKind.row(List.of(kind, Figures.count(of.count()), Figures.count(of.bytes()))));
        byKind.end();
        io.printLine("");
        TextTable byLevel = new TextTable(
                io, List.of("level", "tables", "bytes", "entries"), List.of(true, true, true, true));
        for (StoreStats.Level level : stats.levels()) {
            byLevel.row(List.of(
                    Integer.toString(level.level()),
                    Figures.count(level.tables()),
                    Figures.count(level.bytes()),
                    Figures.count(level.entries())));
        }
        byLevel.end();
    }

    private Map<String, FileSet> files() throws IOException {
        Map<String, FileSet> files = new TreeMap<>();
        try (Stream<Path> list = Files.list(directory())) {
            for (Path file : (Iterable<Path>) list::iterator) {
                String name = file.getFileName().toString();
                files.merge(kindOf(name), new FileSet(1, Files.size(file)), (a, b) -> a.plus(b.bytes()));
            }
        }
        return files;
    }

    private static String kindOf(String name) {
        if (name.endsWith(".wal")) {
            return "wal";
        } else if (name.endsWith(".sst")) {
            return "sst";
        } else if (name.startsWith("MANIFEST-")) {
            return "manifest";
        }
        return name;
    }
}
