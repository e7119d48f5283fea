package io.minilsm.cli.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minilsm.cli.output.CommandIo;
import io.minilsm.cli.output.Figures;
import io.minilsm.cli.output.JsonLines;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says what came out of a run, and where it was. Immutable. */
public final class TortureReport {
    private static final double NANOS_PER_HOUR = 3600e9;

    private final TortureRun.Settings settings;
    private final String fileSystem;

    /** Makes the report of a run that is about to begin. */
    public TortureReport(TortureRun.Settings settings) throws IOException {
        this.settings = settings;
        fileSystem = fileSystem(settings.directory());
    }

    /** Returns the rate as text. */
    public static String killsPerHour(Tally.Figures figures, long nanos) {
        return Figures.count(Math.round(figures.kills() * NANOS_PER_HOUR / Math.max(1, nanos))) + " kills/hour";
    }

    /** Writes the result to standard output; a violation is also written to a file beside the store that is kept. */
    public void write(CommandIo io, boolean json, TortureRun.Result result) throws IOException {
        List<String> lines = lines(result);
        if (result.kept() != null) {
            Files.write(result.kept().resolve("report.txt"), lines);
        }
        if (json) {
            new JsonLines(io.out()).write(object(result));
        } else {
            lines.forEach(io::printLine);
        }
    }

    private List<String> lines(TortureRun.Result result) {
        Tally.Figures figures = result.figures();
        String tally = Figures.counted(figures.kills(), "kill", "kills") + ", "
                + Figures.count(figures.inRecovery()) + " of them in recovery, "
                + Figures.counted(figures.acknowledged(), "acknowledged write", "acknowledged writes") + ", "
                + Figures.counted(figures.stores(), "store", "stores") + ", in "
                + Figures.time(result.nanos()) + " (" + killsPerHour(figures, result.nanos()) + ")";
        String where = "seed=" + settings.seed() + ", threads=" + settings.face().lanes() + ", jobs=" + settings.jobs()
                + ", java=" + Runtime.version() + ", os=" + os() + ", file system=" + fileSystem;
        if (result.violation() == null) {
            return List.of(
                    "kept: nothing acknowledged was lost, nothing was torn, out of order or damaged",
                    tally,
                    where,
                    "A killed process leaves the system's memory alone: only a power cut tests the disk's own cache.");
        }
        return List.of(
                "BROKEN: " + result.violation().getMessage(),
                tally + " before it",
                where,
                "The store is kept in " + result.kept() + "; do not open it for writing.",
                "Please report this with that directory, packed, as an issue of the project.");
    }

    private ObjectNode object(TortureRun.Result result) {
        Tally.Figures figures = result.figures();
        ObjectNode object = JsonLines.object()
                .put("kept", result.violation() == null)
                .put("kills", figures.kills())
                .put("killsInRecovery", figures.inRecovery())
                .put("killsWhileWriting", figures.whileWriting())
                .put("acknowledgedWrites", figures.acknowledged())
                .put("stores", figures.stores())
                .put("nanos", result.nanos())
                .put("seed", settings.seed())
                .put("threads", settings.face().lanes())
                .put("jobs", settings.jobs())
                .put("java", Runtime.version().toString())
                .put("os", os())
                .put("fileSystem", fileSystem);
        if (result.violation() != null) {
            object.put("violation", result.violation().kind().name())
                    .put("message", result.violation().getMessage())
                    .put("directory", result.kept().toString());
        }
        return object;
    }

    private static String os() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    private static String fileSystem(Path directory) throws IOException {
        Path there = directory.toAbsolutePath();
        while (Files.notExists(there)) {
            there = there.getParent();
        }
        FileStore store = Files.getFileStore(there);
        return store.type() + " on " + store.name();
    }
}
