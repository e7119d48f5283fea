package io.minilsm.cli;

import io.minilsm.api.KeySpace;
import io.minilsm.api.Options;
import io.minilsm.api.Store;
import io.minilsm.cli.ingest.DelimitedRecords;
import io.minilsm.cli.ingest.IngestJob;
import io.minilsm.cli.ingest.IngestSource;
import io.minilsm.cli.ingest.JsonRecords;
import io.minilsm.cli.ingest.RecordFormat;
import io.minilsm.cli.ingest.RecordReader;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import io.minilsm.cli.output.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes messages from a file or a pipe into a store. */
@Command(
        name = "ingest",
        description = {
            "Takes messages from a file or standard input into the store, one per line; makes the store if there is"
                    + " none.",
            "",
            "What is taken in is durable together with the place up to which it was taken: killed half-way and started"
                    + " again, it goes on there, without a gap and without doing anything twice. New lines at the end"
                    + " of a file are taken in by running it again.",
            ""
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  minilsm ingest DIR messages.jsonl.gz --key /id",
            "  minilsm ingest DIR orders.csv --key customer --key number",
            "  tail -n +1 -f events.tsv | minilsm ingest DIR --format tsv --no-header --key 1"
        })
final class IngestCommand extends StoreCommand {
    /** The formats of the command line. */
    enum Format {
        JSONL,
        TSV,
        CSV
    }

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file, gzip-packed or not; - or nothing for standard input.")
    private String file = "-";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FIELD",
            description = "Where the key is: a JSON pointer such as /id, or a column by title or number. Several are"
                    + " joined.")
    private List<String> keys;

    @Option(names = "--key-separator", paramLabel = "TEXT", description = "Between joined keys (default: /).")
    private String separator = "/";

    @Option(names = "--value", paramLabel = "FIELD", description = "Where the value is; without it the whole line.")
    private String value;

    @Option(
            names = "--format",
            description = "One of ${COMPLETION-CANDIDATES}; without it, what the file's name says, else JSONL.")
    private Format format;

    @Option(names = "--no-header", description = "The first line of a TSV or CSV file holds no titles.")
    private boolean noHeader;

    @Option(names = "--space", paramLabel = "NAME", description = "The key space to write to, made if there is none.")
    private String space;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name under which the place is kept; without it the file's real path. Standard input is"
                    + " resumable only with a name.")
    private String name;

    @Option(names = "--restart", description = "Take the source again from its start.")
    private boolean restart;

    @Option(names = "--skip-bad", description = "Leave out and count bad records, rather than stop at the first.")
    private boolean skipBad;

    @Override
    public Integer call() throws IOException {
        RecordFormat records = records();
        long start = System.nanoTime();
        IngestJob.Result result;
        try (IngestSource source = IngestSource.open(file, io().in());
                Store store = openOrCreate(Options.defaults());
                Progress progress =
                        Progress.start(io(), "ingest", source.totalBytes(), "MiB", 1 << 20, System::nanoTime)) {
            KeySpace target = space == null ? store : store.keySpace(space);
            IngestJob job = new IngestJob(store, target, name != null ? name : source.name(), records, skipBad);
            RecordReader reader = new RecordReader(source.stream(), formatOrDefault() == Format.CSV);
            result = job.run(
                    reader,
                    restart,
                    done -> progress.at(
                            source.consumedBytes(), () -> "ingest: " + Figures.count(done) + " entries durable"));
        }
        print(result, System.nanoTime() - start);
        return ExitCode.DONE;
    }

    private void print(IngestJob.Result result, long nanos) throws IOException {
        if (isJson()) {
            json().write(JsonLines.object()
                    .put("entries", result.entries())
                    .put("bytes", result.bytes())
                    .put("resumedAfterRecords", result.resumedAt())
                    .put("badRecords", result.badRecords())
                    .put("nanos", nanos));
            return;
        }
        if (result.resumedAt() > 0) {
            io().printLine("went on behind record " + Figures.count(result.resumedAt())
                    + ", up to which an earlier run had come");
        }
        if (result.badRecords() > 0) {
            io().printLine("left out " + Figures.counted(result.badRecords(), "bad record", "bad records")
                    + "; the first: " + result.firstBad());
        }
        io().printLine(Figures.counted(result.entries(), "entry", "entries") + ", " + Figures.size(result.bytes())
                + ", durable, in " + Figures.time(nanos) + ": "
                + Figures.count(Figures.perSecond(result.entries(), nanos)) + " entries/s");
    }

    private RecordFormat records() {
        Format of = formatOrDefault();
        try {
            return of == Format.JSONL
                    ? new JsonRecords(keys, separator, value)
                    : new DelimitedRecords(of == Format.CSV, !noHeader, keys, separator, value);
        } catch (IllegalArgumentException e) {
            throw badArguments(e.getMessage());
        }
    }

    private Format formatOrDefault() {
        if (format != null) {
            return format;
        }
        String fileName = file.toLowerCase(Locale.ROOT);
        String plain = fileName.endsWith(".gz") ? fileName.substring(0, fileName.length() - 3) : fileName;
        if (plain.endsWith(".tsv") || plain.endsWith(".tab")) {
            return Format.TSV;
        }
        return plain.endsWith(".csv") ? Format.CSV : Format.JSONL;
    }
}
