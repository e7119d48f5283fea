package io.minilsm.bench;

import io.minilsm.bench.rot.RotEngine;
import io.minilsm.bench.rot.RotRun;
import io.minilsm.bench.rot.RotTally;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Damages files of stores and tells what users would have been told. */
@Command(
        name = "rot",
        mixinStandardHelpOptions = true,
        description = "Damages one file of a store at a time and judges what opening and reading it says.")
final class RotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--damages", defaultValue = "300", description = "Of each engine, closed and killed. Default: 300.")
    private int damages;

    @Option(names = "--seed", defaultValue = "1", description = "The damages follow from it. Default: 1.")
    private long seed;

    @Option(names = "--engines", split = ",", description = "Only these, as in minilsm,h2. Default: all.")
    private List<String> engines = RotEngine.names();

    @Option(names = "--directory", description = "Where the stores go. Default: the directory for temporary files.")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<RotTally> tallies = new ArrayList<>();
        for (String engine : engines) {
            tallies.addAll(new RotRun(directory, damages, seed, line -> say(out, line)).of(RotEngine.of(engine)));
            out.println();
            say(out, RotTally.table(tallies));
        }
        return 0;
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
